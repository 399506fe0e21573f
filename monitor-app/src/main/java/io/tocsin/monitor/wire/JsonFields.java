package io.tocsin.monitor.wire;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object: every field is asked for by name and type, and {@link #end()} refuses what nobody asked
 * for. Most values are objects of version 1, alerts are OCSF objects, which carry their version elsewhere.
 */
final class JsonFields {

    /** The version that every codec of this kind writes and reads. */
    private static final long VERSION = 1;

    /** The last character before the surrogates: they and what follows are escaped, so that half a pair isn't lost. */
    private static final int LAST_PLAIN_CHARACTER = 0xD7FF;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .highestNonEscapedChar(LAST_PLAIN_CHARACTER)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final ObjectMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The way to this object from the whole record, with a dot at its end; empty for the record itself. */
    private final String path;

    private final JsonNode object;
    /** What has been asked for, or {@code null} where others may be there, too. */
    private final @Nullable Set<String> asked;

    private JsonFields(String path, JsonNode object, boolean isOpen) {
        this.path = path;
        this.object = object;
        this.asked = isOpen ? null : new HashSet<>();
    }

    /** Writes fields; what it throws can only be a programming error, as nothing is read or sent. */
    @FunctionalInterface
    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    /**
     * The bytes of a version 1 object. They depend on the written values alone.
     *
     * @param body writes the fields after {@code version}
     */
    static byte[] write(Body body) {
        return writeObject(json -> {
            json.writeNumberField("version", VERSION);
            body.write(json);
        });
    }

    /** The bytes of an object without a version of ours. */
    static byte[] writeObject(Body body) {
        return bytes(json -> {
            json.writeStartObject();
            body.write(json);
            json.writeEndObject();
        });
    }

    /** The bytes of an array of texts: the form of composite Kafka keys. */
    static byte[] writeArray(Iterable<String> texts) {
        return bytes(json -> {
            json.writeStartArray();
            for (String text : texts) {
                json.writeString(text);
            }
            json.writeEndArray();
        });
    }

    /**
     * Reads an array of texts.
     *
     * @throws MalformedRecordException when it is none
     */
    static List<String> readArray(byte[] bytes) throws MalformedRecordException {
        try {
            JsonNode array = MAPPER.readTree(bytes);
            List<String> texts = new ArrayList<>();
            for (JsonNode each : array) {
                if (!array.isArray() || !each.isTextual()) {
                    throw new MalformedRecordException("a key is an array of texts");
                }
                texts.add(each.textValue());
            }
            return texts;
        } catch (IOException e) {
            throw new MalformedRecordException("a key is an array of texts in JSON", e);
        }
    }

    private static byte[] bytes(Body body) {
        // Grows by further blocks, without copying those it has.
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(512)) {
            try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
                body.write(json);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes an object of texts, in the map's order. */
    static void writeTexts(JsonGenerator json, String field, Map<String, String> texts) throws IOException {
        json.writeObjectFieldStart(field);
        for (Map.Entry<String, String> each : texts.entrySet()) {
            json.writeStringField(each.getKey(), each.getValue());
        }
        json.writeEndObject();
    }

    /**
     * Parses a version 1 object.
     *
     * @throws MalformedRecordException if it isn't one
     */
    static JsonFields read(byte @Nullable [] bytes) throws MalformedRecordException {
        JsonFields fields = new JsonFields("", readTree(bytes), false);
        long version = fields.integer("version");
        if (version != VERSION) {
            throw new MalformedRecordException("version " + version + " isn't known; only " + VERSION + " is");
        }
        return fields;
    }

    /**
     * Parses an object without a version of ours, which may have fields that nobody asks for: it has no {@link #end}.
     *
     * @throws MalformedRecordException if it isn't one
     */
    static JsonFields readOpenObject(byte @Nullable [] bytes) throws MalformedRecordException {
        return new JsonFields("", readTree(bytes), true);
    }

    private static JsonNode readTree(byte @Nullable [] bytes) throws MalformedRecordException {
        if (bytes == null) {
            throw new MalformedRecordException("the record has no value; a JSON object is expected");
        }
        JsonNode node;
        try {
            node = MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            // The parser's own words quote what stands there, which may be personal data; the place is enough.
            throw new MalformedRecordException("not valid JSON" + place(e.getLocation()));
        } catch (IOException e) {
            throw new MalformedRecordException("not UTF-8 text", e);
        }
        if (node == null || !node.isObject()) {
            throw new MalformedRecordException("a JSON object is expected");
        }
        return node;
    }

    private static String place(@Nullable JsonLocation location) {
        return location == null ? "" : " at byte " + location.getByteOffset();
    }

    /** Whether the field is there at all. */
    boolean has(String field) {
        return object.has(field);
    }

    /** A text that must be there. */
    String text(String field) throws MalformedRecordException {
        JsonNode value = required(field);
        if (!value.isTextual()) {
            throw wrongType(field, "a text", value);
        }
        return value.textValue();
    }

    /** A text, or {@code null} where the field isn't there. */
    @Nullable
    String textOrNull(String field) throws MalformedRecordException {
        return has(field) ? text(field) : null;
    }

    /** A truth value that must be there. */
    boolean truth(String field) throws MalformedRecordException {
        JsonNode value = required(field);
        if (!value.isBoolean()) {
            throw wrongType(field, "true or false", value);
        }
        return value.booleanValue();
    }

    /** An object that must be there. */
    JsonFields object(String field) throws MalformedRecordException {
        JsonNode value = required(field);
        if (!value.isObject()) {
            throw wrongType(field, "an object", value);
        }
        return new JsonFields(path + field + ".", value, asked == null);
    }

    /** An array of objects that must be there. */
    List<JsonFields> objects(String field) throws MalformedRecordException {
        JsonNode array = array(field, "an array of objects");
        List<JsonFields> objects = new ArrayList<>(array.size());
        for (JsonNode each : array) {
            if (!each.isObject()) {
                throw wrongType(field + "[" + objects.size() + "]", "an object", each);
            }
            objects.add(new JsonFields(path + field + "[" + objects.size() + "].", each, asked == null));
        }
        return objects;
    }

    /** An array of texts that must be there. */
    List<String> textArray(String field) throws MalformedRecordException {
        JsonNode array = array(field, "an array of texts");
        List<String> texts = new ArrayList<>(array.size());
        for (JsonNode each : array) {
            if (!each.isTextual()) {
                throw wrongType(field + "[" + texts.size() + "]", "a text", each);
            }
            texts.add(each.textValue());
        }
        return texts;
    }

    private JsonNode array(String field, String wanted) throws MalformedRecordException {
        JsonNode value = required(field);
        if (!value.isArray()) {
            throw wrongType(field, wanted, value);
        }
        return value;
    }

    /** A whole number of 64 bits that must be there. */
    long integer(String field) throws MalformedRecordException {
        JsonNode value = required(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrongType(field, "a whole number of at most 64 bits", value);
        }
        return value.longValue();
    }

    /** A whole number of 32 bits that must be there. */
    int smallInteger(String field) throws MalformedRecordException {
        JsonNode value = required(field);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrongType(field, "a whole number of at most 32 bits", value);
        }
        return value.intValue();
    }

    /** A text that must be one of the labels of an enum. */
    <E extends Enum<E>> E oneOf(String field, Class<E> type, Function<E, String> label)
            throws MalformedRecordException {
        return oneOf(field, text(field), type, label);
    }

    /** An array of such texts. */
    <E extends Enum<E>> List<E> someOf(String field, Class<E> type, Function<E, String> label)
            throws MalformedRecordException {
        List<E> found = new ArrayList<>();
        for (String text : textArray(field)) {
            found.add(oneOf(field, text, type, label));
        }
        return found;
    }

    private <E extends Enum<E>> E oneOf(String field, String found, Class<E> type, Function<E, String> label)
            throws MalformedRecordException {
        Set<String> labels = new LinkedHashSet<>();
        for (E each : type.getEnumConstants()) {
            if (label.apply(each).equals(found)) {
                return each;
            }
            labels.add(label.apply(each));
        }
        throw new MalformedRecordException(
                "the field " + path + field + " is " + shown(found) + "; allowed are " + String.join(", ", labels));
    }

    /** An object of texts that must be there, in the order of the bytes. */
    Map<String, String> texts(String field) throws MalformedRecordException {
        JsonNode value = required(field);
        if (!value.isObject()) {
            throw wrongType(field, "an object of texts", value);
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each : value.properties()) {
            if (!each.getValue().isTextual()) {
                throw wrongType(field + "." + each.getKey(), "a text", each.getValue());
            }
            texts.put(each.getKey(), each.getValue().textValue());
        }
        return texts;
    }

    /**
     * Says that every field has been asked for.
     *
     * @throws MalformedRecordException if the object has others
     */
    void end() throws MalformedRecordException {
        if (asked == null) {
            throw new IllegalStateException("the object may have other fields");
        }
        for (Map.Entry<String, JsonNode> each : object.properties()) {
            if (!asked.contains(each.getKey())) {
                throw new MalformedRecordException("the field " + shown(path + each.getKey()) + " isn't known");
            }
        }
    }

    private JsonNode required(String field) throws MalformedRecordException {
        if (asked != null) {
            asked.add(field);
        }
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            throw new MalformedRecordException("the field " + path + field + " is missing");
        }
        return value;
    }

    private MalformedRecordException wrongType(String field, String wanted, JsonNode found) {
        return new MalformedRecordException("the field " + path + field + " must be " + wanted + ", not "
                + found.getNodeType().toString().toLowerCase(Locale.ROOT));
    }

    /** Caps and cleans what came from outside, so that a reason stays one sentence wherever it is shown. */
    private static String shown(String value) {
        return '"' + Printable.of(value.length() <= 64 ? value : value.substring(0, 64) + "…") + '"';
    }
}
