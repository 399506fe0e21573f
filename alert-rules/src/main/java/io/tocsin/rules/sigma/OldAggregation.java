package io.tocsin.rules.sigma;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands behind a pipe in the conditions of Sigma 1, and the correlation that replaces it. */
final class OldAggregation {
    private static final Pattern COUNT = Pattern.compile(
            "\\s*(count|sum|avg|min|max)\\s*\\(\\s*([^)\\s]*)\\s*\\)\\s*(?:by\\s+(\\S+)\\s*)?(<=|>=|<|>|=+)\\s*([0-9.]+)\\s*");
    private static final Map<String, String> COMPARISONS =
            Map.of("<", "lt", "<=", "lte", ">", "gt", ">=", "gte", "=", "eq", "==", "eq");
    private static final Map<String, String> TYPES = Map.of("sum", "value_sum", "avg", "value_avg");

    private OldAggregation() {}

    /** That it is refused, and what to write instead. */
    static String refusal(String behindPipe) {
        return "aggregations behind a pipe are not part of Sigma 2; " + replacement(behindPipe);
    }

    private static String replacement(String behindPipe) {
        if (behindPipe.strip().startsWith("near")) {
            return "write a correlation document of `type: temporal` over the detections, each a document of its own";
        }
        Matcher matcher = COUNT.matcher(behindPipe);
        String comparison = matcher.matches() ? COMPARISONS.get(matcher.group(4)) : null;
        if (comparison == null) {
            return "write a correlation document instead";
        }
        String field = matcher.group(2);
        String counting = field.isEmpty() ? "event_count" : "value_count";
        String type = matcher.group(1).equals("count") ? counting : TYPES.get(matcher.group(1));
        if (type == null) {
            return "write a correlation document instead; `" + matcher.group(1) + "` has none that is the same";
        }
        return "write a correlation document with `type: " + type + "`"
                + (matcher.group(3) == null ? "" : ", `group-by: [" + matcher.group(3) + "]`")
                + ", `condition: {" + (field.isEmpty() ? "" : "field: " + field + ", ") + comparison + ": "
                + matcher.group(5) + "}` and what was the `timeframe` as `timespan`";
    }
}
