package io.tocsin.rules.sigma;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tocsin.rules.yaml.InvalidDocumentException;
import java.util.List;
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
