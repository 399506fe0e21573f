package io.tocsin.rules.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.Problem;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Filter documents: a rule and the filter's condition must both hold. */
class FilterTest {
    private static final String RULE = Rules.detection("login", "sel: {success: false}\ncondition: sel");
    private static final String FILTER = """
            title: Probes
            logsource: {category: login}
            filter:
                rules: [d]
                probes: {userId|startswith: probe-}
                condition: not probes
            """;
    private static final SecurityEvent PROBE = Events.login("probe-1", false);
    private static final SecurityEvent ALICE = Events.login("alice", false);

    private static boolean matches(String filter, SecurityEvent event) throws InvalidDocumentException {
        return Rules.compile(RULE, filter).detections().get(0).matches(event);
    }

    @Test
    void whatAFilterDeniesIsLeftOut() throws InvalidDocumentException {
        for (String reference : List.of("[d]", "d", "[" + Rules.DETECTION_ID + "]", "any", "[any]")) {
            String filter = FILTER.replace("[d]", reference);
            assertEquals(false, matches(filter, PROBE), reference);
            assertEquals(true, matches(filter, ALICE), reference);
            assertEquals(false, matches(filter, Events.login("alice", true)), reference);
        }
    }

    @Test
    void aFilterCountsForTheCorrelationsOfTheRule() throws InvalidDocumentException {
        RuleSet rules = Rules.compile(RULE, FILTER, Rules.CORRELATION);
        assertEquals(false, rules.correlations().get(0).rules().get(0).matches(PROBE));
        assertEquals(true, rules.correlations().get(0).rules().get(0).matches(ALICE));
    }

    @Test
    void allFiltersOfARuleMustHold() throws InvalidDocumentException {
        String second = FILTER.replace("Probes", "Robots").replace("probe-", "al");
        RuleSet rules = Rules.compile(RULE, FILTER, second);
        assertEquals(false, rules.detections().get(0).matches(PROBE));
        assertEquals(false, rules.detections().get(0).matches(ALICE));
        assertEquals(true, rules.detections().get(0).matches(Events.login("bob", false)));
    }

    @Test
    void aFilterMayBeForSomeTenantsAlone() throws InvalidDocumentException {
        String filter = FILTER + "tocsin: {tenants: [acme]}\n";
        EventId acme = new EventId("acme", "test", "1");
        assertEquals(true, matches(filter, PROBE));
        assertEquals(false, matches(filter, new LoginEvent(acme, 0, null, "probe-1", false, null, null)));
        assertEquals(true, matches(filter, new LoginEvent(acme, 0, null, "alice", false, null, null)));
    }

    /** The example of the specification reads as if it left out what its selection matches; it lets nothing else through. */
    @Test
    void aFilterThatDeniesNothingIsWarnedOf() throws InvalidDocumentException {
        String filter = FILTER.replace("not probes", "probes");
        RuleSet rules = Rules.compile(RULE, filter);
        assertEquals(true, rules.detections().get(0).matches(PROBE));
        assertEquals(false, rules.detections().get(0).matches(ALICE));
        assertEquals(
                List.of("b.yml:6: the filter lets through only events that meet its condition; to leave these out, put"
                        + " `not` before it"),
                rules.warnings().stream().map(Problem::toString).toList());
        assertEquals(List.of(), Rules.compile(RULE, FILTER).warnings());
        String denied = filter.replace("userId|startswith: probe-", "userId|neq: probe-1");
        assertEquals(List.of(), Rules.compile(RULE, denied).warnings());
    }

    @Test
    void aFilterChangesTheHash() throws InvalidDocumentException {
        assertEquals(
                3,
                Stream.of(
                                Rules.compile(RULE).hash(),
                                Rules.compile(RULE, FILTER).hash(),
                                Rules.compile(RULE, FILTER.replace("probe-", "p-"))
                                        .hash())
                        .distinct()
                        .count());
    }

    /** A change to the sound filter, and what is reported of b.yml. */
    static Stream<Arguments> broken() {
        return Stream.of(
                of("[d]", "[e]", "4: no rule has the id or name `e`; did you mean `d`?"),
                of("[d]", "[d, d]", "4: `d` refers to a rule that stands in the list already"),
                of("[d]", "[]", "4: `filter.rules` names no rule; list ids or names, or write `any`"),
                of("[d]", "[any, d]", "4: `filter.rules` lists `any` beside others; write `rules: any` alone"),
                of("[d]", "[c]", "4: `c` is a correlation; filter the detections that it refers to"),
                of("    rules: [d]\n", "", "3: `filter.rules` is missing"),
                of("    condition: not probes\n", "", "3: `filter` has no condition"),
                of("not probes", "[not probes]", "6: `filter.condition` is a list; a filter has one condition, a text"),
                of(
                        "not probes",
                        "not probe",
                        "6: the condition can't be read: `probe` is not a detection of this rule; did you mean `probes`?;"
                                + " known detections are probes"),
                of("    probes: {userId|startswith: probe-}\n", "", "3: `filter` names nothing to look for"),
                of(
                        "userId",
                        "user",
                        "5: unknown field `user` of login events; known fields are userId, userName, success, sourceIp, forwardedFor, userAgent,"
                                + " sourceNetwork, familiarSource"),
                of("logsource: {category: login}\n", "", "1: `logsource` is missing"),
                of(
                        "category: login",
                        "category: webhook",
                        "4: the filter is for category: webhook, and `d` looks at category: login; it would never apply",
                        "5: unknown field `userId` of webhook events; known fields are source, signature, replayed,"
                                + " sourceListed, sourceIp, forwardedFor, endpoint, responseCode, tlsVersion, sourceNetwork"),
                of("title: Probes\n", "", "1: `title` is missing"),
                of("title: Probes", "title: Probes\nfilters: []", "2: unknown key `filters`; did you mean `filter`?"),
                of(
                        "title: Probes",
                        "title: Probes\ndetection: {}",
                        "1: the document has `filter` beside another kind of rule; write two documents"),
                of(
                        "title: Probes",
                        "title: Probes\nid: " + Rules.DETECTION_ID,
                        "1: the id " + Rules.DETECTION_ID
                                + " belongs to another document already; give one of them another"));
    }

    private static Arguments of(String from, String to, String... expected) {
        return Arguments.of(from, to, List.of(expected));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("broken")
    void aBrokenFilterIsRefused(String from, String to, List<String> expected) {
        String filter = FILTER.replace(from, to);
        InvalidDocumentException e =
                assertThrows(InvalidDocumentException.class, () -> Rules.compile(RULE, filter, Rules.CORRELATION));
        List<String> found = e.problems().stream()
                .map(problem -> problem.line() + ": " + problem.message().replaceFirst("; known keys .*", ""))
                .toList();
        assertEquals(expected, found);
    }
}
