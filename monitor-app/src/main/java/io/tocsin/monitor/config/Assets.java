package io.tocsin.monitor.config;

import io.tocsin.rules.event.EventType;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How critical the things are that rules group by: the A of the severity score.
 *
 * @param values field to (value, verbatim, to points); points are 0, 5, 10 or 15
 */
public record Assets(Map<String, Map<String, Integer>> values) {

    /** The points that exist. */
    public static final Set<Integer> POINTS = Set.of(0, 5, 10, 15);

    /** The fields that a rule can group by. */
    public static final List<String> FIELDS = Arrays.stream(EventType.values())
            .flatMap(type -> type.fields().stream())
            .distinct()
            .toList();

    /** No asset is more critical than another. */
    public static final Assets NONE = new Assets(Map.of());

    public Assets {
        Map<String, Map<String, Integer>> copy = new LinkedHashMap<>();
        values.forEach((field, points) -> {
            points.forEach((value, p) -> {
                if (!POINTS.contains(p)) {
                    throw new IllegalArgumentException(
                            "assets." + field + " gives " + p + " points; 0, 5, 10 or 15 are allowed");
                }
            });
            copy.put(field, Collections.unmodifiableMap(new LinkedHashMap<>(points)));
        });
        values = Collections.unmodifiableMap(copy);
    }

    /** The points of a group: those of its most critical field. */
    public int of(Map<String, String> group) {
        int most = 0;
        for (Map.Entry<String, String> entry : group.entrySet()) {
            most = Math.max(most, values.getOrDefault(entry.getKey(), Map.of()).getOrDefault(entry.getValue(), 0));
        }
        return most;
    }
}
