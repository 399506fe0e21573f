package io.tocsin.rules.match;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.rules.match.Need.Literal;
import io.tocsin.rules.match.Need.Place;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LiteralAutomatonTest {
    private static final int[] ALPHABET = "abAB\u00e9\u0130ß😀".codePoints().toArray();

    private final FoldedText folded = new FoldedText();

    @Test
    void findsWhatIsThereAndNothingElse() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            Set<Literal> literals = new LinkedHashSet<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                Place place = Place.values()[random.nextInt(4)];
                literals.add((Literal) Need.literal("f", place, text(random, 1 + random.nextInt(4))));
            }
            List<Literal> listed = List.copyOf(literals);
            LiteralAutomaton automaton = new LiteralAutomaton(
                    listed.stream().map(FoldedText::sequence).toList(), 7);
            for (int i = 0; i < 20; i++) {
                String text = text(random, random.nextInt(12));
                BitSet expected = new BitSet();
                for (int j = 0; j < listed.size(); j++) {
                    expected.set(7 + j, holds(text, listed.get(j)));
                }
                BitSet found = new BitSet();
                folded.set(text);
                automaton.find(folded, found);
                assertEquals(expected, found, "seed " + seed + ": " + listed + " in " + text);
            }
        }
    }

    private static boolean holds(String text, Literal literal) {
        String folded = Folding.fold(text);
        return switch (literal.place()) {
            case WHOLE -> folded.equals(literal.text());
            case START -> folded.startsWith(literal.text());
            case END -> folded.endsWith(literal.text());
            case ANYWHERE -> folded.contains(literal.text());
        };
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            int kinds = random.nextInt(4) == 0 ? ALPHABET.length : 2;
            text.appendCodePoint(ALPHABET[random.nextInt(kinds)]);
        }
        return text.toString();
    }

    @Test
    void wholeNumbersAreWrittenAsInJson() {
        for (long number : new long[] {0, 7, -7, 10, 1_234_567_890, Long.MAX_VALUE, Long.MIN_VALUE}) {
            folded.set(number);
            StringBuilder written = new StringBuilder();
            for (int i = 1; i < folded.size() - 1; i++) {
                written.appendCodePoint(folded.at(i));
            }
            assertEquals(Long.toString(number), written.toString());
        }
    }
}
