package io.tocsin.rules.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.Problem;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which a rule file can be wrong names the file, the line and what would be right. */
class BrokenRulesTest {
    private static final String OWN_CATEGORIES = " Tocsin's own categories are login, api-response, webhook";

    private static final String SOUND = Rules.detection("login", "sel: {success: false}\ncondition: sel");
    private static final String MODIFIERS = "; known modifiers are all, neq, expand, contains, startswith, endswith,"
            + " cased, windash, wide, utf16le, utf16be, utf16, base64, base64offset, re, i, m, s, cidr, lt, lte, gt, gte,"
            + " minute, hour, day, week, month, year, fieldref, exists";
    private static final String LOGIN_FIELDS =
            "; known fields are userId, userName, success, sourceIp, forwardedFor, userAgent, sourceNetwork, familiarSource";

    private static List<String> problems(String... texts) {
        InvalidDocumentException e = assertThrows(InvalidDocumentException.class, () -> Rules.compile(texts));
        return e.problems().stream().map(Problem::toString).toList();
    }

    /** Bodies of a login detection, which begin at line 7 of a.yml. */
    static Stream<Arguments> detections() {
        return Stream.of(
                of("sel: {user: bob}\ncondition: sel", "7: unknown field `user` of login events" + LOGIN_FIELDS),
                of(
                        "sel: {userid: bob}\ncondition: sel",
                        "7: unknown field `userid` of login events; did you mean `userId`?" + LOGIN_FIELDS),
                of(
                        "sel:\n  userId|contain: x\ncondition: sel",
                        "8: unknown modifier `contain`; did you mean `contains`?" + MODIFIERS),
                of("sel:\n  userId|contains|contains: x\ncondition: sel", "8: the modifier `contains` stands twice"),
                of(
                        "sel:\n  userId|startswith|endswith: x\ncondition: sel",
                        "8: the modifier `endswith` can't stand behind `startswith`"),
                of(
                        "sel:\n  userAgent|exists|cased: true\ncondition: sel",
                        "8: the modifier `cased` can't stand behind `exists`"),
                of("sel:\n  userId|gte: 5\ncondition: sel", "8: `userId` is a text; gte compares numbers"),
                of("sel:\n  success|lt: 5\ncondition: sel", "8: `success` is true or false; lt compares numbers"),
                of("sel:\n  success: 1\ncondition: sel", "8: `success` is true or false and can never match 1"),
                of("sel:\n  success: 'no'\ncondition: sel", "8: `success` is true or false and can never match 'no'"),
                of(
                        "sel:\n  userAgent|exists: maybe\ncondition: sel",
                        "8: `userAgent|exists` takes a single true or false"),
                of("sel:\n  userId|all: bob\ncondition: sel", "8: `all` needs a list of two or more values"),
                of("sel:\n  userId|all: [bob]\ncondition: sel", "8: `all` needs a list of two or more values"),
                of(
                        "sel:\n  userId|neq: [a, b]\ncondition: sel",
                        "8: `neq` with a list matches everything, because one of the values always differs; write"
                                + " `neq|all`"),
                of(
                        "sel:\n  userId:\n    - a\n    - null\ncondition: sel",
                        "10: null stands in the list of values of `userId`; use a map of its own for it"),
                of(
                        "sel:\n  userAgent|contains: null\ncondition: sel",
                        "8: null can't be used with the modifiers contains; use `exists`"),
                of("sel:\n  userId: []\ncondition: sel", "8: the list of values of `userId` is empty"),
                of(
                        "sel:\n  userId: {a: b}\ncondition: sel",
                        "8: the value of `userId` is a map; a value or a list of values is expected"),
                of(
                        "sel:\n  userId: [[a]]\ncondition: sel",
                        "8: a value of `userId` is a list; a single value is expected"),
                of("sel: {}\ncondition: sel", "7: `sel` holds an empty map; it would match everything"),
                of("sel: []\ncondition: sel", "7: `sel` is empty; it would match nothing"),
                of(
                        "sel: {userId: a}\nsel: {userId: b}\ncondition: sel",
                        "8: the key `sel` stands twice in the same map"),
                of("condition: sel", "6: `detection` names nothing to look for"),
                of("sel: {userId: a}", "6: `detection` has no condition"),
                of("sel: {userId: a}\ncondition:", "8: the condition is empty; a text is expected"),
                of("sel: {userId: a}\ncondition: []", "8: the list of conditions is empty"),
                of(
                        "sel: {userId: a}\ntimeframe: 5m\ncondition: sel",
                        "8: `timeframe` is not part of Sigma 2; a correlation document has `timespan`"));
    }

    /** Conditions of a login detection that has {@code sel} and {@code filter}; they stand at line 9 of a.yml. */
    static Stream<Arguments> conditions() {
        return Stream.of(
                of(
                        "sel and not filtr",
                        "`filtr` is not a detection of this rule; did you mean `filter`?; known detections are sel,"
                                + " filter"),
                of(
                        "sel AND filter",
                        "`AND` stands where `and`, `or` or the end is expected (operators are written in lower"
                                + " case)"),
                of("sel filter", "`filter` stands where `and`, `or` or the end is expected"),
                of("(sel or filter", "a closing parenthesis is missing at the end"),
                of("sel)", "`)` stands where `and`, `or` or the end is expected"),
                of("sel and", "the name of a detection is expected at the end"),
                of("and sel", "the name of a detection is expected where `and` stands"),
                of("sel or or filter", "the name of a detection is expected where `or` stands"),
                of("()", "the name of a detection is expected where `)` stands"),
                of("not", "the name of a detection is expected at the end"),
                of("2 of them", "`2 of` is not supported; `1 of`, `any of` and `all of` are"),
                of("1 of x*", "`1 of x*` selects no detection of this rule; it has sel, filter"),
                of("all of", "`all of` must be followed by `them` or a name with wildcards at the end"),
                of(
                        "sel | count() by userId > 5",
                        "aggregations behind a pipe are not part of Sigma 2; write a correlation document with `type:"
                                + " event_count`, `group-by: [userId]`, `condition: {gt: 5}` and what was the `timeframe`"
                                + " as `timespan`"),
                of("sel & filter", "the character & has no meaning in a condition"),
                of("(".repeat(60) + "sel" + ")".repeat(60), "`not` and parentheses are nested more than 50 deep"),
                of("not ".repeat(100_000) + "sel", "`not` and parentheses are nested more than 50 deep"));
    }

    /** A change to a sound correlation, and what is reported of b.yml. */
    static Stream<Arguments> correlations() {
        return Stream.of(
                change(
                        "event_count",
                        "temporal",
                        "6: `correlation.rules` has 1; a rule of steps has 2 to 16 steps",
                        "9: `correlation.condition` never holds of 1 rules"),
                change("event_count", "value_count", "9: `correlation.condition.field` is missing"),
                change(
                        "event_count",
                        "temporal_ordered",
                        "6: `correlation.rules` has 1; a rule of steps has 2 to 16 steps",
                        "9: `correlation.condition` is not supported yet for the type temporal_ordered, whose steps are all"
                                + " required; leave it out and list the `rules`"),
                change(
                        "event_count",
                        "count",
                        "5: `correlation.type` is count; allowed are event_count, value_count, value_sum, value_avg, value_median, value_percentile, temporal, temporal_ordered"),
                change("    type: event_count\n", "", "4: `correlation.type` is missing"),
                change("    rules: [d]\n", "", "4: `correlation.rules` is missing"),
                change("[d]", "[d, e]", "6: no rule has the id or name `e`; did you mean `d`?"),
                change(
                        "[d]",
                        "[d, " + Rules.DETECTION_ID + "]",
                        "6: `" + Rules.DETECTION_ID + "` refers to a rule that stands in the list already"),
                change("[d]", "[d, c]", "6: `c` is this rule itself"),
                change(
                        "[sourceIp]",
                        "[]",
                        "7: `correlation.group-by` is empty; name at least one field, or leave it out to count over all"),
                change("[sourceIp]", "[sourceIp, sourceIp]", "7: `group-by` names `sourceIp` twice"),
                change(
                        "[sourceIp]",
                        "[clientId]",
                        "7: `clientId` is not a field of the login events that rule `d` matches"
                                + "; known fields of all rules are userId, userName, success, sourceIp, forwardedFor, userAgent, sourceNetwork, familiarSource"),
                change(
                        "5m",
                        "5",
                        "8: `correlation.timespan` is 5; a whole number followed by s, m, h, d, w, M or y is expected,"
                                + " such as 5m"),
                change("5m", "0s", "8: `correlation.timespan` is 0s; 1s to 366d are allowed"),
                change("5m", "367d", "8: `correlation.timespan` is 367d; 1s to 366d are allowed"),
                change("5m", "13M", "8: `correlation.timespan` is 13M; 1s to 366d are allowed"),
                change(
                        "gte: 5",
                        "lt: 0",
                        "9: `correlation.condition.lt` is 0; a whole number from 1 to 4096 is expected"),
                change("gte: 5", "gte: 5, lt: 5", "9: `correlation.condition` never holds"),
                change(
                        "gte: 5",
                        "lt: 5, lte: 3",
                        "9: `correlation.condition` has both `lte` and `lt`; write one of them"),
                change(
                        "gte: 5",
                        "gte: 5, lte: 9, neq: 7",
                        "9: `correlation.condition` has 3 comparisons; write one, or two for a range"),
                change(
                        "gte: 5",
                        "gte: 5, percentile: 95",
                        "9: `correlation.condition.percentile` needs the type value_percentile"),
                change("event_count", "value_sum", "9: `correlation.condition.field` is missing"),
                change(
                        "gte: 5",
                        "eq: -1",
                        "9: `correlation.condition.eq` is -1; a whole number from 0 to 4095 is expected"),
                change(
                        "gte: 5",
                        "lt: 1, neq: 0",
                        "9: `correlation.condition.neq` is 0; a whole number from 1 to 4095 is expected"),
                change("gte: 5", "lt: 5, gt: 4", "9: `correlation.condition` never holds"),
                change(
                        "gte: 5",
                        "gte: 5, gt: 4",
                        "9: `correlation.condition` has both `gte` and `gt`; write one of them"),
                change(
                        "gte: 5",
                        "gte: 5, field: userId",
                        "9: `correlation.condition.field` counts distinct values, which"
                                + " needs the type value_count"),
                change(
                        "gte: 5",
                        "gte: 0",
                        "9: `correlation.condition.gte` is 0; a whole number from 1 to 4096 is" + " expected"),
                change(
                        "gte: 5",
                        "gt: 4096",
                        "9: `correlation.condition.gt` is 4096; a whole number from 0 to 4095 is" + " expected"),
                change(
                        "gte: 5",
                        "gte: many",
                        "9: `correlation.condition.gte` is many; a whole number from 1 to 4096 is" + " expected"),
                change("{gte: 5}", "{}", "9: `correlation.condition` is empty; write `gte: N`"),
                change(
                        "{gte: 5}",
                        "a and b",
                        "9: `correlation.condition` is a text, as for the type temporal; write `gte: N`"),
                change(
                        "{gte: 5}",
                        "{gtee: 5}",
                        "9: unknown key `correlation.condition.gtee`; did you mean `gte`?; known keys are percentile,"
                                + " field, gte, gt, lte, lt, eq, neq"),
                add(
                        "    aliases: {a: {e: userId}}",
                        "10: `e` is not among the `rules` of this correlation; did you mean `d`?"),
                add(
                        "    aliases: {sourceIp: {d: sourceip}}",
                        "7: `sourceip`, for which `sourceIp` stands, is not a field of the login events that rule `d` matches;"
                                + " did you mean `sourceIp`?; known fields of all rules are userId, userName, success, sourceIp, forwardedFor, userAgent, sourceNetwork, familiarSource"),
                add(
                        "tocsin: {base_score: 101}",
                        "10: `tocsin.base_score` is 101; a whole number from 0 to 100 is" + " expected"),
                add(
                        "tocsin: {distinct: clientId}",
                        "10: `clientId` is not a field of the login events that rule `d`"
                                + " matches; known fields of all rules are userId, userName, success, sourceIp, forwardedFor, userAgent, sourceNetwork, familiarSource"),
                add(
                        "tocsin: {distinct: sourceIp}",
                        "10: `tocsin.distinct` names `sourceIp`, which has one value in every" + " group"),
                add("tocsin: {takeover: true}", "10: `tocsin.takeover` is true, which only a rule of steps can tell"),
                add(
                        "tocsin: {respond: lock-account}",
                        "10: `tocsin.respond` is lock-account, which needs group-by [userId]:"
                                + " a group must be exactly one account"),
                add(
                        "tocsin: {respond: lock}",
                        "10: `tocsin.respond` is lock; allowed are notify, lock-account, block-source, step-up"),
                add(
                        "tocsin: {respond: []}",
                        "10: `tocsin.respond` is empty; allowed are notify, lock-account, block-source, step-up"),
                add("tocsin: {respond: [block-source, block-source]}", "10: `tocsin.respond` names block-source twice"),
                add(
                        "tocsin: {respond: [block-source, notify]}",
                        "10: `tocsin.respond` names notify beside others; people are told in any case"),
                add(
                        "tocsin: {respond: step-up}",
                        "10: `tocsin.respond` is step-up, which needs group-by [userId]: a group must be exactly one account"),
                add(
                        "tocsin: {severity: 5}",
                        "10: unknown key `tocsin.severity`; known keys are tenants, distinct, base_score,"
                                + " takeover, respond"));
    }

    /** A change to a sound detection's header, and what is reported of a.yml. */
    static Stream<Arguments> headers() {
        return Stream.of(
                change("title: Test", "title: ''", "1: `title` is empty; give it a value or leave it out"),
                change("title: Test", "author: Me", "1: `title` is missing"),
                change(
                        "title: Test",
                        "title: " + "x".repeat(257),
                        "1: `title` has 257 characters; at most 256 are" + " allowed"),
                change(
                        Rules.DETECTION_ID,
                        "42",
                        "2: `id` is 42; a UUID is expected, such as" + " 5638f7c0-ac70-491d-8465-2a65075e0d86"),
                change(
                        "category: login",
                        "category: process_creation",
                        "5: `logsource.category` is process_creation;" + OWN_CATEGORIES),
                change("category: login", "product: tocsin", "4: `logsource.category` is missing;" + OWN_CATEGORIES),
                change(
                        "category: login",
                        "category: login\n    product: windows",
                        "6: `logsource.product` is windows, and no events of it are configured;" + OWN_CATEGORIES),
                change(
                        "category: login",
                        "category: login\n    service: sshd",
                        "6: `logsource.service` is sshd, and no events of it are configured for category: login;"
                                + OWN_CATEGORIES),
                add(
                        "level: medum",
                        "9: `level` is medum; did you mean `medium`?; allowed are informational, low, medium,"
                                + " high, critical"),
                add(
                        "status: done",
                        "9: `status` is done; allowed are stable, test, experimental, deprecated," + " unsupported"),
                add("date: 2026/01/31", "9: `date` is 2026/01/31; a date YYYY-MM-DD is expected"),
                add("modified: 2026-02-30", "9: `modified` is 2026-02-30; a date YYYY-MM-DD is expected"),
                add(
                        "tags: [Attack.T1110]",
                        "9: the tag Attack.T1110 is not of the form namespace.name in lower case, such"
                                + " as attack.t1110"),
                add("references: [a, a]", "9: `references` lists a twice"),
                add(
                        "related: [{id: 1, type: twin}]",
                        "9: `related[0].id` is 1; a UUID is expected",
                        "9: `related[0].type`" + " is twin; allowed are derived, obsolete, merged, renamed, similar"),
                add(
                        "tocsin: {base_score: 4}",
                        "9: `tocsin` has no effect but for `tenants`: the detection doesn't alert on its own, since"
                                + " correlations refer to it; say so there, or `generate: true` in one of them"));
    }

    private static Arguments of(String text, String... expected) {
        return Arguments.of(text, List.of(expected));
    }

    private static Arguments change(String from, String to, String... expected) {
        return Arguments.of(from, to, List.of(expected));
    }

    private static Arguments add(String line, String... expected) {
        return Arguments.of("", line, List.of(expected));
    }

    private static List<String> in(String file, List<String> expected) {
        return expected.stream().map(problem -> file + ":" + problem).toList();
    }

    private static String changed(String text, String from, String to) {
        return from.isEmpty() ? text + to + "\n" : text.replace(from, to);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("detections")
    void aBrokenDetectionIsRefused(String body, List<String> expected) {
        assertEquals(in("a.yml", expected), problems(Rules.detection("login", body), Rules.CORRELATION));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("conditions")
    void aBrokenConditionIsRefused(String condition, List<String> expected) {
        String body = "sel: {userId: a}\nfilter: {userId: b}\ncondition: " + condition;
        assertEquals(
                List.of("a.yml:9: the condition can't be read: " + expected.get(0)),
                problems(Rules.detection("login", body), Rules.CORRELATION));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("correlations")
    void aBrokenCorrelationIsRefused(String from, String to, List<String> expected) {
        // The detection is counted by another rule, so that the broken one is all there is to report.
        String other = Rules.CORRELATION.replace("2222-4222", "3333-4333").replace("name: c", "name: other");
        assertEquals(in("b.yml", expected), problems(SOUND, changed(Rules.CORRELATION, from, to), other));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("headers")
    void aBrokenHeaderIsRefused(String from, String to, List<String> expected) {
        assertEquals(in("a.yml", expected), problems(changed(SOUND, from, to), Rules.CORRELATION));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'0404'", "'0?'", "'00*'", "'4-4'", "'4-*'", "'-404'", "-404", "'-*'", "''"})
    void whatNoStatusIsWrittenAsNeverMatches(String value) {
        String body = "sel:\n  responseCode: " + value + "\ncondition: sel";
        assertEquals(
                List.of("a.yml:8: `responseCode` is a whole number and can never match " + value),
                problems(Rules.detection("api-response", body), Rules.CORRELATION));
    }

    @Test
    void aNumberFieldIsComparedWithNumbersOnly() {
        String body = "sel:\n  responseCode: error\n  responseCode|gte: '400'\n  responseCode|neq: 4.5\ncondition: sel";
        assertEquals(
                List.of(
                        "a.yml:8: `responseCode` is a whole number and can never match error",
                        "a.yml:9: a value of `responseCode` can't be taken: a number is expected instead of '400'",
                        "a.yml:10: `responseCode` is a whole number and can never match 4.5"),
                problems(Rules.detection("api-response", body), Rules.CORRELATION));
    }

    @Test
    void documentsThatAreNoSigmaRulesAreRefused() {
        assertEquals(
                List.of(
                        "a.yml:1: the document is a list; a Sigma document is a map",
                        "a.yml:3: the document has none of `detection`, `correlation` and `filter`",
                        "a.yml:5: `logsource` is missing",
                        "a.yml:6: `filter.rules` is missing",
                        "a.yml:6: `filter` has no condition",
                        "a.yml:6: `filter` names nothing to look for",
                        "a.yml:8: `action: global` is not part of Sigma 2; write what it shares into each document",
                        "a.yml:11: the document has both `detection` and `correlation`; write two documents"),
                problems("""
                        - a
                        ---
                        title: x
                        ---
                        title: x
                        filter: {}
                        ---
                        action: global
                        title: x
                        ---
                        detection: {}
                        correlation: {}
                        """));
    }

    @Test
    void filesWithoutAnyRuleAreRefused() {
        assertEquals(
                List.of("a.yml:1: no rule stands in this file or in any other; nothing would ever alert"),
                problems("# all of it commented out\n", ""));
    }

    @Test
    void anIdOrNameThatIsTakenIsRefused() {
        assertEquals(
                List.of(
                        "b.yml:1: the id " + Rules.DETECTION_ID
                                + " belongs to the rule at a.yml:1 already; give one of them another",
                        "b.yml:1: the name d belongs to the rule at a.yml:1 already; give one of them another"),
                problems(SOUND, SOUND, Rules.CORRELATION));
        assertEquals(
                List.of("b.yml:1: the name d belongs to the rule at a.yml:1 already; give one of them another"),
                problems(SOUND, Rules.CORRELATION.replace("name: c", "name: d")));
    }

    @Test
    void stepsThatAreNotThereAreNotCalledTooFew() {
        assertEquals(
                List.of("b.yml:6: no rule has the id or name `first`", "b.yml:6: no rule has the id or name `second`"),
                problems(
                        SOUND,
                        Rules.CORRELATION
                                .replace("event_count", "temporal_ordered")
                                .replace("[d]", "[first, second]")
                                .replace("    condition: {gte: 5}\n", "")));
    }

    @Test
    void aNameThatLooksLikeAnIdIsRefused() {
        assertEquals(
                List.of("b.yml:3: `name` looks like an id; give the rule a name in words or leave it out"),
                problems(SOUND, Rules.CORRELATION.replace("name: c", "name: 33333333-3333-4333-8333-333333333333")));
    }

    @Test
    void whatADetectionSaysOfItsOwnAlertsIsReadLikeThatOfACorrelation() {
        assertEquals(
                List.of(
                        "a.yml:10: `tocsin.base_score` is 101; a whole number from 0 to 100 is expected",
                        "a.yml:11: `tocsin.timespan` is soon; a whole number followed by s, m, h, d, w, M or y is expected,"
                                + " such as 5m",
                        "a.yml:12: `tocsin.distinct` names `userId`, which has one value in every group",
                        "a.yml:13: unknown key `tocsin.takeover`; known keys are tenants, timespan, base_score, distinct, respond"),
                problems(SOUND + """
                        tocsin:
                            base_score: 101
                            timespan: soon
                            distinct: userId
                            takeover: true
                        """));
        assertEquals(
                List.of("a.yml:10: `tocsin.respond` is lock-account, which needs group-by [userId]: a group must be"
                        + " exactly one account"),
                problems(Rules.detection("webhook", "sel: {source: a}\ncondition: sel") + """
                        tocsin:
                            respond: lock-account
                        """));
    }

    @Test
    void everyProblemOfEveryFileIsReportedAtOnce() {
        assertEquals(
                List.of(
                        "a.yml:7: unknown field `user` of login events" + LOGIN_FIELDS,
                        "a.yml:8: the condition can't be read: `x` is not a detection of this rule; known detections are"
                                + " sel",
                        "a.yml:9: `level` is loud; allowed are informational, low, medium, high, critical",
                        "b.yml:8: `correlation.timespan` is soon; a whole number followed by s, m, h, d, w, M or y is expected,"
                                + " such as 5m"),
                problems(
                        Rules.detection("login", "sel: {user: bob}\ncondition: x") + "level: loud\n",
                        Rules.CORRELATION.replace("5m", "soon")));
    }
}
