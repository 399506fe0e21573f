package io.tocsin.rules.match;

import io.tocsin.rules.event.FieldView;
import io.tocsin.rules.event.JsonEvent;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds which of the atoms of one field an event has, by their ids. */
final class FieldIndex {
    /** A literal is looked for by so many of its code points at most: that bounds what a long one costs in memory. */
    private static final int MOST_SYMBOLS = 24;

    /** Up to this, 2<sup>53</sup>, each whole number is a {@code double} of its own. */
    private static final double LAST_EXACT = 1L << 53;

    private final String field;
    private final int presence;
    private final ExactValues values;
    private final LiteralAutomaton literals;
    private final boolean isLookedAt;

    private FieldIndex(String field, int presence, ExactValues values, LiteralAutomaton literals) {
        this.field = field;
        this.presence = presence;
        this.values = values;
        this.literals = literals;
        this.isLookedAt = !values.isEmpty() || !literals.isEmpty();
    }

    /** Sets the bits of the atoms that the event has in this field. */
    void find(FieldView event, FoldedText text, BitSet ids) {
        Object value = event.field(field);
        if (presence >= 0 && (value != null || event.hasField(field))) {
            ids.set(presence);
        }
        if (!JsonEvent.isSingle(value) && value instanceof List<?> several) {
            for (Object each : several) {
                findIn(each, text, ids);
            }
        } else {
            findIn(value, text, ids);
        }
    }

    /** Sets the bits of the literals that a value, which isn't a list, has. */
    void findIn(@Nullable Object value, FoldedText text, BitSet ids) {
        if (value == null || !isLookedAt) {
            return;
        }
        text.set(value);
        values.find(text, ids);
        literals.find(text, ids);
        // A whole number is compared by its value: 5.0 is 5, though it is written otherwise.
        if (value instanceof Double number && Math.abs(number) < LAST_EXACT && number == Math.rint(number)) {
            text.setDigits(number.longValue());
            values.find(text, ids);
        }
    }

    /** What is known of a field while an index is made. */
    static final class Building {
        private final BitSet present = new BitSet();
        private final Map<Long, BitSet> values = new LinkedHashMap<>();
        private long sizesOfValues;
        private final Map<List<Integer>, BitSet> literals = new LinkedHashMap<>();
        private final FoldedText text = new FoldedText();

        /** A condition is to be found by an atom. */
        void add(Need.Atom atom, int condition) {
            if (!(atom instanceof Need.Literal literal)) {
                present.set(condition);
            } else if (literal.place() == Need.Place.WHOLE) {
                text.set(literal.text());
                sizesOfValues |= ExactValues.sizeBit(text);
                add(values, ExactValues.hash(text), condition);
            } else {
                add(literals, Arrays.stream(sequence(literal)).boxed().toList(), condition);
            }
        }

        private static <K> void add(Map<K, BitSet> conditions, K key, int condition) {
            conditions.computeIfAbsent(key, added -> new BitSet()).set(condition);
        }

        /** The end of a long literal tells more than its start, unless the start is where it must stand. */
        private static int[] sequence(Need.Literal literal) {
            int[] all = FoldedText.sequence(literal);
            if (all.length <= MOST_SYMBOLS) {
                return all;
            }
            return literal.place() == Need.Place.START
                    ? Arrays.copyOf(all, MOST_SYMBOLS)
                    : Arrays.copyOfRange(all, all.length - MOST_SYMBOLS, all.length);
        }

        /** The index, whose ids go on from those of the conditions that are there already. */
        FieldIndex build(String field, List<BitSet> conditionsById) {
            int presence = present.isEmpty() ? -1 : conditionsById.size();
            if (!present.isEmpty()) {
                conditionsById.add(present);
            }
            ExactValues exact = new ExactValues(List.copyOf(values.keySet()), sizesOfValues, conditionsById.size());
            conditionsById.addAll(values.values());
            LiteralAutomaton automaton = new LiteralAutomaton(
                    literals.keySet().stream()
                            .map(each -> each.stream().mapToInt(i -> i).toArray())
                            .toList(),
                    conditionsById.size());
            conditionsById.addAll(literals.values());
            return new FieldIndex(field, presence, exact, automaton);
        }
    }
}
