package io.tocsin.rules.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextPatternTest {

    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource(
            quoteCharacter = '"',
            value = {
                // whole text, case ignored
                "admin, admin, true",
                "admin, ADMIN, true",
                "admin, admins, false",
                "admin, 'admin', false",
                "\"admin\", \"admin \", false",
                "STRASSE, straße, false",
                "éa, ÉA, true",
                "\"\", \"\", true",
                "\"\", \" \", false",
                // wildcards
                "*, \"\", true",
                "*, anything, true",
                "adm*, admin, true",
                "adm*, adm, true",
                "*min, admin, true",
                "a*n, admin, true",
                "a*n, admins, false",
                "a*d*n, admin, true",
                "a*d*d*n, admin, false",
                "?dmin, admin, true",
                "?admin, admin, false",
                "admin?, admin, false",
                "???, abc, true",
                "?, 😀, true",
                "??, 😀, false",
                "*a?c*, xxabcxx, true",
                "*ab*ab, abab, true",
                "*ab*ab, ab, false",
                "**, \"\", true",
                "*.*, a.b, true",
                // escapes
                "a\\*b, a*b, true",
                "a\\*b, axb, false",
                "a\\?b, a?b, true",
                "a\\?b, axb, false",
                "a\\b, a\\b, true",
                "a\\\\b, a\\b, true",
                "a\\\\b, a\\\\b, false",
                "a\\\\*, a\\xyz, true",
                "a\\\\*, a*, false",
                "a\\\\\\*, a\\*, true",
                "a\\\\\\*, a\\x, false",
                "\\\\\\, \\\\, true",
                "\\\\\\\\, \\\\, true",
                "\\\\\\a, \\\\a, true",
                "a\\, a\\, true",
                "*\\cmd.exe, C:\\Windows\\cmd.exe, true",
            })
    void matchesAsSigmaSays(String pattern, String text, boolean expected) {
        assertEquals(expected, TextPattern.ofSigma(pattern).matches(text));
    }

    @Test
    void aCasedPatternMindsCase() {
        assertTrue(TextPattern.ofSigma("Ad*").cased().matches("Admin"));
        assertFalse(TextPattern.ofSigma("Ad*").cased().matches("admin"));
    }

    @Test
    void aPlainTextHasNoWildcards() {
        assertTrue(TextPattern.ofPlain("a*?\\").matches("A*?\\"));
        assertFalse(TextPattern.ofPlain("a*").matches("ab"));
    }

    @Test
    void agreesWithTheObviousRecursionOnRandomPatterns() {
        long seed = 20261123L;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String pattern = randomText(random, "ab*?", 8);
            String text = randomText(random, "abAB", 10);
            assertEquals(
                    obvious(pattern, text),
                    TextPattern.ofSigma(pattern).matches(text),
                    () -> "seed " + seed + ", pattern " + pattern + ", text " + text);
        }
    }

    @Test
    void manyStarsOnALongTextTakeNoExponentialTime() {
        String text = "a".repeat(20_000);
        assertFalse(TextPattern.ofSigma("*a".repeat(30) + "*b").matches(text));
        assertTrue(TextPattern.ofSigma("*a".repeat(30) + "*").matches(text));
    }

    private static String randomText(Random random, String letters, int longest) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(longest + 1); length > 0; length--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    private static boolean obvious(String pattern, String text) {
        if (pattern.isEmpty()) {
            return text.isEmpty();
        }
        char first = pattern.charAt(0);
        String rest = pattern.substring(1);
        if (first == '*') {
            return obvious(rest, text) || (!text.isEmpty() && obvious(pattern, text.substring(1)));
        }
        return !text.isEmpty()
                && (first == '?' || Character.toLowerCase(first) == Character.toLowerCase(text.charAt(0)))
                && obvious(rest, text.substring(1));
    }
}
