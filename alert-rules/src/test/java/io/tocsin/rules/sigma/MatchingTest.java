package io.tocsin.rules.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MatchingTest {
    private static final SecurityEvent ALICE = Events.login("alice", false);
    private static final SecurityEvent NO_AGENT = Events.agent(null);
    private static final SecurityEvent EMPTY_AGENT = Events.agent("");
    private static final SecurityEvent CURL = Events.agent("curl/8.5");
    private static final SecurityEvent NOT_FOUND = Events.api("/Admin/users", 404);
    private static final SecurityEvent UNSIGNED = Events.webhook("missing", true, false);

    /** A selection over one event, and whether it matches. */
    static Stream<Arguments> selections() {
        return Stream.of(
                // text
                of("userId: alice", ALICE, true),
                of("userId: ALICE", ALICE, true),
                of("userId|cased: ALICE", ALICE, false),
                of("userId|cased: alice", ALICE, true),
                of("userId: al*", ALICE, true),
                of("userId: ali", ALICE, false),
                of("userId|contains: LIC", ALICE, true),
                of("userId|contains|cased: LIC", ALICE, false),
                of("userId|startswith: al", ALICE, true),
                of("userId|startswith: lice", ALICE, false),
                of("userId|endswith: ice", ALICE, true),
                of("userId|endswith: al", ALICE, false),
                of("userId|contains: 'a*c'", ALICE, true),
                of("userId: [bob, alice]", ALICE, true),
                of("userId: [bob, carol]", ALICE, false),
                of("userId|contains|all: [al, ice]", ALICE, true),
                of("userId|contains|all: [al, bob]", ALICE, false),
                of("userId|all|contains: [al, ice]", ALICE, true),
                of("userId: 'alice '", ALICE, false),
                // text that YAML takes for something else is meant as written
                of("userId: 0101", Events.login("0101", false), true),
                of("userId: 0101", Events.login("101", false), false),
                of("userId: 1e3", Events.login("1000", false), false),
                of("userId: true", Events.login("TRUE", false), true),
                of("userId|startswith: 10", Events.login("1099", false), true),
                // '' is not null
                of("userAgent: ''", EMPTY_AGENT, true),
                of("userAgent: ''", NO_AGENT, false),
                of("userAgent: ''", CURL, false),
                of("userAgent: null", NO_AGENT, true),
                of("userAgent: ~", NO_AGENT, true),
                of("userAgent:", NO_AGENT, true),
                of("userAgent: null", EMPTY_AGENT, false),
                of("userAgent: 'null'", NO_AGENT, false),
                of("userAgent: '*'", EMPTY_AGENT, true),
                of("userAgent: '*'", NO_AGENT, false),
                // presence alone
                of("userAgent|exists: true", EMPTY_AGENT, true),
                of("userAgent|exists: true", NO_AGENT, false),
                of("userAgent|exists: false", NO_AGENT, true),
                of("userAgent|exists: false", CURL, false),
                // different; what is absent is neither equal nor different
                of("userAgent|neq: wget", CURL, true),
                of("userAgent|neq: curl/8.5", CURL, false),
                of("userAgent|neq: wget", NO_AGENT, false),
                of("userAgent|neq|startswith: curl", CURL, false),
                of("userAgent|neq|all: [wget, curl/8.5]", CURL, false),
                of("userAgent|neq|all: [wget, python]", CURL, true),
                of("responseCode|neq: 404", NOT_FOUND, false),
                of("responseCode|neq: 500", NOT_FOUND, true),
                // numbers
                of("responseCode: 404", NOT_FOUND, true),
                of("responseCode: 0x194", NOT_FOUND, true),
                of("responseCode: [400, 404]", NOT_FOUND, true),
                of("responseCode: 40", NOT_FOUND, false),
                of("responseCode: '404'", NOT_FOUND, true),
                of("responseCode: '4*'", NOT_FOUND, true),
                of("responseCode: 4??", NOT_FOUND, true),
                of("responseCode|startswith: 4", NOT_FOUND, true),
                of("responseCode|startswith: '5'", NOT_FOUND, false),
                of("responseCode|gte: 404", NOT_FOUND, true),
                of("responseCode|gt: 404", NOT_FOUND, false),
                of("responseCode|lte: 404", NOT_FOUND, true),
                of("responseCode|lt: 404", NOT_FOUND, false),
                of("responseCode|lt: 1000", NOT_FOUND, true),
                of("responseCode|gte: 400\nresponseCode|lt: 500", NOT_FOUND, true),
                of("responseCode|gte: 400\nresponseCode|lt: 404", NOT_FOUND, false),
                of("responseCode: null", UNSIGNED, true),
                of("responseCode|gte: 0", UNSIGNED, false),
                // true and false
                of("success: false", ALICE, true),
                of("success: true", ALICE, false),
                of("success: 'False'", ALICE, true),
                of("success: [true, false]", ALICE, true),
                of("success|neq: true", ALICE, true),
                // keywords, in what was sent alone
                of("- ALIC", ALICE, true),
                of("- bob\n- 192.0.2.1", ALICE, true),
                of("- 192.0.2.0/24", ALICE, false),
                of("- userId", ALICE, false),
                // a map needs all of its entries, a list of maps one of them
                of("userId: alice\nsuccess: false", ALICE, true),
                of("userId: alice\nsuccess: true", ALICE, false),
                of("- userId: bob\n- success: false", ALICE, true),
                of("- userId: bob\n- userId: alice\n  success: true", ALICE, false),
                of("signature: [invalid, missing]\nreplayed: true\nsourceListed: false", UNSIGNED, true),
                of("endpoint|startswith: /admin\nresponseCode: 404", NOT_FOUND, true));
    }

    private static Arguments of(String selection, SecurityEvent event, boolean expected) {
        return Arguments.of(selection, event, expected);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("selections")
    void aSelectionMatchesAsSigmaSays(String selection, SecurityEvent event, boolean expected)
            throws InvalidDocumentException {
        String body = "selection:\n" + selection.indent(4) + "condition: selection";
        assertEquals(expected, Rules.matches(body, event));
        assertEquals(!expected, Rules.matches(body.replace("condition: ", "condition: not "), event));
    }

    /** Conditions over detections of which {@code yes} and {@code yes_2} match and {@code no}, {@code no_2} do not. */
    static Stream<Arguments> conditions() {
        return Stream.of(
                Arguments.of("yes", true),
                Arguments.of("no", false),
                Arguments.of("not no", true),
                Arguments.of("not not yes", true),
                Arguments.of("yes and no", false),
                Arguments.of("yes or no", true),
                // and binds tighter than or, not tighter than both
                Arguments.of("yes or yes and no", true),
                Arguments.of("(yes or yes) and no", false),
                Arguments.of("not no and yes", true),
                Arguments.of("not (no or yes)", false),
                Arguments.of("not yes or yes", true),
                Arguments.of("no and no or yes", true),
                Arguments.of("no and (no or yes)", false),
                Arguments.of("((((yes))))", true),
                Arguments.of("1 of yes*", true),
                Arguments.of("all of yes*", true),
                Arguments.of("1 of no*", false),
                Arguments.of("any of *2", true),
                Arguments.of("all of *_2", false),
                Arguments.of("1 of them", true),
                Arguments.of("all of them", false),
                Arguments.of("not 1 of no*", true),
                Arguments.of("1 of no* or all of yes*", true),
                Arguments.of("1 of yes", true),
                // a name that begins with an underscore is no part of them
                Arguments.of("all of _*", true),
                Arguments.of("_base and yes", true),
                Arguments.of("yes and\n  (no\n  or yes_2)", true));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("conditions")
    void aConditionHoldsAsSigmaSays(String condition, boolean expected) throws InvalidDocumentException {
        assertEquals(expected, Rules.matches(detections(condition), ALICE));
    }

    private static String detections(String condition) {
        return "yes: {userId: alice}\nyes_2: {success: false}\nno: {userId: bob}\nno_2: {success: true}\n"
                + "_base: {sourceIp: '192.0.2.*'}\ncondition: |\n" + condition.indent(2);
    }

    @Test
    void themLeavesOutNamesThatBeginWithAnUnderscore() throws InvalidDocumentException {
        String body = "sel: {userId: alice}\n_no: {userId: bob}\ncondition: ";
        assertEquals(true, Rules.matches(body + "all of them", ALICE));
        assertEquals(true, Rules.matches(body + "all of *", ALICE));
        assertEquals(false, Rules.matches(body + "1 of _*", ALICE));
    }

    @Test
    void aListOfConditionsHoldsIfOneDoes() throws InvalidDocumentException {
        String body = "yes: {userId: alice}\nno: {userId: bob}\ncondition: ";
        assertEquals(true, Rules.matches(body + "[no, yes]", ALICE));
        assertEquals(false, Rules.matches(body + "[no, not yes]", ALICE));
    }

    @Test
    void aLongConditionIsNoDeepCondition() throws InvalidDocumentException {
        String body = "yes: {userId: alice}\nno: {userId: bob}\ncondition: " + "no or ".repeat(20_000) + "yes";
        assertEquals(true, Rules.matches(body, ALICE));
    }

    @Test
    void anEventOfAnotherTypeNeverMatches() throws InvalidDocumentException {
        RuleSet rules =
                Rules.compile(Rules.detection("login", "sel: {userId: bob}\ncondition: not sel"), Rules.CORRELATION);
        assertFalse(rules.detections().get(0).matches(NOT_FOUND));
    }

    @Test
    void theKindOfEveryFieldIsTheOneThatEventsHave() {
        for (SecurityEvent event : List.of(CURL, NOT_FOUND, UNSIGNED)) {
            EventStream stream = event.stream();
            for (String field : stream.fields()) {
                Object value = event.field(field);
                if (value != null) {
                    FieldKind kind = value instanceof Long
                            ? FieldKind.NUMBER
                            : value instanceof Boolean ? FieldKind.BOOLEAN : FieldKind.TEXT;
                    assertEquals(kind, FieldKind.of(field, List.of(stream)), stream.label() + "." + field);
                }
            }
        }
    }
}
