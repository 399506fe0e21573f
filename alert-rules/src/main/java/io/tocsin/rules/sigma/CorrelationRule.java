package io.tocsin.rules.sigma;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.event.EventStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A compiled Sigma correlation.
 *
 * @param info what the document says of itself
 * @param type what it counts
 * @param rules the detections whose events it looks at, resolved; those of its steps, if it has any
 * @param inners the correlations whose episodes it looks at
 * @param steps the steps of a {@link CorrelationType#TEMPORAL} or {@link CorrelationType#TEMPORAL_ORDERED} rule, in the
 *     document's order, those that must not be taken at the end of a sequence's; else empty
 * @param groupBy the fields whose values are counted together, in the document's order; empty for the whole tenant
 * @param aliases what names in {@code groupBy} and in the condition's field stand for
 * @param timespanMs the length of the window, milliseconds, above 0
 * @param condition what the window has to hold: of steps, how many have to be taken
 * @param baseScore B of the severity score
 * @param distinctFields the fields whose values together a rule counts, see {@link #countsValues()}; for an {@link
 *     CorrelationType#EVENT_COUNT} rule those that feed D of the severity score; else empty
 * @param takeover whether an episode means that somebody has got in, which is K of the severity score
 * @param responses what is asked to be done, at least to tell people
 */
public record CorrelationRule(
        RuleInfo info,
        CorrelationType type,
        List<DetectionRule> rules,
        List<Inner> inners,
        List<SequenceStep> steps,
        List<String> groupBy,
        FieldAliases aliases,
        long timespanMs,
        CorrelationCondition condition,
        int baseScore,
        List<String> distinctFields,
        boolean takeover,
        List<Alert.Response> responses) {

    /**
     * A correlation that a rule looks at: each of its episodes counts once, at its crossing, once that is settled.
     *
     * @param rule the correlation
     * @param step which of the rule's steps it is, from 0; -1 where the rule has none
     */
    public record Inner(CorrelationRule rule, int step) {}

    /**
     * One step: an event of one of these rules at which so many of them are counted within the timespan.
     *
     * @param rules one detection, or those of a correlation that the rule refers to; none where the step is an {@link Inner}
     * @param timespanMs the window of that correlation, milliseconds; 1 for a detection
     * @param threshold the count of that correlation; 1 for a detection
     */
    public record SequenceStep(List<DetectionRule> rules, long timespanMs, long threshold) {
        public SequenceStep {
            rules = List.copyOf(rules);
        }

        private SequenceStep limitedTo(Set<String> tenants) {
            return new SequenceStep(
                    rules.stream().map(rule -> rule.limitedTo(tenants)).toList(), timespanMs, threshold);
        }
    }

    /** The same rule where it counts the events of some tenants alone; all tenants' if there are none. */
    CorrelationRule limitedTo(Set<String> tenants) {
        if (tenants.isEmpty()) {
            return this;
        }
        return new CorrelationRule(
                info,
                type,
                rules.stream().map(rule -> rule.limitedTo(tenants)).toList(),
                inners,
                steps.stream().map(step -> step.limitedTo(tenants)).toList(),
                groupBy,
                aliases,
                timespanMs,
                condition,
                baseScore,
                distinctFields,
                takeover,
                responses);
    }

    /** The highest threshold: as many events as a group keeps one by one. */
    public static final long MAX_THRESHOLD = 4096;

    public CorrelationRule {
        rules = List.copyOf(rules);
        inners = List.copyOf(inners);
        steps = List.copyOf(steps);
        groupBy = List.copyOf(groupBy);
        distinctFields = List.copyOf(distinctFields);
        responses = List.copyOf(responses);
    }

    /** A rule that looks at events alone. */
    public CorrelationRule(
            RuleInfo info,
            CorrelationType type,
            List<DetectionRule> rules,
            List<SequenceStep> steps,
            List<String> groupBy,
            FieldAliases aliases,
            long timespanMs,
            CorrelationCondition condition,
            int baseScore,
            List<String> distinctFields,
            boolean takeover,
            List<Alert.Response> responses) {
        this(
                info,
                type,
                rules,
                List.of(),
                steps,
                groupBy,
                aliases,
                timespanMs,
                condition,
                baseScore,
                distinctFields,
                takeover,
                responses);
    }

    /** The most steps of a rule. */
    public static final int MAX_STEPS = 16;

    /** Whether it looks for steps in their order. */
    public boolean isSequence() {
        return type == CorrelationType.TEMPORAL_ORDERED;
    }

    /** How many of a sequence's steps are taken one after the other; those behind them must not be taken at all. */
    public int stepsInOrder() {
        return condition.expression() == null ? steps.size() : (int) condition.threshold();
    }

    /** How many of a sequence's last steps must not be taken once the others were, and so may still come. */
    public int stepsThatMayCome() {
        return isSequence() && condition.expression() != null
                ? condition.expression().behindAsked()
                : 0;
    }

    /**
     * At which times windows are judged. A condition that an empty window meets and a full one doesn't, is one of too
     * little: at the first match of a group it would hold for no reason. What must not be there may still come, so long as a
     * window isn't over. The mean, the median or a percentile of nothing is no number and meets no condition.
     */
    public JudgedAt judgedAt() {
        if (condition.expression() != null) {
            boolean mayCome = isSequence() ? stepsThatMayCome() > 0 : !condition.isLowerBound();
            return mayCome ? JudgedAt.ENDS : JudgedAt.MATCHES;
        }
        boolean ofNothing = type != CorrelationType.VALUE_AVG
                && type != CorrelationType.VALUE_MEDIAN
                && type != CorrelationType.VALUE_PERCENTILE;
        if (!ofNothing || !condition.isMetByNothing()) {
            return JudgedAt.MATCHES;
        }
        return condition.fewerThan() == null ? JudgedAt.EXPIRIES : JudgedAt.BOTH;
    }

    /** Whether a match is told apart by the steps that it belongs to. */
    public boolean hasSteps() {
        return type.hasSteps();
    }

    /** Whether it looks at episodes of other correlations. */
    public boolean isChained() {
        return !inners.isEmpty();
    }

    /** How many correlations at most stand below it, one behind the other. */
    public int level() {
        return inners.stream().mapToInt(inner -> inner.rule().level() + 1).max().orElse(0);
    }

    /** Whether it counts values of fields, which an event must have then. */
    public boolean countsValues() {
        return type == CorrelationType.VALUE_COUNT
                || (type == CorrelationType.VALUE_PERCENTILE && condition.numberField() == null);
    }

    /** Whether a match whose window is what the rule asks for may cease to be so by one that comes late. */
    public boolean isRefutable() {
        return type.isOverNumbers() || !condition.isLowerBound();
    }

    /** The lowest count that fires; for any other condition what it compares with first, in whole units rounded up. */
    public long threshold() {
        return type.isOverNumbers() ? -Math.floorDiv(-condition.threshold(), 1_000L) : condition.threshold();
    }

    /** What the rule asks for, such as {@code value_sum of amount gt 1000}; {@code null} for a count to be reached. */
    public @Nullable String conditionText() {
        if (!isRefutable() && condition.expression() == null) {
            return null;
        }
        String field = condition.numberField() == null
                ? String.join(", ", countsValues() ? distinctFields : List.of())
                : condition.numberField();
        return type.label()
                + (condition.percentile() == 0 ? "" : " " + condition.percentile())
                + (field.isEmpty() ? "" : " of " + field)
                + " " + condition.text(type.isOverNumbers());
    }

    /** The fewest events that an episode is made of; 0 where its condition doesn't tell. */
    public long leastEvents() {
        if (isRefutable() || condition.expression() != null) {
            return 0;
        }
        return hasSteps()
                ? steps.stream()
                        .mapToLong(SequenceStep::threshold)
                        .sorted()
                        .limit(threshold())
                        .sum()
                : threshold();
    }

    /**
     * How far back an event may lie and still matter, milliseconds: the window, and that of a step before it. A match that
     * has gone out of the window matters for a further timespan, in which its group is known, and what lay in one window
     * with it, too, where that is judged.
     */
    public long reachMs() {
        long windows = switch (judgedAt()) {
            case MATCHES -> 1;
            case EXPIRIES, BOTH -> 2;
            case ENDS -> 3;
        };
        long longestStepMs = 0;
        for (SequenceStep step : steps) {
            longestStepMs = Math.max(longestStepMs, step.timespanMs());
        }
        return windows * timespanMs + longestStepMs;
    }

    /** The streams whose events can match. */
    public Set<EventStream> streams() {
        Set<EventStream> streams = new LinkedHashSet<>();
        rules.forEach(rule -> streams.addAll(rule.streams()));
        return streams;
    }

    /**
     * Whether it is counted where the events are: it looks at one stream of events alone and groups by that topic's key.
     * Other rules are counted behind the {@code matches} topic.
     */
    public boolean isInPlace() {
        Set<EventStream> streams = streams();
        return groupBy.size() == 1
                && !isChained()
                && !aliases.areIn(groupBy)
                && streams.stream().map(EventStream::label).distinct().count() == 1
                && streams.stream().allMatch(stream -> stream.isKey(groupBy.get(0)));
    }
}
