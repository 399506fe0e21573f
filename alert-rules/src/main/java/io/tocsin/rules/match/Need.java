package io.tocsin.rules.match;

import java.util.ArrayList;
import java.util.List;

/**
 * What an event must have to meet a condition or a test: necessary, not sufficient. {@link ConditionIndex} tries a condition
 * only on events that have what it needs, so saying too little costs time, and saying too much loses matches.
 */
public sealed interface Need {

    /** The field of a literal that may stand in any value of the event; no field of a rule has this name. */
    String ANY_FIELD = "";

    /** Nothing is known: any event might do. */
    Need UNKNOWN = new Unknown();

    /** See {@link #UNKNOWN}. */
    record Unknown() implements Need {}

    /** One thing that an event has or hasn't. */
    sealed interface Atom extends Need {
        /** The field that has it. */
        String field();
    }

    /** The event has the field, be its value null or empty. */
    record Present(String field) implements Atom {}

    /**
     * A value of the field, as text, holds this one, whatever the case.
     *
     * @param field its name, or {@link #ANY_FIELD}
     * @param place where in the value
     * @param text what it holds, {@link Folding folded}; empty only where it is the whole
     */
    record Literal(String field, Place place, String text) implements Atom {
        public Literal {
            if (text.isEmpty() && place != Place.WHOLE) {
                throw new IllegalArgumentException("an empty text stands everywhere; only a whole value may be empty");
            }
        }
    }

    /** Where a literal stands in a value. */
    enum Place {
        /** It is the value. */
        WHOLE,
        /** The value starts with it. */
        START,
        /** The value ends with it. */
        END,
        /** Anywhere in the value. */
        ANYWHERE
    }

    /** All of these, one at least; none of them {@link #UNKNOWN}. Made by {@link #all}. */
    record AllOf(List<Need> parts) implements Need {
        public AllOf {
            parts = List.copyOf(parts);
        }
    }

    /** One of these; none of them {@link #UNKNOWN}. With no parts: no event will do. Made by {@link #any}. */
    record AnyOf(List<Need> parts) implements Need {
        public AnyOf {
            parts = List.copyOf(parts);
        }
    }

    /** That the field is there. */
    static Need present(String field) {
        return field.equals(ANY_FIELD) ? UNKNOWN : new Present(field);
    }

    /** That a value holds a text, whatever the case. */
    static Need literal(String field, Place place, String text) {
        return new Literal(field, place, Folding.fold(text));
    }

    /** All of them. */
    static Need all(List<Need> parts) {
        List<Need> known = new ArrayList<>(parts);
        known.removeIf(UNKNOWN::equals);
        return known.isEmpty() ? UNKNOWN : known.size() == 1 ? known.get(0) : new AllOf(known);
    }

    /** One of them. */
    static Need any(List<Need> parts) {
        return parts.contains(UNKNOWN) ? UNKNOWN : parts.size() == 1 ? parts.get(0) : new AnyOf(parts);
    }
}
