package io.tocsin.monitor.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One JSON object on one line, for what commands print that stands in no topic. Fields keep their order. */
public final class JsonLine {
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, Object> fields = new LinkedHashMap<>();

    /** Adds a text. */
    public JsonLine put(String name, String value) {
        fields.put(name, value);
        return this;
    }

    /** Adds a whole number. */
    public JsonLine put(String name, long value) {
        fields.put(name, value);
        return this;
    }

    /** Adds {@code true} or {@code false}. */
    public JsonLine put(String name, boolean value) {
        fields.put(name, value);
        return this;
    }

    /** Adds a list of texts or of objects. */
    public JsonLine put(String name, List<?> values) {
        fields.put(name, List.copyOf(values));
        return this;
    }

    /** Adds an object. */
    public JsonLine put(String name, JsonLine object) {
        fields.put(name, object);
        return this;
    }

    /** The object, without a line's end. */
    @Override
    public String toString() {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return out.toString();
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            json.writeFieldName(field.getKey());
            write(json, field.getValue());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object each : list) {
                write(json, each);
            }
            json.writeEndArray();
        } else if (value instanceof JsonLine object) {
            object.write(json);
        } else {
            json.writeString(value.toString());
        }
    }
}
