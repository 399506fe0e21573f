package io.tocsin.rules.detect;

import io.tocsin.rules.event.LoginEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How critical the things are that alerts are about: term A of the severity score.
 *
 * @param points field to value to points; points are 0, 5, 10 or 15
 */
public record Assets(Map<String, Map<String, Integer>> points) {

    /** Nothing is more critical than anything else. */
    public static final Assets NONE = new Assets(Map.of());

    private static final List<Integer> ALLOWED = List.of(0, 5, 10, 15);

    public Assets {
        Map<String, Map<String, Integer>> copy = new HashMap<>();
        points.forEach((field, values) -> {
            values.forEach((value, each) -> {
                if (!ALLOWED.contains(each)) {
                    throw new IllegalArgumentException("the criticality of " + field + " '" + value + "' is " + each
                            + "; " + ALLOWED + " are allowed");
                }
            });
            copy.put(field, Map.copyOf(values));
        });
        points = Map.copyOf(copy);
    }

    /** The same with the names that accounts go by where they are counted. */
    public Assets of(IngestSettings ingest) {
        Map<String, Map<String, Integer>> renamed = new HashMap<>(points);
        renamed.computeIfPresent(LoginEvent.ACCOUNT, (field, values) -> {
            Map<String, Integer> byAccount = new HashMap<>();
            values.forEach((name, each) -> byAccount.merge(ingest.account(name), each, Math::max));
            return byAccount;
        });
        return new Assets(renamed);
    }

    /** The points of the most critical value of a group. */
    int of(Group group) {
        int most = 0;
        for (Map.Entry<String, String> each : group.values().entrySet()) {
            most = Math.max(most, points.getOrDefault(each.getKey(), Map.of()).getOrDefault(each.getValue(), 0));
        }
        return most;
    }
}
