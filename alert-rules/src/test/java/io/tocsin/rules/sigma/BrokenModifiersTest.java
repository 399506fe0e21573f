package io.tocsin.rules.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.Problem;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One mistake each in the modifiers, values and keywords of a detection, and what is said of it. */
class BrokenModifiersTest {
    private static final ValueLists LISTS = new ValueLists(Map.of("admins", List.of("root"), "many", many()));
    private static final String LINEAR = " can't be matched in linear time; ";

    private static List<String> many() {
        return IntStream.range(0, 400).mapToObj(Integer::toString).toList();
    }

    /** Lines of a selection, which begins at line 8, over events whose fields nobody has declared. */
    static Stream<Arguments> lines() {
        return Stream.of(
                // chains
                of("f|base64|re: x", "the modifier `re` can't stand behind `base64`"),
                of("f|contains|re: x", "the modifier `re` can't stand behind `contains`"),
                of(
                        "f|re|contains: x",
                        "the modifier `contains` can't stand behind `re`; a regular expression is found anywhere in the"
                                + " field, ^ and $ tie it to an end"),
                of("f|i: x", "the modifier `i` stands behind `re` alone"),
                of("f|contains|i: x", "the modifier `i` can't stand behind `contains`"),
                of(
                        "f|contains|base64: x",
                        "the modifier `base64` can't stand behind `contains`; write `base64|contains`"),
                of("f|contains|wide: x", "the modifier `wide` can't stand behind `contains`; write `wide|contains`"),
                of("f|cidr|contains: 10.0.0.0/8", "the modifier `contains` can't stand behind `cidr`"),
                of("f|cidr|cased: 10.0.0.0/8", "the modifier `cased` can't stand behind `cidr`"),
                of("f|gt|lt: 5", "the modifier `lt` can't stand behind `gt`"),
                of("f|gt|hour: 5", "the modifier `hour` can't stand behind `gt`; write `hour|gt`"),
                of("f|gt|neq: 5", "the modifiers neq, gt can't be used together"),
                of("f|exists|neq: true", "the modifiers neq, exists can't be used together"),
                of("f|expand|gt: 5", "the modifiers expand, gt can't be used together"),
                of("f|expand|fieldref: g", "the modifiers expand, fieldref can't be used together"),
                of("f|fieldref|contains|startswith: g", "the modifier `startswith` can't stand behind `contains`"),
                of("f|: x", "no modifier stands behind a `|` of `f|`"),
                of("f|RE: x", "unknown modifier `RE`; did you mean `re`?"),
                of("f|base64ofset|contains: x", "unknown modifier `base64ofset`; did you mean `base64offset`?"),
                of("f|re|i|ignorecase: x", "the modifier `ignorecase` stands twice"),
                // regular expressions
                of("f|re: 'a('", "the regular expression can't be read: missing closing ): `a(`; it is one of RE2"),
                of("f|re: ''", "the regular expression is empty; it would match every text"),
                of(
                        "f|re: 'a(?=b)'",
                        "the regular expression has `(?=`, but looking ahead and behind" + LINEAR
                                + "write what must or must not be there as a selection of its own, joined by `and` or"
                                + " `and not`"),
                of(
                        "f|re: '(?<!a)b'",
                        "the regular expression has `(?<!`, but looking ahead and behind" + LINEAR
                                + "write what must or must not be there as a selection of its own, joined by `and` or"
                                + " `and not`"),
                of(
                        "f|re: '(a)\\1'",
                        "the regular expression has `\\1`, but back references" + LINEAR
                                + "compare a field with another one by the modifier `fieldref`"),
                of(
                        "f|re: '(?>a)b'",
                        "the regular expression has `(?>`, but atomic groups" + LINEAR
                                + "write `(?:`, which finds no less and is as fast here"),
                of(
                        "f|re: 'a++b'",
                        "the regular expression has `++`, but possessive repetitions" + LINEAR
                                + "leave the last `+` out, which finds no less and is as fast here"),
                of(
                        "f|re: '(((x{100}){100}){100})'",
                        "the regular expression has more than 2000 parts, those of repetitions counted as often as they are"
                                + " repeated"),
                of(
                        "f|re: '" + "(".repeat(200) + "x" + ")".repeat(200) + "'",
                        "groups of the regular expression are nested more than 50 deep"),
                of(
                        "f|re: 'x{1001}'",
                        "the regular expression can't be read: invalid repeat count: `{1001}`; it is one of RE2"),
                // networks
                of(
                        "f|cidr: host.example",
                        "`host.example` is no network; an address and a number of bits are expected, such as 10.0.0.0/8 or"
                                + " fe80::/10"),
                of(
                        "f|cidr: 10.0.0.0/33",
                        "`10.0.0.0/33` is no network; behind the slash a number from 0 to 32 is expected"),
                of(
                        "f|cidr: 10.0.0.0/",
                        "`10.0.0.0/` is no network; behind the slash a number from 0 to 32 is expected"),
                of(
                        "f|cidr: 10.0.0.1/8",
                        "`10.0.0.1/8` has bits set behind its first 8; write the first address of the network"),
                of(
                        "f|cidr: fe80::1/10",
                        "`fe80::1/10` has bits set behind its first 10; write the first address of the network"),
                of(
                        "f|cidr: ::ffff:0.0.0.0/8",
                        "`::ffff:0.0.0.0/8` holds IPv4 addresses and others; write two networks"),
                of(
                        "f|cidr: 010.0.0.0/8",
                        "`010.0.0.0/8` is no network; an address and a number of bits are expected, such as 10.0.0.0/8 or"
                                + " fe80::/10"),
                // encodings
                of(
                        "f|base64: a*b",
                        "a value with wildcards can't be written in Base64; write them as \\* and \\? where the characters"
                                + " are meant, and `contains` behind the modifier"),
                of("f|base64: ''", "the value is empty"),
                of("f|base64offset|contains: a", "`base64offset` needs two bytes or more; less leaves no trace"),
                of(
                        "f|windash|base64: '" + " -a".repeat(6) + "'",
                        "its dashes can be written in more than 3125 ways, each of which Base64 writes differently; write"
                                + " fewer of them in one value"),
                // numbers and dates
                of("f|gt: five", "a number is expected instead of five"),
                of("f|gt: '5'", "a number is expected instead of '5'"),
                of(
                        "f|gt: 1e999999999",
                        "a number has at most 1000 digits, those of its exponent included, and at most 64"
                                + " bits where it isn't decimal"),
                of(
                        "f|gt: 1e99999999999999",
                        "a number has at most 1000 digits, those of its exponent included, and at"
                                + " most 64 bits where it isn't decimal"),
                of("f|gt: .inf", "a number is expected instead of .inf"),
                of("f|hour: 24", "`hour` is a whole number from 0 to 23"),
                of("f|day: 0", "`day` is a whole number from 1 to 31"),
                of("f|month: 1.5", "`month` is a whole number from 1 to 12"),
                of("f|hour: noon", "a number is expected instead of noon"),
                // other fields
                of("f|fieldref: 'g*'", "`fieldref` takes the name of a field, without wildcards; it has 'g*'"),
                of("f|fieldref: ''", "`fieldref` takes the name of a field, without wildcards; it has ''"),
                // placeholders
                of(
                        "f|expand: '%admin%'",
                        "`%admin%` stands for no value list; did you mean `admins`?; known lists are admins, many"),
                of(
                        "f|expand: '%SystemRoot%\\x'",
                        "`%SystemRoot%` stands for no value list; known lists are admins, many"),
                of(
                        "f|expand: '%many%%many%'",
                        "its placeholders stand for 160000 values together; at most 100000 are allowed"),
                of(
                        "f|expand: '%many%" + "x".repeat(50_000) + "'",
                        "its placeholders make more than 10000000 characters of it; write a shorter value around them"),
                of(
                        "f|cidr|expand: '%admins%'",
                        "`root` is no network; an address and a number of bits are expected, such as 10.0.0.0/8 or fe80::/10"),
                // keywords
                of(
                        "'|cidr': [10.0.0.0/8, '::/0']",
                        "the modifiers cidr need a field; keywords are texts or regular expressions that are found anywhere"),
                of(
                        "'|startswith': [a, b]",
                        "the modifiers startswith need a field; keywords are texts or regular expressions that are found anywhere"),
                of(
                        "'|exists': true",
                        "the modifiers exists need a field; keywords are texts or regular expressions that are found anywhere"),
                of(
                        "'|neq': a",
                        "the modifiers neq need a field; keywords are texts or regular expressions that are found anywhere"),
                of("'|all': a", "`all` needs a list of two or more values"),
                of("'|all': [a, '']", "a keyword is empty; it would be found in every event"),
                of(
                        "'|re': ['(']",
                        "a keyword can't be taken: the regular expression can't be read: missing closing ): `(`; it is one of RE2"));
    }

    private static Arguments of(String line, String expected) {
        return Arguments.of(line, expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void aLineWithOneMistakeIsRefused(String line, String expected) {
        List<String> problems = problems("sel:\n    " + line + "\n    other: x\ncondition: sel");
        assertEquals(1, problems.size(), problems::toString);
        String found = problems.get(0).replaceFirst("a value of `f` can't be taken: ", "");
        assertEquals("8: " + expected, found.replaceFirst("; known modifiers are .*", ""));
    }

    private static List<String> problems(String body) {
        InvalidDocumentException e = assertThrows(InvalidDocumentException.class, () -> Rules.any(body, LISTS));
        return e.problems().stream().map(BrokenModifiersTest::shown).toList();
    }

    private static String shown(Problem problem) {
        return problem.line() + ": " + problem.message();
    }

    @Test
    void keywordsInListsAreSaidWhereTheyStand() {
        assertEquals(
                List.of(
                        "9: a keyword is empty; it would be found in every event",
                        "10: a keyword is empty; it would be found in every event",
                        "11: `sel` holds a list in its list; maps of fields and keywords are expected"),
                problems("sel:\n    - word\n    - ''\n    - null\n    - [word]\ncondition: sel"));
    }

    /** What few words select many times over is bounded, as is how deep YAML is nested. */
    @Test
    void conditionsThatNameVeryManyDetectionsAreRefused() {
        String selections =
                IntStream.range(0, 600).mapToObj(i -> "s" + i + ": {f: x}\n").collect(Collectors.joining());
        String often = "1 of them or ".repeat(100) + "s0";
        assertEquals(
                List.of(
                        "607: the condition can't be read: the rule's conditions name more than 50000 detections, those that"
                                + " `of` selects counted one by one"),
                problems(selections + "condition: " + often));
        assertEquals(
                List.of("7: not valid YAML: maps and lists are nested more than 40 deep"),
                problems("sel: " + "[".repeat(50) + "]".repeat(50) + "\ncondition: sel"));
    }

    static Stream<Arguments> aggregations() {
        return Stream.of(
                of("count() > 5", "`type: event_count`, `condition: {gt: 5}`"),
                of("count(a) by b >= 5", "`type: value_count`, `group-by: [b]`, `condition: {field: a, gte: 5}`"),
                of("sum(a) by b > 1.5", "`type: value_sum`, `group-by: [b]`, `condition: {field: a, gt: 1.5}`"),
                of("count() by b = 0", "`type: event_count`, `group-by: [b]`, `condition: {eq: 0}`"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("aggregations")
    void whatReplacesAnOldAggregationIsSaid(String aggregation, String expected) {
        assertEquals(
                List.of("8: the condition can't be read: aggregations behind a pipe are not part of Sigma 2; write a"
                        + " correlation document with " + expected + " and what was the `timeframe` as `timespan`"),
                problems("sel: {f: x}\ncondition: sel | " + aggregation));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("otherAggregations")
    void whatHasNoSingleReplacementIsRefusedToo(String aggregation, String expected) {
        assertEquals(
                List.of("8: the condition can't be read: aggregations behind a pipe are not part of Sigma 2; "
                        + expected),
                problems("sel: {f: x}\ncondition: sel | " + aggregation));
    }

    static Stream<Arguments> otherAggregations() {
        return Stream.of(
                of(
                        "near other",
                        "write a correlation document of `type: temporal` over the detections, each a document of its own"),
                of("min(a) > 5", "write a correlation document instead; `min` has none that is the same"),
                of("nonsense", "write a correlation document instead"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("actions")
    void oldCollectionsAreRefusedByName(String action, String expected) {
        InvalidDocumentException e =
                assertThrows(InvalidDocumentException.class, () -> Rules.compile("title: x\naction: " + action + "\n"));
        assertEquals(
                List.of("2: " + expected),
                e.problems().stream().map(BrokenModifiersTest::shown).toList());
    }

    static Stream<Arguments> actions() {
        return Stream.of(
                of("global", "`action: global` is not part of Sigma 2; write what it shares into each document"),
                of(
                        "reset",
                        "`action: reset` is not part of Sigma 2; leave this document out, as no document shares anything with"
                                + " another one"),
                of("repeat", "`action: repeat` is not part of Sigma 2; write the whole document"),
                of("other", "`action` is not part of Sigma 2; write each document out"));
    }
}
