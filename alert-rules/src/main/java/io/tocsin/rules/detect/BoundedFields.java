package io.tocsin.rules.detect;

import io.tocsin.rules.event.FieldView;
import io.tocsin.rules.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Fields whose texts are short enough to be kept with every match. A longer one is cut, and a hash of the whole stands behind
 * it: what differs stays different.
 */
record BoundedFields(FieldView fields) implements FieldView {

    /** The most characters of a value. */
    static final int MAX_LENGTH = 256;

    private static final int HASH_LENGTH = 64;

    /** The most characters of a value by which events are grouped: the longest names of our own events stay as they are. */
    private static final int MAX_GROUPED_LENGTH = 1_026;

    @Override
    public @Nullable Object field(String name) {
        Object value = fields.field(name);
        return value instanceof String text
                ? bounded(text, MAX_LENGTH)
                : value instanceof Iterable<?> ? bounded(value.toString(), MAX_LENGTH) : value;
    }

    /** The one value that a field has, as a text; {@code null} where it has none, or several. */
    static @Nullable String single(FieldView event, String field) {
        Object value = event.field(field);
        if (value instanceof List<?> values) {
            value = values.size() == 1 ? values.get(0) : null;
        }
        return value == null ? null : bounded(value.toString(), MAX_GROUPED_LENGTH);
    }

    @Override
    public void forEachValue(Consumer<Object> action) {
        fields.forEachValue(action);
    }

    /** No text that is left as it is is as long as one that was cut: nobody can send what a longer text is cut to. */
    private static String bounded(String text, int most) {
        if (text.length() < most - 1) {
            return text;
        }
        byte[] hash = Sha256.of(text.getBytes(StandardCharsets.UTF_8));
        int kept = most - HASH_LENGTH - 1;
        int end = Character.isHighSurrogate(text.charAt(kept - 1)) ? kept - 1 : kept;
        return text.substring(0, end) + "…" + HexFormat.of().formatHex(hash);
    }
}
