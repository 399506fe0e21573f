package io.tocsin.rules.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.event.FieldTree;
import io.tocsin.rules.match.RegularExpression.Flag;
import io.tocsin.rules.match.RegularExpression.InvalidExpressionException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegularExpressionNeedTest {
    private static final String[] PIECES = {
        "a",
        "a",
        "b",
        "b",
        "k",
        "s",
        "\u212a",
        "\u017f",
        "é",
        "😀",
        " ",
        "-",
        "\\.",
        "\\\\",
        "\\{",
        ".",
        "[ab]",
        "[^a]",
        "[]a]",
        "[^]]",
        "[[:alpha:]b]",
        "[\\]a]",
        "(",
        "(",
        "(?:",
        "(?i)",
        "(?i:",
        "(?-i:",
        "(?P<n>",
        ")",
        ")",
        ")",
        "|",
        "*",
        "+",
        "?",
        "{2}",
        "{0,1}",
        "{1,}",
        "{0}",
        "{",
        "}",
        "{,2}",
        "{02}",
        "^",
        "$",
        "\\b",
        "\\B",
        "\\A",
        "\\z",
        "\\d",
        "\\s",
        "\\w",
        "\\n",
        "\\Qa",
        "\\E",
        "\\x61",
        "\\x{62}",
        "\\141",
        "\\pL",
        "\\p{Ll}",
        "\\C"
    };

    private static final int[] LETTERS =
            "aaabbbAABkKsS\u212a\u017fé😀 -.\\{}\n1\u0130".codePoints().toArray();

    @ParameterizedTest(name = "{0} needs {1}")
    @CsvSource(
            quoteCharacter = '"',
            delimiter = ' ',
            value = {
                "abc abc",
                "^abc$ abc",
                "(?i)ABC abc",
                "a\\.b\\\\c a.b\\c",
                "ab*cd cd",
                "abb?c ab",
                "(ab)?cde cde",
                "(?:ab)+.c ab",
                "ab{2}c ab",
                "ab{0,2}cd cd",
                "\\bcmd\\b cmd",
                "[a-z]{3}\\.tar\\.gz .tar.gz",
                "cmd.{0,5}(?:/c|/r).+powershell.+(?:\\$\\{?input\\}?|noexit).+ powershell",
                "https?://(?:0[0-9]{1,11}\\.){3}0[0-9]{1,11} http",
                "(?P<host>evil)\\.example .example",
            })
    void whatIsSpeltOutIsNeeded(String expression, String longest) throws InvalidExpressionException {
        assertEquals(
                Optional.of(longest),
                longest(RegularExpression.compile(expression, Set.of()).need("f")));
    }

    /** The longest of what all is needed at the top, apart from alternatives. */
    private static Optional<String> longest(Need need) {
        List<Need> parts = need instanceof Need.AllOf all ? all.parts() : List.of(need);
        return parts.stream()
                .filter(Need.Literal.class::isInstance)
                .map(part -> ((Need.Literal) part).text())
                .max((a, b) -> Integer.compare(a.length(), b.length()));
    }

    @Test
    void ofAlternativesOneIsNeeded() throws InvalidExpressionException {
        assertEquals(
                Need.any(List.of(
                        Need.literal("f", Need.Place.ANYWHERE, "whoami"),
                        Need.literal("f", Need.Place.ANYWHERE, "netstat"))),
                RegularExpression.compile("(whoami|netstat)", Set.of()).need("f"));
        for (String anything : List.of("whoami|", ".*", "[a-z]+", "a?", "\\Qa\\E", "\\x61")) {
            assertEquals(
                    Need.present("f"),
                    RegularExpression.compile(anything, Set.of()).need("f"),
                    anything);
        }
    }

    /** Whatever an expression is found in is found by what it needs. */
    @Test
    void whateverMatchesHasWhatIsNeeded() {
        int found = 0;
        int foundByText = 0;
        for (long seed = 0; seed < 200; seed++) {
            long rounds = seed;
            Random random = new Random(seed);
            List<RegularExpression> expressions = new ArrayList<>();
            List<Condition> conditions = new ArrayList<>();
            Set<Integer> byText = new HashSet<>();
            while (conditions.size() < 30) {
                Optional<RegularExpression> expression = expression(random);
                if (expression.isPresent()) {
                    if (!expression.get().need("f").equals(Need.present("f"))) {
                        byText.add(conditions.size());
                    }
                    expressions.add(expression.get());
                    conditions.add(
                            new Condition.Field("f", "f", List.of(new ValueTest.Regex(expression.get())), false, 1));
                }
            }
            ConditionIndex.Search search = new ConditionIndex(conditions, 0).search();
            for (int i = 0; i < 40; i++) {
                String text = text(random);
                FieldTree event = new FieldTree(Map.of("f", text));
                BitSet candidates = search.candidates(event);
                for (int j = 0; j < conditions.size(); j++) {
                    if (conditions.get(j).matches(event)) {
                        RegularExpression expression = expressions.get(j);
                        assertTrue(
                                candidates.get(j),
                                () -> "seed " + rounds + ": " + expression.source() + " " + expression.flags()
                                        + " is found in " + text + ", which hasn't " + expression.need("f"));
                        found++;
                        foundByText += byText.contains(j) ? 1 : 0;
                    }
                }
            }
        }
        assertTrue(foundByText > 5_000, foundByText + " of " + found + " by a text");
    }

    private static Optional<RegularExpression> expression(Random random) {
        StringBuilder source = new StringBuilder();
        for (int i = random.nextInt(7); i >= 0; i--) {
            source.append(PIECES[random.nextInt(PIECES.length)]);
        }
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        for (Flag flag : Flag.values()) {
            if (random.nextInt(4) == 0) {
                flags.add(flag);
            }
        }
        try {
            return Optional.of(RegularExpression.compile(source.toString(), flags));
        } catch (InvalidExpressionException e) {
            return Optional.empty();
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.appendCodePoint(LETTERS[random.nextInt(LETTERS.length)]);
        }
        return text.toString();
    }
}
