package io.tocsin.monitor.wire;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object of somebody else's, such as a cloud's audit record: a few fields of it are asked for, and whatever
 * others it has are passed over.
 */
public final class ForeignJson {
    private static final int MAX_NESTING = 128;
    private static final int MAX_TEXT_CHARS = 16 * 1024 * 1024;

    private static final ObjectMapper MAPPER = JsonMapper.builder(new JsonFactoryBuilder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_NESTING)
                            .maxStringLength(MAX_TEXT_CHARS)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode object;

    private ForeignJson(JsonNode object) {
        this.object = object;
    }

    /**
     * Reads an object.
     *
     * @throws MalformedRecordException if it isn't one in UTF-8, nests deeper than 128, or names a field twice
     */
    public static ForeignJson parse(byte[] json) throws MalformedRecordException {
        JsonNode node = tree(json);
        if (node == null || !node.isObject()) {
            throw new MalformedRecordException("not a JSON object");
        }
        return new ForeignJson(node);
    }

    /**
     * Reads an array of objects.
     *
     * @throws MalformedRecordException if it isn't one in UTF-8, nests deeper than 128, or names a field twice
     */
    public static List<ForeignJson> parseArray(byte[] json) throws MalformedRecordException {
        List<ForeignJson> objects = objectsOf(tree(json));
        if (objects == null) {
            throw new MalformedRecordException("not a JSON array of objects");
        }
        return objects;
    }

    private static @Nullable JsonNode tree(byte[] json) throws MalformedRecordException {
        if (Utf8.firstInvalid(json) >= 0) {
            throw new MalformedRecordException("not UTF-8 text");
        }
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            // The parser's own words quote what stands there, which may be personal data.
            throw new MalformedRecordException("not well-formed JSON");
        }
    }

    private static @Nullable List<ForeignJson> objectsOf(@Nullable JsonNode array) {
        if (array == null || !array.isArray()) {
            return null;
        }
        List<ForeignJson> objects = new ArrayList<>();
        for (JsonNode each : array) {
            if (!each.isObject()) {
                return null;
            }
            objects.add(new ForeignJson(each));
        }
        return objects;
    }

    /** Whether there is anything of this name, be it {@code null}. */
    public boolean has(String... path) {
        return value(path) != null;
    }

    /**
     * A text.
     *
     * @param path the names of objects from the outermost in, and of the field
     * @return {@code null} where there is no such text; half of a surrogate pair, which nothing can be encoded with,
     *     is written out as JSON escapes it
     */
    public @Nullable String text(String... path) {
        JsonNode value = value(path);
        return value != null && value.isTextual() ? wellFormed(value.textValue()) : null;
    }

    /** A text's UTF-8 bytes as they were sent; {@code null} where there is none, or one with half of a surrogate pair. */
    public byte @Nullable [] utf8(String... path) {
        JsonNode value = value(path);
        if (value == null
                || !value.isTextual()
                || !wellFormed(value.textValue()).equals(value.textValue())) {
            return null;
        }
        return value.textValue().getBytes(StandardCharsets.UTF_8);
    }

    /** A whole number, or {@code null} where there is none of 64 bits. */
    public @Nullable Long integer(String... path) {
        JsonNode value = value(path);
        return value != null && value.isIntegralNumber() && value.canConvertToLong() ? (Long) value.longValue() : null;
    }

    /** A truth value, or {@code null} where there is none. */
    public @Nullable Boolean truth(String... path) {
        JsonNode value = value(path);
        return value != null && value.isBoolean() ? (Boolean) value.booleanValue() : null;
    }

    /** An array of whole numbers from −128 to 255 as bytes, or {@code null} where there is none. */
    public byte @Nullable [] bytes(String... path) {
        JsonNode value = value(path);
        if (value == null || !value.isArray()) {
            return null;
        }
        byte[] bytes = new byte[value.size()];
        for (int i = 0; i < bytes.length; i++) {
            JsonNode each = value.get(i);
            if (!each.isInt() || each.intValue() < Byte.MIN_VALUE || each.intValue() > 255) {
                return null;
            }
            bytes[i] = (byte) each.intValue();
        }
        return bytes;
    }

    /** Whether an array holds this text. */
    public boolean isTextIn(String text, String... path) {
        JsonNode array = value(path);
        if (array == null || !array.isArray()) {
            return false;
        }
        for (JsonNode each : array) {
            if (each.isTextual() && text.equals(each.textValue())) {
                return true;
            }
        }
        return false;
    }

    /** An array of objects, or {@code null} where there is none. */
    public @Nullable List<ForeignJson> objects(String... path) {
        return objectsOf(value(path));
    }

    /** The texts of an object by their names, others left out; {@code null} where there is no object. */
    public @Nullable Map<String, String> texts(String... path) {
        JsonNode value = value(path);
        if (value == null || !value.isObject()) {
            return null;
        }
        Map<String, String> texts = new LinkedHashMap<>();
        value.properties().forEach(each -> {
            if (each.getValue().isTextual()) {
                texts.put(wellFormed(each.getKey()), wellFormed(each.getValue().textValue()));
            }
        });
        return texts;
    }

    private static String wellFormed(String text) {
        if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 5);
        text.codePoints().forEach(c -> {
            if (Character.getType(c) == Character.SURROGATE) {
                out.append("\\u").append(Integer.toHexString(c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    private @Nullable JsonNode value(String... path) {
        JsonNode at = object;
        for (String name : path) {
            at = at == null ? null : at.get(name);
        }
        return at;
    }
}
