package io.tocsin.monitor.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The headers of a delivery, whose names are the same in small and in capital letters. */
final class WebhookHeaders {
    private final Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    WebhookHeaders(Map<String, String> headers) {
        headers.forEach((name, value) ->
                values.computeIfAbsent(name, any -> new ArrayList<>()).add(value));
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** A header's value; {@code null} for one that isn't there, is empty, or is there twice, which no sender does. */
    @Nullable
    String only(String name) {
        List<String> found = values.getOrDefault(name, List.of());
        return found.size() == 1 && !found.get(0).isEmpty() ? found.get(0) : null;
    }
}
