package io.tocsin.rules.event;

import org.jspecify.annotations.Nullable;

/**
 * Where events come from, as {@code logsource} of the Sigma rules specification names it. A part that is {@code null} isn't
 * named.
 */
public record LogSource(
        @Nullable String product,
        @Nullable String category,
        @Nullable String service) {

    /** What Tocsin's own events have as their product. */
    public static final String OWN_PRODUCT = "tocsin";

    /** All of Tocsin's own events. */
    public static final LogSource ALL_OWN = new LogSource(OWN_PRODUCT, null, null);

    /** The log source of Tocsin's own events of a type. */
    public static LogSource of(EventType type) {
        return new LogSource(OWN_PRODUCT, type.label(), null);
    }

    /** Whether a rule for this log source looks at events of that one: each part that this one names is the same there. */
    public boolean covers(LogSource events) {
        return covers(product, events.product) && covers(category, events.category) && covers(service, events.service);
    }

    private static boolean covers(@Nullable String named, @Nullable String there) {
        return named == null || named.equals(there);
    }

    /** Such as {@code product: windows, category: process_creation}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        append(text, "product", product);
        append(text, "category", category);
        append(text, "service", service);
        return text.toString();
    }

    private static void append(StringBuilder text, String part, @Nullable String value) {
        if (value != null) {
            text.append(text.isEmpty() ? "" : ", ").append(part).append(": ").append(value);
        }
    }
}
