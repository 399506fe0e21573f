package io.tocsin.rules.sigma;

import io.tocsin.rules.event.EventType;

/** What values a field of an event can have; a rule that compares it with anything else could never match. */
enum FieldKind {
    TEXT("a text"),
    NUMBER("a whole number"),
    BOOLEAN("true or false");

    private final String label;

    FieldKind(String label) {
        this.label = label;
    }

    /** The kind in words. */
    String label() {
        return label;
    }

    /** The kind of a field that {@link EventType#fields()} names; a name means the same in every type. */
    static FieldKind of(String field) {
        return switch (field) {
            case "responseCode" -> NUMBER;
            case "success", "replayed", "sourceListed" -> BOOLEAN;
            default -> TEXT;
        };
    }
}
