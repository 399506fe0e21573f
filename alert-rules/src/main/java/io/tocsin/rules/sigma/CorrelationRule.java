package io.tocsin.rules.sigma;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.event.EventType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A compiled Sigma correlation of type {@code event_count}.
 *
 * @param info what the document says of itself
 * @param rules the detections it counts, resolved
 * @param groupBy the fields whose values are counted together, in the document's order; at least one
 * @param timespanMs the length of the window, milliseconds, above 0
 * @param threshold the count that fires, at least 1 ({@code gt: n} is stored as n + 1)
 * @param baseScore B of the severity score
 * @param distinctField the field whose distinct values feed D of the severity score, or {@code null}
 * @param response what is asked to be done beside telling people
 */
public record CorrelationRule(
        RuleInfo info,
        List<DetectionRule> rules,
        List<String> groupBy,
        long timespanMs,
        long threshold,
        int baseScore,
        @Nullable String distinctField,
        Alert.Response response) {

    /** The highest threshold: as many events as a group keeps one by one. */
    public static final long MAX_THRESHOLD = 4096;

    public CorrelationRule {
        rules = List.copyOf(rules);
        groupBy = List.copyOf(groupBy);
    }

    /** The event types that can match. */
    public Set<EventType> types() {
        Set<EventType> types = EnumSet.noneOf(EventType.class);
        rules.forEach(rule -> types.addAll(rule.types()));
        return types;
    }

    /**
     * Whether it is counted where the events are: it looks at one type of event and groups by that topic's key alone.
     * Other rules are counted behind the {@code matches} topic.
     */
    public boolean isInPlace() {
        Set<EventType> types = types();
        return types.size() == 1
                && groupBy.equals(List.of(types.iterator().next().keyField()));
    }
}
