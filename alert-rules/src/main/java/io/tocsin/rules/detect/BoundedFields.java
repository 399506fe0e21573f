package io.tocsin.rules.detect;

import io.tocsin.rules.event.FieldView;
import io.tocsin.rules.event.JsonEvent;
import io.tocsin.rules.hash.Sha256;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Fields as they are counted: each has one single value or none, and texts are short enough to be kept with every match. A
 * longer one is cut, and a hash of the whole stands behind it: what differs stays different.
 */
record BoundedFields(FieldView fields) implements FieldView {

    /** The most characters of a value that is kept with a match. */
    static final int MAX_LENGTH = 256;

    private static final int HASH_LENGTH = 64;

    /** The most characters of a value by which events are grouped: the longest names of our own events stay as they are. */
    private static final int MAX_GROUPED_LENGTH = 1_026;

    @Override
    public @Nullable Object field(String name) {
        Object value = one(fields.field(name));
        return value instanceof String text ? kept(text) : value;
    }

    /**
     * The value of a field, of a list the only one it has; {@code null} where it has none, or several: nobody is to choose by
     * the form of a value what it is counted with.
     */
    static @Nullable Object one(@Nullable Object value) {
        if (!JsonEvent.isSingle(value) && value instanceof List<?> values) {
            return values.size() == 1 ? values.get(0) : null;
        }
        return value;
    }

    /** The one value that a field has, as a text by which is grouped; {@code null} where it has none, or several. */
    static @Nullable String single(FieldView event, String field) {
        Object value = one(event.field(field));
        return value == null ? null : grouped(text(value));
    }

    /** A value as a text that is still the number it was, which {@code 1.2345678E7} would not be. */
    static String text(Object value) {
        boolean isPlainlyLong = value instanceof Double number && Math.abs(number) >= 1e7 && Math.abs(number) < 1e30;
        return isPlainlyLong ? BigDecimal.valueOf((Double) value).toPlainString() : value.toString();
    }

    /** What is kept of a text by which is grouped, or of any other: the same for both, whichever is cut first. */
    static String kept(String text) {
        return bounded(grouped(text), MAX_LENGTH);
    }

    private static String grouped(String text) {
        return bounded(text, MAX_GROUPED_LENGTH);
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
