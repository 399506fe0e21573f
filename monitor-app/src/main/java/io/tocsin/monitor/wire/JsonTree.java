package io.tocsin.monitor.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tocsin.rules.event.FieldTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Any JSON object as a tree of fields, bounded in depth and in values. A whole number beyond 64 bits is a text of its digits,
 * which is compared as the number that it is; one of more than 40 digits, or beyond what a {@code double} holds, is the
 * largest that there is.
 */
final class JsonTree {

    /** How deep an event may nest, itself included. */
    static final int MAX_NESTING = 32;

    /** The most values and containers in an event. */
    static final int MAX_VALUES = 4_096;

    /** The longest text that is compared as a number. */
    private static final int MAX_EXACT_DIGITS = 40;

    static final StrictJson JSON = new StrictJson(MAX_NESTING);

    /** What a value, its name and its place in a map take in memory, besides their characters. */
    private static final int VALUE_BYTES = 96;

    private final JsonParser json;
    private int values;

    private JsonTree(JsonParser json) {
        this.json = json;
    }

    /**
     * Reads an object.
     *
     * @throws RejectedEventException MALFORMED where it isn't JSON, INVALID where it isn't one object, names a field twice or
     *     has too many
     */
    static FieldTree read(byte @Nullable [] value) throws RejectedEventException {
        return JSON.read(value, json -> {
            JsonToken first = json.nextToken();
            if (first == null) {
                throw new RejectedEventException(RejectReason.MALFORMED, "the value is empty");
            }
            if (first != JsonToken.START_OBJECT) {
                throw new RejectedEventException(RejectReason.INVALID, "not a JSON object");
            }
            FieldTree tree = new FieldTree(new JsonTree(json).object());
            if (json.nextToken() != null) {
                throw new RejectedEventException(RejectReason.MALFORMED, "more follows the end of the JSON text");
            }
            return tree;
        });
    }

    private Map<String, @Nullable Object> object() throws IOException, RejectedEventException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        String name;
        while ((name = json.nextFieldName()) != null) {
            json.nextToken();
            Object value = value();
            if (object.containsKey(name)) {
                throw new RejectedEventException(
                        RejectReason.INVALID, "field '" + Printable.head(name) + "' stands there twice");
            }
            object.put(wellFormed(name), value);
        }
        return object;
    }

    private List<@Nullable Object> array() throws IOException, RejectedEventException {
        List<@Nullable Object> array = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            array.add(value());
        }
        return array;
    }

    private @Nullable Object value() throws IOException, RejectedEventException {
        if (++values > MAX_VALUES) {
            throw new RejectedEventException(RejectReason.INVALID, "the event has more than " + MAX_VALUES + " values");
        }
        return switch (json.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> wellFormed(json.getText());
            case VALUE_NUMBER_INT -> whole(json.getText());
            case VALUE_NUMBER_FLOAT -> fraction(json.getText());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static Object whole(String digits) {
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException e) {
            return digits.length() <= MAX_EXACT_DIGITS ? digits : fraction(digits);
        }
    }

    /** Whoever sends a number that is too large isn't passed over: it is the largest there is, which is still one. */
    private static Double fraction(String digits) {
        return Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, Double.parseDouble(digits)));
    }

    private static String wellFormed(String text) throws RejectedEventException {
        if (Utf8.hasLoneSurrogate(text)) {
            throw new RejectedEventException(
                    RejectReason.MALFORMED, "a text has half of a surrogate pair, which is not text");
        }
        return text;
    }

    /** Writes a tree as it was read, but for what it can't hold: large whole numbers are texts. */
    static byte[] write(FieldTree tree) {
        return JSON.write(json -> write(json, tree.root()));
    }

    private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> each : map.entrySet()) {
                json.writeFieldName(String.valueOf(each.getKey()));
                write(json, each.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object each : list) {
                write(json, each);
            }
            json.writeEndArray();
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Double number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value == null) {
            json.writeNull();
        } else {
            json.writeString(value.toString());
        }
    }

    /** About how much memory a tree takes. */
    static long roughBytes(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            long bytes = VALUE_BYTES;
            for (Map.Entry<?, ?> each : map.entrySet()) {
                bytes += 2L * String.valueOf(each.getKey()).length() + roughBytes(each.getValue());
            }
            return bytes;
        }
        if (value instanceof List<?> list) {
            return VALUE_BYTES + list.stream().mapToLong(JsonTree::roughBytes).sum();
        }
        return VALUE_BYTES + (value instanceof String text ? 2L * text.length() : 0);
    }
}
