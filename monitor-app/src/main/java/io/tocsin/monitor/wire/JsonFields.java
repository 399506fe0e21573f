package io.tocsin.monitor.wire;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one strict, versioned JSON object: every field is asked for by name and type, and {@link #end()} refuses
 * what nobody asked for.
 */
final class JsonFields {

    /** The version that every codec of this kind writes and reads. */
    private static final long VERSION = 1;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final JsonFactory FACTORY = MAPPER.getFactory();

    private final JsonNode object;
    private final Set<String> asked = new HashSet<>();

    private JsonFields(JsonNode object) {
        this.object = object;
    }

    /** Writes fields; what it throws can only be a programming error, as nothing is read or sent. */
    @FunctionalInterface
    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    /**
     * The bytes of a version 1 object. A half of a surrogate pair, which UTF-8 can't hold, becomes a question mark.
     *
     * @param body writes the fields after {@code version}
     */
    static byte[] write(Body body) {
        // A writer and not a stream: the stream's generator throws at half a surrogate pair.
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            body.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
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
        if (bytes == null) {
            throw new MalformedRecordException("the record has no value; a JSON object is expected");
        }
        JsonNode node;
        try {
            node = MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            throw new MalformedRecordException("not valid JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new MalformedRecordException("not valid JSON: " + e.getMessage(), e);
        }
        if (node == null || !node.isObject()) {
            throw new MalformedRecordException("a JSON object is expected");
        }
        JsonFields fields = new JsonFields(node);
        long version = fields.integer("version");
        if (version != VERSION) {
            throw new MalformedRecordException("version " + version + " isn't known; only " + VERSION + " is");
        }
        return fields;
    }

    /** A text that must be there. */
    String text(String field) throws MalformedRecordException {
        JsonNode value = required(field);
        if (!value.isTextual()) {
            throw wrongType(field, "a text", value);
        }
        return value.textValue();
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
    <E extends Enum<E>> E oneOf(String field, Class<E> type, Function<E, String> label) throws MalformedRecordException {
        String found = text(field);
        Set<String> labels = new LinkedHashSet<>();
        for (E each : type.getEnumConstants()) {
            if (label.apply(each).equals(found)) {
                return each;
            }
            labels.add(label.apply(each));
        }
        throw new MalformedRecordException(
                "the field " + field + " is " + shown(found) + "; allowed are " + String.join(", ", labels));
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
        for (Map.Entry<String, JsonNode> each : object.properties()) {
            if (!asked.contains(each.getKey())) {
                throw new MalformedRecordException("the field " + shown(each.getKey()) + " isn't known");
            }
        }
    }

    private JsonNode required(String field) throws MalformedRecordException {
        asked.add(field);
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            throw new MalformedRecordException("the field " + field + " is missing");
        }
        return value;
    }

    private static MalformedRecordException wrongType(String field, String wanted, JsonNode found) {
        return new MalformedRecordException("the field " + field + " must be " + wanted + ", not "
                + found.getNodeType().toString().toLowerCase(Locale.ROOT));
    }

    /** Caps what came from outside, so that a reason stays one sentence. */
    private static String shown(String value) {
        return '"' + (value.length() <= 64 ? value : value.substring(0, 64) + "…") + '"';
    }
}
