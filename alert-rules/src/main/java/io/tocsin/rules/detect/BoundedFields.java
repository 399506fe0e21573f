package io.tocsin.rules.detect;

import io.tocsin.rules.event.FieldView;
import io.tocsin.rules.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
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

    @Override
    public @Nullable Object field(String name) {
        Object value = fields.field(name);
        return value instanceof String text
                ? bounded(text)
                : value instanceof Iterable<?> ? bounded(value.toString()) : value;
    }

    @Override
    public void forEachValue(Consumer<Object> action) {
        fields.forEachValue(action);
    }

    private static String bounded(String text) {
        if (text.length() <= MAX_LENGTH) {
            return text;
        }
        byte[] hash = Sha256.of(text.getBytes(StandardCharsets.UTF_8));
        int kept = MAX_LENGTH - HASH_LENGTH - 1;
        int end = Character.isHighSurrogate(text.charAt(kept - 1)) ? kept - 1 : kept;
        return text.substring(0, end) + "…" + HexFormat.of().formatHex(hash);
    }
}
