package io.tocsin.rules.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.rules.event.Trees;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each modifier, and each chain that means something, asks of events whose fields nobody has declared. */
class ModifierTest {
    private static final ValueLists LISTS = new ValueLists(Map.of(
            "admins", List.of("root", "adm*n", "C:\\x"),
            "one", List.of("b"),
            "none", List.of(),
            "networks", List.of("10.0.0.0/8", "2001:db8::/32", "192.0.2.7")));

    /** A selection, an event, and whether it matches. */
    static Stream<Arguments> selections() {
        return Stream.of(
                // re: found anywhere, case matters, unless flags say otherwise
                of("f|re: b+c", "f: abbcd", true),
                of("f|re: B+c", "f: abbcd", false),
                of("f|re|i: B+c", "f: abbcd", true),
                of("f|re|ignorecase: B+c", "f: abbcd", true),
                of("f|re: ^b$", "f: \"a\\nb\\nc\"", false),
                of("f|re|m: ^b$", "f: \"a\\nb\\nc\"", true),
                of("f|re|multiline: ^b$", "f: \"a\\nb\\nc\"", true),
                of("f|re: a.b", "f: \"a\\nb\"", false),
                of("f|re|s: a.b", "f: \"a\\nb\"", true),
                of("f|re|dotall: a.b", "f: \"a\\nb\"", true),
                of("f|re|i|m|s: A.^B", "f: \"a\\nb\"", true),
                of("f|re: (?i)ABC", "f: abc", true),
                of("f|re: '^4\\d\\d$'", "f: 404", true),
                of("f|re: '\\*\\?'", "f: 'a*?'", true),
                of("f|re: ['^x', 'y$']", "f: zy", true),
                of("f|re|all: ['^x', 'y$']", "f: zy", false),
                of("f|re|neq: x", "f: y", true),
                of("f|re: x", "g: x", false),
                // cidr
                of("f|cidr: 10.0.0.0/8", "f: 10.255.0.1", true),
                of("f|cidr: 10.0.0.0/8", "f: 11.0.0.0", false),
                of("f|cidr: 10.0.0.0/8", "f: '::ffff:10.1.2.3'", true),
                of("f|cidr: [192.168.0.0/16, 'fe80::/10']", "f: 'fe80::1%eth0'", true),
                of("f|cidr: ::1/128", "f: '0:0:0:0:0:0:0:1'", true),
                of("f|cidr: ::/0", "f: 10.0.0.1", false),
                of("f|cidr: 0.0.0.0/0", "f: host.example", false),
                of("f|cidr: 192.0.2.1", "f: 192.0.2.1", true),
                of("f|cidr|neq: 10.0.0.0/8", "f: 11.0.0.1", true),
                of("f|cidr: 10.0.0.0/8", "f: [192.0.2.1, 10.0.0.1]", true),
                // base64, and the three ways in which a value shows within a longer text
                of("f|base64: foobar", "f: Zm9vYmFy", true),
                of("f|base64|contains: foobar", "f: x Zm9vYmFy", true),
                of("f|base64|cased: foobar", "f: zm9vymfy", false),
                of("f|base64: fö", "f: ZsO2", true),
                of("f|base64: 'a\\*b'", "f: YSpi", true),
                of("f|base64offset|contains: foobar", "f: Zm9vYmFy", true),
                of("f|base64offset|contains: foobar", "f: eGZvb2Jhcng=", true),
                of("f|base64offset|contains: foobar", "f: eHhmb29iYXJ4eA==", true),
                of("f|base64offset|contains: foobar", "f: Zm9vYmF6", false),
                of("f|base64offset|contains|cased: [foobar, quux]", "f: Zm9vYmFy", true),
                // utf16 and base64 behind it
                of("f|utf16le: ab", "f: \"a\\0b\\0\"", true),
                of("f|wide: a*", "f: \"a\\0b\\0\"", true),
                of("f|utf16be: ab", "f: \"\\0a\\0b\"", true),
                of("f|utf16: ab", "f: \"\\xff\\xfea\\0b\\0\"", true),
                of("f|wide|contains: ab", "f: \"xx a\\0b\\0\"", true),
                of("f|utf16le|base64: ab", "f: YQBiAA==", true),
                of("f|wide|base64: ab", "f: YQBiAA==", true),
                of("f|utf16be|base64: ab", "f: AGEAYg==", true),
                of("f|utf16|base64: ab", "f: //5hAGIA", true),
                of("f|wide|base64: €", "f: rCA=", true),
                of("f|wide|base64offset|contains: cmd.exe", "f: AABjAG0AZAAuAGUAeABlAAA=", true),
                // windash: any dash before an option, and nothing else
                of("f|windash: cmd -x", "f: cmd /x", true),
                of("f|windash: cmd /x", "f: cmd -x", true),
                of("f|windash: cmd -x", "f: \"cmd \u2013x\"", true),
                of("f|windash: cmd -x", "f: \"cmd \u2014x\"", true),
                of("f|windash: cmd -x", "f: \"cmd \u2015x\"", true),
                of("f|windash: cmd \u2014x", "f: cmd -x", true),
                of("f|windash: cmd -x", "f: cmd +x", false),
                of("f|windash: a-b", "f: a/b", false),
                of("f|windash: -x-y", "f: /x-y", true),
                of("f|windash: -x-y", "f: /x/y", false),
                of("f|windash|contains: ' -s -d'", "f: 'a /s -d b'", true),
                of("f|contains|windash: ' -s -d'", "f: 'a /s -d b'", true),
                of("f|contains|all|windash: [' -a ', ' -b ']", "f: 'x /a -b '", true),
                of("f|windash|base64: -x", "f: L3g=", true),
                of("f|windash|cased: -x", "f: /X", false),
                // expand
                of("f|expand: '%admins%'", "f: ROOT", true),
                of("f|expand: '%admins%'", "f: adm*n", true),
                of("f|expand: '%admins%'", "f: admin", false),
                of("f|expand: '%admins%'", "f: 'c:\\x'", true),
                of("f|expand|cased: '%admins%'", "f: ROOT", false),
                of("f|cased|expand: '%admins%'", "f: root", true),
                of("f|contains|expand: '%admins%'", "f: the root of it", true),
                of("f|expand|contains: '%admins%'", "f: the root of it", true),
                of("f|expand: 'a%one%c*'", "f: abcd", true),
                of("f|expand: '%one%%one%'", "f: bb", true),
                of("f|expand: '\\%one%'", "f: '%one%'", true),
                of("f|expand: '\\%plain%one%'", "f: '%plainb'", true),
                of("f|expand: '\\\\%one%'", "f: '\\b'", true),
                of("f|expand: '100% or %one%'", "f: 100% or b", true),
                of("f|expand: plain", "f: plain", true),
                of("f|expand: '%none%'", "f: ''", false),
                of("f|expand|neq: '%none%'", "f: x", true),
                of("f|expand|neq: '%admins%'", "f: root", false),
                of("f|cidr|expand: '%networks%'", "f: 10.9.9.9", true),
                of("f|expand|cidr: '%networks%'", "f: '2001:db8::9'", true),
                of("f|expand|cidr: '%networks%'", "f: 192.0.2.8", false),
                of("f|re|expand: '^(%admins%)$'", "f: adm*n", true),
                of("f|re|expand: '^(%admins%)$'", "f: admmmmn", false),
                of("f|expand|base64: '%one%'", "f: Yg==", true),
                of("f: '%one%'", "f: '%ONE%'", true),
                // fieldref
                of("f|fieldref: g", "{f: A, g: a}", true),
                of("f|fieldref: g", "{f: a, g: b}", false),
                of("f|fieldref|cased: g", "{f: A, g: a}", false),
                of("f|fieldref: g", "{f: 5, g: '5'}", true),
                of("f|fieldref: g", "{f: 5, g: 5.0}", true),
                of("f|fieldref: g", "{f: a}", false),
                of("f|fieldref: g", "{h: a}", false),
                of("f|fieldref: g", "{f: null, g: null}", false),
                of("f|fieldref: [g, h]", "{f: a, g: b, h: a}", true),
                of("f|fieldref: g", "{f: [a, b], g: [c, B]}", true),
                of("f|fieldref|neq: g", "{f: a, g: b}", true),
                of("f|fieldref|neq: g", "{f: a, g: A}", false),
                of("f|fieldref|neq: g", "{f: a}", false),
                of("f|fieldref|neq: g", "{g: a}", false),
                of("f|fieldref|startswith: g", "{f: Abc, g: ab}", true),
                of("f|fieldref|endswith: g", "{f: abC, g: bc}", true),
                of("f|fieldref|contains: g", "{f: abcd, g: bc}", true),
                of("f|fieldref|contains|cased: g", "{f: abcd, g: BC}", false),
                of("f|fieldref: n.x", "{f: a, n: {x: a}}", true),
                // dates, as they are written
                of("f|hour: 13", "f: '2025-10-25 13:44:33.433'", true),
                of("f|hour: 13", "f: '2025-10-25T13:44:33+02:00'", true),
                of("f|hour: 11", "f: '2025-10-25T13:44:33+02:00'", false),
                of("f|hour|gte: 12", "f: '2025-10-25T13:44:33Z'", true),
                of("f|hour|lt: 12", "f: '2025-10-25T13:44:33Z'", false),
                of("f|hour: [1, 13]", "f: '2025-10-25T13:44Z'", true),
                of("f|hour|neq: 13", "f: '2025-10-25T13:44Z'", false),
                of("f|hour: 0", "f: '2025-10-25'", false),
                of("f|minute: 44", "f: '2025-10-25T13:44Z'", true),
                of("f|day: 25", "f: '2025-10-25'", true),
                of("f|week: 43", "f: '2025-10-25'", true),
                of("f|week: 1", "f: '2024-12-31'", true),
                of("f|month: 10", "f: '2025/10/25'", true),
                of("f|year: 2025", "f: '2025-10-25'", true),
                of("f|year: 2025", "f: '2025-02-30'", false),
                of("f|year: 2025", "f: 2025", false),
                // order, with fractions
                of("f|gt: 1.5", "f: 1.6", true),
                of("f|gt: 1.5", "f: 1.5", false),
                of("f|gte: 1.5", "f: '1.5'", true),
                of("f|lt: -1", "f: -1.5", true),
                of("f|lte: 3", "f: 3", true),
                of("f|lt: 3", "f: x", false),
                // exactly, however large, small or near; zero has no sign
                of("f|lt: 0", "f: -0.0", false),
                of("f|gte: 0", "f: -0.0", true),
                of("f: 0.0", "f: -0.0", true),
                of("f|gt: -0.0", "f: 0", false),
                of("f|gt: 9007199254740992", "f: 9007199254740993", true),
                of("f|lt: 9007199254740993", "f: 9007199254740992", true),
                of("f|gt: 9007199254740992", "f: '9007199254740993'", true),
                of("f|gt: 9007199254740992", "f: '9007199254740992.5'", true),
                of("f|lt: 9007199254740993", "f: 9007199254740992.0", true),
                of("f: 9007199254740993", "f: 9007199254740992.0", false),
                of("f: 18446744073709551615", "f: '18446744073709551615'", true),
                of("f: 18446744073709551615.0", "f: '18446744073709551616'", false),
                of("f|fieldref: g", "f: 9007199254740993\ng: 9007199254740992.0", false),
                of("f|fieldref: g", "f: 9007199254740992\ng: 9007199254740992.0", true),
                of("f|fieldref: g", "f: 0.0\ng: -0.0", true),
                of("f: 0.1", "f: 0.1", true),
                of("f: 0.30000000000000001", "f: 0.30000000000000001", true),
                of("f|gt: 0.1", "f: '0.10000000000000000001'", true),
                of("f|lt: 1e400", "f: 1e308", true),
                of("f|gte: 1e400", "f: 9223372036854775807", false),
                of("f|gt: -1e400", "f: -5", true),
                of("f|gt: 1e-400", "f: 0", false),
                of("f|lt: 1e-400", "f: 0.0", true),
                of("f|lt: 1e-400", "f: 5e-324", false),
                of("f|gt: [5, 10]", "f: 7", true),
                of("f|gt|all: [5, 10]", "f: 7", false),
                // numbers and texts that are written like them
                of("f: 7", "f: 7", true),
                of("f: 7", "f: '7'", true),
                of("f: 7", "f: 7.0", true),
                of("f: 007", "f: '007'", true),
                of("f: 007", "f: 7", true),
                of("f: 0x10", "f: '0x10'", true),
                of("f: 0x10", "f: 16", true),
                of("f: 1.50", "f: 1.5", true),
                of("f: 1.50", "f: '1.50'", true),
                of("f: 123456789012345678901234567890", "f: '123456789012345678901234567890'", true),
                of("f: .nan", "f: '.nan'", true),
                of("f|neq: 7", "f: '7'", false),
                of("f: true", "f: true", true),
                of("f: true", "f: 'True'", true),
                of("f: 'true'", "f: true", true),
                of("f: '7*'", "f: 71", true),
                of("f|contains: 7", "f: 171", true),
                // lists, null, empty
                of("f: b", "f: [a, b]", true),
                of("f|neq: b", "f: [a, b]", false),
                of("f|contains|all: [a, b]", "f: [xa, xb]", true),
                of("f: null", "f: null", true),
                of("f: null", "f: []", false),
                of("f: null", "f: {x: 1}", false),
                of("f: ''", "f: null", false),
                of("f: ''", "f: ''", true),
                of("f|exists: true", "f: null", true),
                of("f|exists: true", "f: []", true),
                of("f|exists: false", "g: 1", true),
                of("a.b.c: x", "a: [{b: {c: x}}]", true),
                of("a b-c.d: x", "a b-c.d: x", true));
    }

    /** Selections that name no field, or not only fields. */
    static Stream<Arguments> keywords() {
        String event = "{a: 'Some EVIL word', n: {b: [7, 'second text']}, t: true}";
        return Stream.of(
                of("[evil]", event, true),
                of("['*evil*']", event, true),
                of("['s?me evil']", event, true),
                of("[evil word, absent]", event, true),
                of("[absent]", event, false),
                of("['a']", "{a: 1}", false),
                of("['evil*text']", event, false),
                of("['\\*']", event, false),
                of("[7]", event, true),
                of("[true]", event, true),
                of("evil", event, true),
                of("absent", event, false),
                of("{'|all': [evil, second]}", event, true),
                of("{'|all': [evil, absent]}", event, false),
                of("{'|cased': [evil]}", event, false),
                of("{'|re': ['^second']}", event, true),
                of("{'|re|i': ['^SOME']}", event, true),
                of("{'|contains': [evil]}", event, true),
                of("{'': [evil]}", event, true),
                of("{'|windash': ['-x']}", "{a: cmd /x}", true),
                of("{'|base64offset': [foobar]}", "{a: 'x eGZvb2Jhcng='}", true),
                of("{'|wide|base64': [ab]}", "{a: YQBiAA==}", true),
                of("{'|expand': ['%admins%']}", "{a: is root}", true),
                of("{'|all': [evil, second], t: true}", event, true),
                of("{'|all': [evil, second], t: false}", event, false),
                of("[absent, {t: true}]", event, true),
                of("[evil, {t: false}]", event, true),
                of("[absent, {t: false}]", event, false));
    }

    private static Arguments of(String selection, String event, boolean expected) {
        return Arguments.of(selection, event, expected);
    }

    @ParameterizedTest(name = "{0} on {1}: {2}")
    @MethodSource("selections")
    void aSelectionMatchesAsSigmaSays(String selection, String event, boolean expected)
            throws InvalidDocumentException {
        assertEquals(expected, matches("selection:\n" + selection.indent(4), event));
    }

    @ParameterizedTest(name = "{0} on {1}: {2}")
    @MethodSource("keywords")
    void keywordsAreFoundInAnyValue(String keywords, String event, boolean expected) throws InvalidDocumentException {
        assertEquals(expected, matches("selection: " + keywords + "\n", event));
    }

    private static boolean matches(String selection, String event) throws InvalidDocumentException {
        return Rules.any(selection + "condition: selection", LISTS).condition().matches(Trees.of(event));
    }

    /** A list of very many values is looked up in one step, a thousand dashes cost what they are long. */
    @Test
    void veryManyAlternativesAreHarmless() throws InvalidDocumentException {
        List<String> users = Stream.iterate(0, i -> i + 1)
                .limit(50_000)
                .map(i -> "user-" + i)
                .toList();
        DetectionRule listed =
                Rules.any("sel: {f|expand: '%users%'}\ncondition: sel", new ValueLists(Map.of("users", users)));
        DetectionRule dashed =
                Rules.any("sel: {f|windash|contains: '" + " -x".repeat(1_000) + "'}\ncondition: sel", ValueLists.NONE);
        for (int i = 0; i < 2_000; i++) {
            assertEquals(i % 2 == 0, listed.condition().matches(Trees.of("f: USER-" + (i % 2 == 0 ? i : -i))));
        }
        assertEquals(true, dashed.condition().matches(Trees.of("f: '" + " /x".repeat(1_000) + "'")));
    }
}
