package io.tocsin.rules.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegularExpressionTest {

    /** Each of these takes an engine that goes back for ever, or till its stack ends. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+$",
                "(a|a)*$",
                "(a|aa)+$",
                "(.*a){20}$",
                "^(([a-z])+.)+[A-Z]([a-z])+$",
                "(x+x+)+y",
                "(a?){50}a{50}$"
            })
    void anExpressionThatGoesBackForEverElsewhereIsHarmless(String source) throws Exception {
        RegularExpression expression = RegularExpression.compile(source, Set.of());
        String text = "a".repeat(20_000) + "!";
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> expression.isFoundIn(text));
    }

    /** What both engines take, both find in the same texts. */
    @Test
    void findsWhatJavasEngineFinds() {
        String[] parts = {"a", "b", "[ab]", "[^a]", ".", "\\.", "(a|b)", "(?:ab)", "x", "^", "$", "\\d", "\\w"};
        String[] repetitions = {"", "", "", "*", "+", "?", "{2}", "{1,3}", "*?"};
        int compared = 0;
        for (long seed = 0; seed < 10_000; seed++) {
            Random random = new Random(seed);
            StringBuilder source = new StringBuilder();
            for (int i = random.nextInt(5); i >= 0; i--) {
                source.append(parts[random.nextInt(parts.length)])
                        .append(repetitions[random.nextInt(repetitions.length)]);
            }
            String text = random.ints(random.nextInt(8), 0, 6)
                    .collect(StringBuilder::new, (all, i) -> all.append("abx1._".charAt(i)), StringBuilder::append)
                    .toString();
            try {
                RegularExpression expression = RegularExpression.compile(source.toString(), Set.of());
                boolean expected =
                        Pattern.compile(source.toString()).matcher(text).find();
                assertEquals(expected, expression.isFoundIn(text), "seed " + seed + ": " + source + " in " + text);
                compared++;
            } catch (RegularExpression.InvalidExpressionException | PatternSyntaxException e) {
                // One of them takes no repetition of an anchor.
            }
        }
        assertEquals(true, compared > 5_000, compared + " compared");
    }

    /** The list in docs/rules.md, where both take an expression and mean something else. */
    @ParameterizedTest
    @CsvSource({"a$, 'a\n', false", "\\v, '\n', false", "\\v, '\u000b', true", "\\s, '\u000b', false", "\\s, '\n', true"
    })
    void differsFromPcreAsDocumented(String source, String text, boolean expected) throws Exception {
        assertEquals(expected, RegularExpression.compile(source, Set.of()).isFoundIn(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\h", "\\R", "\\K", "\\e", "(?R)", "(?(1)a)", "\\1", "a++", "(?>a)", "(?=a)", "(?<!a)"})
    void refusesWhatItCannotDo(String source) {
        assertThrows(
                RegularExpression.InvalidExpressionException.class, () -> RegularExpression.compile(source, Set.of()));
    }

    /** Whatever it is given, it compiles it or says in a sentence why not. */
    @Test
    void anyTextIsCompiledOrRefused() {
        String letters = "ab01()[]{}|*+?.^$\\:=!<>P-,dkQE#";
        for (long seed = 0; seed < 10_000; seed++) {
            Random random = new Random(seed);
            String source = random.ints(random.nextInt(30), 0, letters.length())
                    .collect(StringBuilder::new, (all, i) -> all.append(letters.charAt(i)), StringBuilder::append)
                    .toString();
            try {
                RegularExpression.compile(source, Set.of(RegularExpression.Flag.IGNORE_CASE))
                        .isFoundIn("ab01ab");
            } catch (RegularExpression.InvalidExpressionException e) {
                assertEquals(false, String.valueOf(e.getMessage()).isBlank(), "seed " + seed);
            }
        }
    }
}
