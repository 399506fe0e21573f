package io.tocsin.monitor.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tocsin.rules.yaml.YamlList;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlScalar;
import io.tocsin.rules.yaml.YamlValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Writes as JSON what a person wrote as YAML: an event in a test of a rule. */
public final class YamlJson {
    private static final JsonFactory JSON = new JsonFactory();

    private YamlJson() {}

    /**
     * The map as a JSON object in UTF-8.
     *
     * @param texts what becomes of every text among the values
     * @param more fields of texts and whole numbers that are put behind the map's own
     */
    public static byte[] write(YamlMap map, UnaryOperator<String> texts, Map<String, Object> more) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            writeEntries(json, map, texts);
            for (Map.Entry<String, Object> each : more.entrySet()) {
                json.writeObjectField(each.getKey(), each.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void writeEntries(JsonGenerator json, YamlMap map, UnaryOperator<String> texts) throws IOException {
        for (YamlMap.Entry entry : map.entries()) {
            json.writeFieldName(entry.name());
            write(json, entry.value(), texts);
        }
    }

    private static void write(JsonGenerator json, YamlValue value, UnaryOperator<String> texts) throws IOException {
        if (value instanceof YamlMap map) {
            json.writeStartObject();
            writeEntries(json, map, texts);
            json.writeEndObject();
        } else if (value instanceof YamlList list) {
            json.writeStartArray();
            for (YamlValue item : list.items()) {
                write(json, item, texts);
            }
            json.writeEndArray();
        } else if (value instanceof YamlScalar scalar) {
            write(json, scalar, texts);
        }
    }

    private static void write(JsonGenerator json, YamlScalar scalar, UnaryOperator<String> texts) throws IOException {
        switch (scalar.kind()) {
            case NULL -> json.writeNull();
            case BOOLEAN -> json.writeBoolean(Boolean.parseBoolean(scalar.text()));
            case INTEGER -> {
                if (scalar.asLong().isPresent()) {
                    json.writeNumber((long) scalar.asLong().get());
                } else {
                    json.writeNumber(new java.math.BigInteger(scalar.text()));
                }
            }
            case FLOAT -> json.writeNumber(Double.parseDouble(scalar.text()));
            case TEXT -> json.writeString(texts.apply(scalar.text()));
        }
    }
}
