package io.tocsin.rules.sigma;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.event.EventType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A compiled Sigma correlation.
 *
 * @param info what the document says of itself
 * @param type what it counts
 * @param rules the detections whose events it looks at, resolved; those of its steps, if it is a sequence
 * @param steps the steps of a {@link CorrelationType#TEMPORAL_ORDERED} rule, in order; else empty
 * @param groupBy the fields whose values are counted together, in the document's order; empty for the whole tenant
 * @param timespanMs the length of the window, milliseconds, above 0
 * @param threshold the count that fires, at least 1 ({@code gt: n} is stored as n + 1); the number of steps of a sequence
 * @param baseScore B of the severity score
 * @param distinctFields the fields whose distinct values together a {@link CorrelationType#VALUE_COUNT} rule counts; for an {@link
 *     CorrelationType#EVENT_COUNT} rule those that feed D of the severity score; else empty
 * @param takeover whether an episode means that somebody has got in, which is K of the severity score
 * @param response what is asked to be done beside telling people
 */
public record CorrelationRule(
        RuleInfo info,
        CorrelationType type,
        List<DetectionRule> rules,
        List<SequenceStep> steps,
        List<String> groupBy,
        long timespanMs,
        long threshold,
        int baseScore,
        List<String> distinctFields,
        boolean takeover,
        Alert.Response response) {

    /**
     * One step of a sequence: an event of one of these rules at which so many of them are counted within the timespan.
     *
     * @param rules one detection, or those of a correlation that the sequence refers to
     * @param timespanMs the window of that correlation, milliseconds; 1 for a detection
     * @param threshold the count of that correlation; 1 for a detection
     */
    public record SequenceStep(List<DetectionRule> rules, long timespanMs, long threshold) {
        public SequenceStep {
            rules = List.copyOf(rules);
        }
    }

    /** The highest threshold: as many events as a group keeps one by one. */
    public static final long MAX_THRESHOLD = 4096;

    public CorrelationRule {
        rules = List.copyOf(rules);
        steps = List.copyOf(steps);
        groupBy = List.copyOf(groupBy);
        distinctFields = List.copyOf(distinctFields);
    }

    /** The most steps of a sequence. */
    public static final int MAX_STEPS = 16;

    /** Whether it looks for steps in their order. */
    public boolean isSequence() {
        return type == CorrelationType.TEMPORAL_ORDERED;
    }

    /** The fewest events that an episode is made of. */
    public long leastEvents() {
        return isSequence() ? steps.stream().mapToLong(SequenceStep::threshold).sum() : threshold;
    }

    /** How far back an event may lie and still matter, milliseconds: the window, and that of a step before it. */
    public long reachMs() {
        return timespanMs
                + steps.stream().mapToLong(SequenceStep::timespanMs).max().orElse(0);
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
