package io.tocsin.rules.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.yaml.InvalidDocumentException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Correlations over correlations, as they are compiled. */
class ChainedRulesTest {
    private static final String DETECTION = Rules.detection("login", "sel: {success: false}\ncondition: sel");

    /** Counts rule {@code c} of {@link Rules#CORRELATION}. */
    private static final String OUTER = Rules.CORRELATION
            .replace("22222222-2222", "44444444-2222")
            .replace("name: c", "name: o")
            .replace("[d]", "[c]");

    private static List<String> problems(String... texts) {
        return assertThrows(InvalidDocumentException.class, () -> Rules.compile(texts)).problems().stream()
                .map(Object::toString)
                .toList();
    }

    @Test
    void aCorrelationLooksAtAnotherByIdOrByNameWhicheverOrderTheyStandIn() throws InvalidDocumentException {
        for (String reference : List.of("c", Rules.CORRELATION_ID)) {
            String outer = OUTER.replace("[c]", "[" + reference + "]").replace("[sourceIp]", "[userId]");
            RuleSet rules = Rules.compile(DETECTION, outer, Rules.CORRELATION);
            assertEquals(1, rules.correlations().size(), "the inner one doesn't alert");
            CorrelationRule rule = rules.correlations().get(0);
            assertEquals(List.of(new CorrelationRule.Inner(rules.inners().get(0), -1)), rule.inners());
            assertEquals(List.of(), rule.rules());
            assertEquals(1, rule.level());
            assertFalse(rule.isInPlace());
            assertEquals(
                    List.of("userId"),
                    CarriedFields.of(rules.counting()).of(rules.inners().get(0)));
        }
    }

    @Test
    void withGenerateTheInnerOneAlertsAsWell() throws InvalidDocumentException {
        RuleSet rules = Rules.compile(DETECTION, Rules.CORRELATION, OUTER + "generate: true\n");
        assertEquals(2, rules.correlations().size());
        assertEquals(List.of(), rules.inners());
    }

    @Test
    void aStepIsCountedInTheRulesOwnGroupOnlyWhereItIsGroupedAlike() throws InvalidDocumentException {
        String steps = OUTER.replace("event_count", "temporal")
                .replace("[c]", "[c, d]")
                .replace("gte: 5", "gte: 2");
        CorrelationRule alike = Rules.compile(DETECTION, Rules.CORRELATION, steps)
                .correlations()
                .get(0);
        assertFalse(alike.isChained());
        assertEquals(5, alike.steps().get(0).threshold());
        CorrelationRule otherwise = Rules.compile(DETECTION, Rules.CORRELATION, steps.replace("[sourceIp]", "[userId]"))
                .correlations()
                .get(0);
        assertEquals(0, otherwise.inners().get(0).step());
        assertEquals(
                new CorrelationRule.SequenceStep(List.of(), 1, 1),
                otherwise.steps().get(0));
        assertEquals(1, otherwise.steps().get(1).rules().size());
    }

    @Test
    void anAliasStandsForAFieldOfWhatARuleFinds() throws InvalidDocumentException {
        String outer = OUTER.replace("[sourceIp]", "[who]") + "    aliases: {who: {c: userId}}\n";
        RuleSet rules = Rules.compile(DETECTION, Rules.CORRELATION, outer);
        CorrelationRule inner = rules.inners().get(0);
        assertEquals("userId", rules.correlations().get(0).aliases().field("who", inner.info()));
        assertEquals(List.of("userId"), CarriedFields.of(rules.counting()).of(inner));
    }

    @Test
    void aFieldThatNotEveryEpisodeHasIsRefused() {
        String outer = OUTER.replace("[sourceIp]", "[endpoint]");
        assertEquals(
                List.of(
                        "c.yml:7: `endpoint` is neither a field that `c` groups by, nor one of all events that it looks at"),
                problems(DETECTION, Rules.CORRELATION, outer));
    }

    @Test
    void rulesThatReferToOneAnotherInACircleAreRefusedWhereTheyDo() {
        String back = Rules.CORRELATION.replace("[d]", "[o]");
        assertEquals(
                List.of("c.yml:6: `c` refers to this rule in turn: c, o and back; a rule can't wait for itself"),
                problems(DETECTION, back, OUTER, single()));
        assertEquals(
                List.of("b.yml:6: `" + Rules.CORRELATION_ID + "` is this rule itself"),
                problems(DETECTION, Rules.CORRELATION.replace("[d]", "[d, " + Rules.CORRELATION_ID + "]")));
    }

    /** So that the detection is counted, whatever the others do. */
    private static String single() {
        return Rules.CORRELATION.replace("22222222-2222", "77777777-2222").replace("name: c", "name: single");
    }

    @Test
    void fourMayStandOneBehindTheOtherAndNoMore() throws InvalidDocumentException {
        assertEquals(3, Rules.compile(row(4)).correlations().get(0).level());
        assertTrue(problems(row(5))
                .get(0)
                .endsWith("`r3` would be one of more than 4 correlations that refer to one"
                        + " another; 4 may stand one behind the other"));
        assertEquals(1, problems(row(5)).size());
    }

    private static String[] row(int length) {
        List<String> texts = new ArrayList<>(List.of(DETECTION));
        IntStream.range(0, length)
                .mapToObj(i -> Rules.CORRELATION
                        .replace("22222222-2222", i + "2222222-2222")
                        .replace("name: c", "name: r" + i)
                        .replace("[d]", i == 0 ? "[d]" : "[r" + (i - 1) + "]"))
                .forEach(texts::add);
        return texts.toArray(String[]::new);
    }
}
