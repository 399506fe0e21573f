package io.tocsin.rules.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CorrelationCompilerTest {
    private static final String DETECTION = Rules.detection("login", "sel: {success: false}\ncondition: sel");

    private static CorrelationRule compile(String correlation) throws InvalidDocumentException {
        return Rules.compile(DETECTION, correlation).correlations().get(0);
    }

    @Test
    void whatADocumentLeavesOutHasADefault() throws InvalidDocumentException {
        CorrelationRule rule = compile(Rules.CORRELATION);
        assertEquals(Severity.MEDIUM, rule.info().level());
        assertEquals(40, rule.baseScore());
        assertEquals(List.of(), rule.distinctFields());
        assertEquals(List.of(Alert.Response.NOTIFY), rule.responses());
        assertEquals(Set.of(EventStream.LOGIN), rule.streams());
    }

    @Test
    void theBaseScoreDefaultsToTheLowestOfTheLevel() throws InvalidDocumentException {
        assertEquals(60, compile(Rules.CORRELATION + "level: high\n").baseScore());
        assertEquals(
                7,
                compile(Rules.CORRELATION + "level: high\ntocsin: {base_score: 7}\n")
                        .baseScore());
    }

    @Test
    void rulesAreFoundByIdAndByNameAlikeInAnyCaseOfTheId() throws InvalidDocumentException {
        for (String reference : List.of("d", Rules.DETECTION_ID)) {
            CorrelationRule rule = compile(Rules.CORRELATION.replace("[d]", "[" + reference + "]"));
            assertEquals("d", rule.rules().get(0).info().name(), reference);
        }
        String upper = DETECTION.replace(Rules.DETECTION_ID, "ABCDEFAB-1111-4111-8111-111111111111");
        RuleSet rules =
                Rules.compile(upper, Rules.CORRELATION.replace("[d]", "[ABCDEFAB-1111-4111-8111-111111111111]"));
        assertEquals(
                "abcdefab-1111-4111-8111-111111111111",
                rules.detections().get(0).info().id());
    }

    @Test
    void timespansAreReadInEveryUnit() throws InvalidDocumentException {
        List<String> written = List.of("90s", "5m", "2h", "1d", "1w", "2M", "1y");
        List<Long> expected =
                List.of(90_000L, 300_000L, 7_200_000L, 86_400_000L, 604_800_000L, 5_259_492_000L, 31_556_952_000L);
        for (int i = 0; i < written.size(); i++) {
            assertEquals(
                    expected.get(i),
                    compile(Rules.CORRELATION.replace("5m", written.get(i))).timespanMs());
        }
    }

    @Test
    void moreThanNIsAtLeastNPlusOne() throws InvalidDocumentException {
        assertEquals(6, compile(Rules.CORRELATION.replace("gte: 5", "gt: 5")).threshold());
        assertEquals(1, compile(Rules.CORRELATION.replace("gte: 5", "gt: 0")).threshold());
        assertEquals(
                4096, compile(Rules.CORRELATION.replace("gte: 5", "gte: 4096")).threshold());
    }

    @Test
    void distinctValuesAreCountedOverOneFieldOrSeveral() throws InvalidDocumentException {
        String values = Rules.CORRELATION.replace("event_count", "value_count");
        CorrelationRule one = compile(values.replace("gte: 5", "gt: 4, field: userId"));
        assertEquals(CorrelationType.VALUE_COUNT, one.type());
        assertEquals(List.of("userId"), one.distinctFields());
        assertEquals(5, one.threshold());
        CorrelationRule two = compile(values.replace("gte: 5", "gte: 5, field: [userId, userAgent]"));
        assertEquals(List.of("userId", "userAgent"), two.distinctFields());
    }

    @Test
    void numbersAreComparedToTheThousandth() throws InvalidDocumentException {
        CorrelationRule rule = onNumbers("value_sum", "gt: 0.5, lte: 1000");
        assertEquals("responseCode", rule.condition().numberField());
        assertEquals(
                List.of(
                        new Comparison(Comparison.Operator.GT, 500),
                        new Comparison(Comparison.Operator.LTE, 1_000_000)),
                rule.condition().comparisons());
        assertEquals("value_sum of responseCode gt 0.5 and lte 1000", rule.conditionText());
        assertEquals(List.of(), rule.distinctFields());
        assertEquals(1, rule.threshold());
        InvalidDocumentException refused =
                assertThrows(InvalidDocumentException.class, () -> onNumbers("value_avg", "gt: 0.0005"));
        assertEquals(
                List.of(
                        "b.yml:9: `correlation.condition.gt` is 0.0005; a number with at most three decimals is expected"),
                refused.problems().stream().map(Object::toString).toList());
    }

    @Test
    void aPercentileIsOneOfNumbersOrWithoutSayingWhichTheShareOfAValue() throws InvalidDocumentException {
        CorrelationRule percentile = onNumbers("value_percentile", "gte: 500, percentile: 95");
        assertEquals(95, percentile.condition().percentile());
        assertEquals("responseCode", percentile.condition().numberField());
        CorrelationRule share = onNumbers("value_percentile", "lte: 1");
        assertEquals(List.of("responseCode"), share.distinctFields());
        assertTrue(share.countsValues());
        assertEquals("value_percentile of responseCode lte 1", share.conditionText());
    }

    @Test
    void countsAreComparedInEveryWayAndInRanges() throws InvalidDocumentException {
        CorrelationRule range = compile(Rules.CORRELATION.replace("gte: 5", "gt: 2, lt: 10"));
        assertEquals("event_count gt 2 and lt 10", range.conditionText());
        assertTrue(range.isRefutable());
        for (String comparison : List.of("lt: 2", "lte: 1", "eq: 3", "neq: 3")) {
            assertTrue(compile(Rules.CORRELATION.replace("gte: 5", comparison)).isRefutable(), comparison);
        }
    }

    private static CorrelationRule onNumbers(String type, String condition) throws InvalidDocumentException {
        return Rules.compile(
                        Rules.detection("api-response", "sel: {method: GET}\ncondition: sel"),
                        Rules.CORRELATION
                                .replace("event_count", type)
                                .replace("gte: 5", condition + ", field: responseCode"))
                .correlations()
                .get(0);
    }

    @Test
    void whatIsCountedFeedsTheScoreAndNothingElseDoes() {
        String rule =
                Rules.CORRELATION.replace("event_count", "value_count").replace("gte: 5", "gte: 5, field: userId");
        InvalidDocumentException refused =
                assertThrows(InvalidDocumentException.class, () -> compile(rule + "tocsin: {distinct: userAgent}\n"));
        assertEquals(
                List.of(
                        "b.yml:10: `tocsin.distinct` is not needed: the score is fed with what `condition.field` counts"),
                refused.problems().stream().map(Object::toString).toList());
    }

    @Test
    void withoutGroupByTheWholeTenantIsOneGroup() throws InvalidDocumentException {
        CorrelationRule rule = compile(Rules.CORRELATION.replace("    group-by: [sourceIp]\n", ""));
        assertEquals(List.of(), rule.groupBy());
        assertFalse(rule.isInPlace());
    }

    @Test
    void aSequenceIsMadeOfDetectionsAndCorrelationsWhichThenDoNotAlertOnTheirOwn() throws InvalidDocumentException {
        RuleSet rules = Rules.compile(DETECTION, SUCCESS, Rules.CORRELATION, SEQUENCE);
        assertEquals(1, rules.correlations().size());
        CorrelationRule rule = rules.correlations().get(0);
        assertEquals(CorrelationType.TEMPORAL_ORDERED, rule.type());
        assertEquals(2, rule.threshold());
        assertEquals(
                List.of(
                        new CorrelationRule.SequenceStep(
                                List.of(rules.detections().get(0)), 300_000, 5),
                        new CorrelationRule.SequenceStep(
                                List.of(rules.detections().get(1)), 1, 1)),
                rule.steps());
        assertEquals(600_000 + 300_000, rule.reachMs());
    }

    @Test
    void temporalAsksForAllRulesUnlessItSaysHowMany() throws InvalidDocumentException {
        String temporal = SEQUENCE.replace("temporal_ordered", "temporal");
        CorrelationRule all = Rules.compile(DETECTION, SUCCESS, Rules.CORRELATION, temporal)
                .correlations()
                .get(0);
        assertEquals(CorrelationType.TEMPORAL, all.type());
        assertEquals(2, all.threshold());
        assertEquals(6, all.leastEvents());
        CorrelationRule one = Rules.compile(
                        DETECTION, SUCCESS, Rules.CORRELATION, temporal + "    condition: {gte: 1}\n")
                .correlations()
                .get(0);
        assertEquals(1, one.threshold());
        assertEquals(1, one.leastEvents());
    }

    @Test
    void anExtendedConditionSaysWhichRulesAreMetAndWhichAreNot() throws InvalidDocumentException {
        String extended = SEQUENCE.replace("temporal_ordered", "temporal") + "    condition: s and not c\n";
        for (String text : List.of(extended, extended.replace("    rules: [c, s]\n", ""))) {
            CorrelationRule rule = Rules.compile(DETECTION, SUCCESS, Rules.CORRELATION, text)
                    .correlations()
                    .get(0);
            assertEquals("temporal s and not c", rule.conditionText());
            assertTrue(rule.isRefutable());
            assertEquals(2, rule.steps().size());
        }
    }

    @Test
    void aSequenceMayNameWhatMustNotComeBetween() throws InvalidDocumentException {
        String other = SUCCESS.replace("name: s", "name: t")
                .replace("33333333-3333", "66666666-3333")
                .replace("success: true", "userAgent: curl");
        String extended = SEQUENCE.replace("rules: [c, s]", "rules: [t, c, s]") + "    condition: c and not t and s\n";
        CorrelationRule rule = Rules.compile(DETECTION, SUCCESS, other, Rules.CORRELATION, extended)
                .correlations()
                .get(0);
        assertEquals(2, rule.stepsInOrder());
        assertEquals(
                List.of("d", "s", "t"),
                rule.steps().stream()
                        .map(step -> step.rules().get(0).info().name())
                        .toList());
        assertTrue(rule.isRefutable());
        InvalidDocumentException refused = assertThrows(
                InvalidDocumentException.class,
                () -> Rules.compile(
                        DETECTION,
                        SUCCESS,
                        other,
                        Rules.CORRELATION,
                        extended.replace("c and not t and s", "c and (t or s)")));
        assertEquals(
                List.of(
                        "e.yml:9: `correlation.condition` isn't an order of steps; join rules by `and`, and those that must"
                                + " not be met by `and not`"),
                refused.problems().stream().map(Object::toString).toList());
    }

    @Test
    void anExtendedConditionThatCannotBeMeantIsRefused() {
        String extended = SEQUENCE.replace("temporal_ordered", "temporal") + "    condition: ";
        List<String> conditions = List.of("s", "not s or c", "s and not s and c", "s and c and x", "s and");
        List<String> problems = List.of(
                "does not name `c`, one of the `rules`",
                "holds even where none of its rules is met",
                "never holds",
                "is not understood: `x` is not among the `rules`; did you mean `c`?; known rules are c, s",
                "is not understood: the name of a rule is expected at the end");
        for (int i = 0; i < conditions.size(); i++) {
            String text = extended + conditions.get(i) + "\n";
            InvalidDocumentException refused = assertThrows(
                    InvalidDocumentException.class, () -> Rules.compile(DETECTION, SUCCESS, Rules.CORRELATION, text));
            assertEquals(
                    List.of("d.yml:9: `correlation.condition` " + problems.get(i)),
                    refused.problems().stream().map(Object::toString).toList());
        }
    }

    @Test
    void aCorrelationThatAnotherOneRefersToAlertsOnItsOwnWhereThatSaysGenerate() throws InvalidDocumentException {
        String only = SEQUENCE.replace("[c, s]", "[c, c2]") + "generate: true\n";
        String second = Rules.CORRELATION
                .replace("name: c", "name: c2")
                .replace("22222222-2222", "55555555-2222")
                .replace("gte: 5", "gte: 9");
        assertEquals(
                List.of("c", "sequence", "c2"),
                Rules.compile(DETECTION, Rules.CORRELATION, second, only).correlations().stream()
                        .map(rule -> rule.info().name())
                        .toList());
    }

    @Test
    void anAliasStandsForAFieldOfEachRule() throws InvalidDocumentException {
        String api = Rules.detection("api-response", "sel: {method: GET}\ncondition: sel")
                .replace("name: d", "name: a")
                .replace(Rules.DETECTION_ID, "66666666-1111-4111-8111-111111111111");
        CorrelationRule rule = Rules.compile(
                        DETECTION,
                        api,
                        Rules.CORRELATION.replace("[d]", "[d, a]").replace("[sourceIp]", "[who]")
                                + "    aliases:\n        who: {d: userId, 66666666-1111-4111-8111-111111111111: clientId}\n")
                .correlations()
                .get(0);
        assertEquals(List.of("who"), rule.groupBy());
        assertEquals("userId", rule.aliases().field("who", rule.rules().get(0)));
        assertEquals("clientId", rule.aliases().field("who", rule.rules().get(1)));
        assertFalse(rule.isInPlace());
    }

    private static final String SUCCESS = """
            title: Success
            id: 33333333-3333-4333-8333-333333333333
            name: s
            logsource:
                category: login
            detection:
                sel: {success: true}
                condition: sel
            """;

    private static final String SEQUENCE = """
            title: Success after failures
            id: 44444444-4444-4444-8444-444444444444
            name: sequence
            correlation:
                type: temporal_ordered
                rules: [c, s]
                group-by: [sourceIp]
                timespan: 10m
            """;

    @Test
    void aRuleWithoutANameGoesByItsId() throws InvalidDocumentException {
        CorrelationRule rule = compile(Rules.CORRELATION.replace("name: c\n", ""));
        assertEquals(Rules.CORRELATION_ID, rule.info().name());
    }

    @Test
    void aRuleRemembersWhereItStands() throws InvalidDocumentException {
        RuleSet rules = Rules.compile(DETECTION + "---\n" + Rules.CORRELATION);
        assertEquals("a.yml", rules.correlations().get(0).info().file());
        assertEquals(10, rules.correlations().get(0).info().line());
    }

    @Test
    void everyAttributeOfTheSpecificationIsAccepted() throws InvalidDocumentException {
        String header = """
                status: experimental
                description: What it is about
                license: CC0-1.0
                references: [https://example.com/a]
                author: Somebody
                date: 2026-01-31
                modified: 2026-02-28
                tags: [attack.t1110, tlp.amber]
                falsepositives: Unlikely
                level: critical
                scope: [server]
                taxonomy: tocsin
                fields: [userId]
                related:
                    - id: 33333333-3333-4333-8333-333333333333
                      type: derived
                """;
        RuleSet rules = Rules.compile(DETECTION + header, Rules.CORRELATION + header + "generate: false\n");
        RuleInfo info = rules.correlations().get(0).info();
        assertEquals(Severity.CRITICAL, info.level());
        assertEquals(List.of("attack.t1110", "tlp.amber"), info.tags());
        assertEquals(List.of("Unlikely"), info.falsePositives());
        assertTrue(rules.detections().get(0).info().tags().contains("tlp.amber"));
    }
}
