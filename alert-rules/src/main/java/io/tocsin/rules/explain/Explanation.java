package io.tocsin.rules.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a rule's condition, held against an event. Every part is tried, those included that no longer matter.
 *
 * @param kind what part it is
 * @param text what is asked: the name of a selection, a line's key as it is written, a value
 * @param met whether the event meets it
 * @param line where it stands in the rule's file, from 1; 0 for what has no line of its own
 * @param found for a line of a selection, the field's value in the event, for tenants the event's; {@code null} where it has
 *     none
 * @param parts what it is made of
 */
public record Explanation(
        Kind kind,
        String text,
        boolean met,
        int line,
        @Nullable Object found,
        List<Explanation> parts) {

    /** The parts of conditions. */
    public enum Kind {
        /** All parts must be met. */
        ALL("all of"),
        /** One part must be met. */
        ANY("one of"),
        /** The part must not be met. */
        NOT("not"),
        /** A search identifier. */
        SELECTION("selection"),
        /** A field and what is asked of it. */
        FIELD("field"),
        /** Texts that are looked for anywhere. */
        KEYWORDS("keywords"),
        /** The tenants that the rule is limited to. */
        TENANTS("tenants"),
        /** One value that is asked for. */
        VALUE("value");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** The name for people and in JSON. */
        public String label() {
            return label;
        }
    }

    public Explanation {
        parts = List.copyOf(parts);
    }
}
