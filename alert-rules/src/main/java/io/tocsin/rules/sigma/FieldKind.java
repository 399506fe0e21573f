package io.tocsin.rules.sigma;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.EventType;
import io.tocsin.rules.event.FieldMapping.Target;
import io.tocsin.rules.event.KeyStatus;
import io.tocsin.rules.event.Labelled;
import io.tocsin.rules.event.Permission;
import io.tocsin.rules.event.TlsVersion;
import io.tocsin.rules.event.WebhookEvent.Signature;
import io.tocsin.rules.match.ValueTest;
import io.tocsin.rules.yaml.YamlScalar;
import java.util.Collection;
import java.util.List;

/** What values a field of an event can have; a rule that compares it with anything else could never match. */
public enum FieldKind {
    TEXT("a text") {
        @Override
        ValueTest.OfOne plain(YamlScalar value) throws UnfitValueException {
            return (ValueTest.OfOne) Reading.TEXT.read(value);
        }

        @Override
        boolean canMeet(ValueTest test) {
            return !(test instanceof ValueTest.Ordered);
        }
    },
    NUMBER("a whole number") {
        @Override
        ValueTest.OfOne plain(YamlScalar value) throws UnfitValueException {
            return value.asLong().isPresent() ? number(value) : TEXT.plain(value);
        }

        @Override
        boolean canMeet(ValueTest test) {
            if (test instanceof ValueTest.Text text) {
                return text.pattern().canMatchNumber();
            }
            return test instanceof ValueTest.Whole whole
                    ? whole.expected() >= 0
                    : !(test instanceof ValueTest.Network || test instanceof ValueTest.DatePart);
        }
    },
    BOOLEAN("true or false") {
        @Override
        ValueTest.OfOne plain(YamlScalar value) throws UnfitValueException {
            boolean isTrue = value.text().equalsIgnoreCase("true");
            return isTrue || value.text().equalsIgnoreCase("false") ? new ValueTest.Truth(isTrue) : TEXT.plain(value);
        }

        @Override
        boolean canMeet(ValueTest test) {
            return test instanceof ValueTest.Truth || test instanceof ValueTest.SameAs;
        }
    },
    /** Of an event whose fields nobody has declared. */
    ANY("anything") {
        @Override
        ValueTest.OfOne plain(YamlScalar value) throws UnfitValueException {
            return switch (value.kind()) {
                case INTEGER, FLOAT -> value.asNumber().isPresent() ? number(value) : TEXT.plain(value);
                case BOOLEAN -> new ValueTest.Truth(Boolean.parseBoolean(value.text()));
                case TEXT, NULL -> TEXT.plain(value);
            };
        }

        @Override
        boolean canMeet(ValueTest test) {
            return true;
        }
    };

    private final String label;

    FieldKind(String label) {
        this.label = label;
    }

    /** The kind in words. */
    String label() {
        return label;
    }

    /** What a value without modifiers asks for. */
    abstract ValueTest.OfOne plain(YamlScalar value) throws UnfitValueException;

    /** Whether a value of this kind can meet the test. */
    abstract boolean canMeet(ValueTest test);

    /** A number, or the text that is written so: {@code 007} is 7 and also the text 007. */
    private static ValueTest.OfOne number(YamlScalar value) throws UnfitValueException {
        ValueTest.OfOne number = (ValueTest.OfOne) Reading.NUMBER.read(value);
        boolean plainly =
                number instanceof ValueTest.Whole whole && value.text().equals(Long.toString(whole.expected()));
        return plainly ? number : Alternatives.of(List.of(number, (ValueTest.OfOne) Reading.TEXT.read(value)));
    }

    /** The kind of a field that {@link EventType#fields()} names; a name means the same in every type. */
    private static FieldKind of(String field) {
        return switch (field) {
            case "responseCode" -> NUMBER;
            case "success", "replayed", "sourceListed", "familiarSource" -> BOOLEAN;
            default -> TEXT;
        };
    }

    /** The kind of a field of these streams, by the name that a rule has for it. */
    public static FieldKind of(String field, Collection<EventStream> streams) {
        for (EventStream stream : streams) {
            if (!stream.hasAnyField()) {
                Target target = stream.target(field).orElseGet(() -> new Target(field));
                return target.values().isEmpty() ? of(target.field()) : TEXT;
            }
        }
        return ANY;
    }

    /** The only values that a field of these streams can have; empty where it can have any of its kind. */
    public static List<String> choices(String field, Collection<EventStream> streams) {
        for (EventStream stream : streams) {
            if (!stream.hasAnyField()) {
                Target target = stream.target(field).orElseGet(() -> new Target(field));
                return target.values().isEmpty()
                        ? choices(target.field())
                        : List.copyOf(target.values().values());
            }
        }
        return List.of();
    }

    /** The only values that a field can have; empty where it can have any of its kind. */
    private static List<String> choices(String field) {
        return switch (field) {
            case "signature" -> Labelled.labels(Signature.values());
            case "keyStatus" -> Labelled.labels(KeyStatus.values());
            case "permission" -> Labelled.labels(Permission.values());
            case "tlsVersion" -> Labelled.labels(TlsVersion.values());
            default -> List.of();
        };
    }
}
