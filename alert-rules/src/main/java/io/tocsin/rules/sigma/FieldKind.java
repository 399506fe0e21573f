package io.tocsin.rules.sigma;

import io.tocsin.rules.event.EventType;
import io.tocsin.rules.event.KeyStatus;
import io.tocsin.rules.event.Labelled;
import io.tocsin.rules.event.Permission;
import io.tocsin.rules.event.TlsVersion;
import io.tocsin.rules.event.WebhookEvent.Signature;
import java.util.List;

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

    /** The only values that a field can have; empty where it can have any of its kind. */
    static List<String> choices(String field) {
        return switch (field) {
            case "signature" -> Labelled.labels(Signature.values());
            case "keyStatus" -> Labelled.labels(KeyStatus.values());
            case "permission" -> Labelled.labels(Permission.values());
            case "tlsVersion" -> Labelled.labels(TlsVersion.values());
            default -> List.of();
        };
    }
}
