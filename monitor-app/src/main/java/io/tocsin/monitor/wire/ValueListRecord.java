package io.tocsin.monitor.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands on the compacted topic {@code value-lists}: that a list is there, or that it holds a value. What is removed
 * stays as a record that says so, with who removed it and why; a key without a value takes it away, too.
 *
 * @param list the name of the list
 * @param value what it holds; {@code null} says that the list is there, be it empty
 * @param principal who put it there, or removed it
 * @param reason why
 * @param isRemoved whether it isn't there any more
 */
public record ValueListRecord(String list, @Nullable String value, String principal, String reason, boolean isRemoved) {

    /** The key of a list, or of one of its values: a JSON array of the one or the two texts. */
    public static byte[] key(String list, @Nullable String value) {
        return JsonFields.writeArray(value == null ? List.of(list) : List.of(list, value));
    }

    /**
     * The one or two texts of a key.
     *
     * @throws MalformedRecordException when it is none
     */
    public static List<String> readKey(byte @Nullable [] key) throws MalformedRecordException {
        List<String> texts = key == null ? List.of() : JsonFields.readArray(key);
        if (texts.isEmpty() || texts.size() > 2) {
            throw new MalformedRecordException("its key isn't the name of a list, or name and value");
        }
        return texts;
    }

    /** The record's key. */
    public byte[] key() {
        return key(list, value);
    }

    /** The record's value. */
    public byte[] encode() {
        return JsonFields.write(json -> {
            json.writeStringField("list", list);
            if (value != null) {
                json.writeStringField("value", value);
            }
            json.writeStringField("principal", principal);
            json.writeStringField("reason", reason);
            if (isRemoved) {
                json.writeBooleanField("removed", true);
            }
        });
    }

    /**
     * Reads a record's value.
     *
     * @throws MalformedRecordException when it is none
     */
    public static ValueListRecord decode(byte @Nullable [] bytes) throws MalformedRecordException {
        JsonFields json = JsonFields.read(bytes);
        ValueListRecord record = new ValueListRecord(
                json.text("list"),
                json.textOrNull("value"),
                json.text("principal"),
                json.text("reason"),
                json.has("removed") && json.truth("removed"));
        json.end();
        return record;
    }
}
