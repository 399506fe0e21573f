package io.tocsin.rules.sigma;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.event.FieldTree;
import io.tocsin.rules.event.Trees;
import io.tocsin.rules.match.Condition;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever stands in a rule file, its author gets a rule set or a list of problems, never a stack trace. */
class RuleCompilerFuzzTest {
    private static final List<String> PIECES = List.of(
            "\n",
            " ",
            "    ",
            "- ",
            ":",
            ": ",
            "{",
            "}",
            "[",
            "]",
            "'",
            "\"",
            "|",
            ">",
            "&a ",
            "*a",
            "!!str ",
            "#",
            "---\n",
            "null",
            "true",
            "0x",
            "-1",
            "99999999999999999999",
            "\\",
            "*",
            "?",
            "\t",
            "%",
            "@",
            "\u0000",
            "\uD800",
            "\uFEFF",
            "condition",
            "detection",
            "correlation",
            "rules",
            "not (",
            "1 of ",
            "|all",
            "|gte",
            "timespan: 1y\n");

    @Test
    void mutilatedRulesAreCompiledOrRefused() {
        long seed = 7;
        Random random = new Random(seed);
        List<String> texts = ShippedRules.files().stream().map(RuleFile::text).toList();
        for (int round = 0; round < 300; round++) {
            String text = mutilated(texts.get(random.nextInt(texts.size())), random);
            try {
                RuleCompiler.compile(List.of(new RuleFile("a.yml", text)));
            } catch (InvalidDocumentException e) {
                assertFalse(e.problems().isEmpty());
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ", round " + round + ":\n" + text, e);
            }
        }
    }

    private static final List<String> VALUES = List.of(
            "x",
            "'a*b?c'",
            "'\\\\*'",
            "7",
            "007",
            "-1.5",
            "1e300",
            "true",
            "null",
            "''",
            "'%one%'",
            "'%two% -x /y'",
            "'\\%'",
            "10.0.0.0/8",
            "'::/0'",
            "'^(a|b)+$'",
            "g",
            "13",
            "2026",
            "[x, 7]",
            "[x, true, -y]",
            "[10.0.0.0/8, '::1']",
            "[]",
            "{a: b}",
            "[null]",
            "'€😀 -ö'");
    private static final List<String> EVENTS = List.of(
            "f: x",
            "f: 7",
            "f: 1.5",
            "f: true",
            "f: null",
            "{f: [x, null, 7], g: x}",
            "f: {x: y}",
            "f: ''",
            "f: []",
            "{f: 10.1.2.3, g: 10.1.2.3}",
            "f: '2026-01-31T13:00:00Z'",
            "f: 'WAB5AHoA'",
            "g: x",
            "f: '%\\€😀 /ö'");

    /** Whatever modifiers stand behind one another: what is compiled has an answer on every event. */
    @Test
    void anyChainOfModifiersIsRefusedOrHasAnAnswer() {
        List<String> modifiers = Modifier.labels();
        ValueLists lists = new ValueLists(Map.of("one", List.of("a*"), "two", List.of("b", "10.0.0.0/8")));
        List<FieldTree> events = EVENTS.stream().map(Trees::of).toList();
        int compiled = 0;
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            StringBuilder line = new StringBuilder(random.nextInt(8) == 0 ? "" : "f");
            for (int i = random.nextInt(4); i > 0; i--) {
                line.append('|').append(modifiers.get(random.nextInt(modifiers.size())));
            }
            String body = "sel:\n    '" + line + "': " + VALUES.get(random.nextInt(VALUES.size())) + "\ncondition: sel";
            try {
                Condition condition = Rules.any(body, lists).condition();
                events.forEach(condition::matches);
                condition.need();
                compiled++;
            } catch (InvalidDocumentException e) {
                assertFalse(e.problems().isEmpty());
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ":\n" + body, e);
            }
        }
        assertTrue(compiled > 200, compiled + " compiled");
    }

    private static String mutilated(String text, Random random) {
        StringBuilder mutilated = new StringBuilder(text);
        for (int cuts = 1 + random.nextInt(5); cuts > 0; cuts--) {
            int at = random.nextInt(mutilated.length());
            int end = Math.min(mutilated.length(), at + random.nextInt(12));
            mutilated.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
        }
        return mutilated.toString();
    }
}
