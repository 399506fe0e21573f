package io.tocsin.rules.detect;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.EventType;
import io.tocsin.rules.event.LogSource;
import io.tocsin.rules.match.Condition;
import io.tocsin.rules.match.ValueTest;
import io.tocsin.rules.sigma.CorrelationCondition;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.CorrelationRule.SequenceStep;
import io.tocsin.rules.sigma.CorrelationType;
import io.tocsin.rules.sigma.DetectionRule;
import io.tocsin.rules.sigma.FieldAliases;
import io.tocsin.rules.sigma.RuleInfo;
import io.tocsin.rules.sigma.StepExpression;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Rules and matches for the tests of this package. */
final class Given {
    static final Group ALICE = new Group("default", Map.of("userId", "alice"));

    private Given() {}

    static CorrelationRule rule(long timespanMs, long threshold) {
        RuleInfo info = new RuleInfo(
                "id-1", "failed_logins", "Failed logins", Severity.MEDIUM, List.of(), List.of(), Set.of(), "f", 1);
        DetectionRule detection = new DetectionRule(
                info,
                LogSource.of(EventType.LOGIN),
                Set.of(EventStream.LOGIN),
                new Condition.Field("success", "success", List.of(new ValueTest.Truth(false)), false, 1));
        return new CorrelationRule(
                info,
                CorrelationType.EVENT_COUNT,
                List.of(detection),
                List.of(),
                List.of("userId"),
                FieldAliases.NONE,
                timespanMs,
                CorrelationCondition.atLeast(threshold),
                40,
                List.of("sourceIp"),
                false,
                List.of(Alert.Response.LOCK_ACCOUNT));
    }

    /** The same rule of another type. */
    static CorrelationRule as(CorrelationType type, CorrelationRule rule, SequenceStep... steps) {
        return as(
                type,
                rule,
                type == CorrelationType.TEMPORAL_ORDERED
                        ? CorrelationCondition.atLeast(steps.length)
                        : rule.condition(),
                steps);
    }

    /** The same rule of another type and with another condition. */
    static CorrelationRule as(
            CorrelationType type, CorrelationRule rule, CorrelationCondition condition, SequenceStep... steps) {
        return new CorrelationRule(
                rule.info(),
                type,
                rule.rules(),
                List.of(steps),
                rule.groupBy(),
                rule.aliases(),
                rule.timespanMs(),
                condition,
                rule.baseScore(),
                type.hasSteps() || condition.numberField() != null ? List.of() : rule.distinctFields(),
                false,
                rule.responses());
    }

    /** An extended condition over steps {@code s0}, {@code s1} and so on. */
    static StepExpression expression(String text, int steps) {
        try {
            return StepExpression.parse(
                    text, IntStream.range(0, steps).mapToObj(i -> "s" + i).toList());
        } catch (StepExpression.StepExpressionException e) {
            throw new AssertionError(e);
        }
    }

    /** A step that so many events within a timespan make. */
    static SequenceStep step(long timespanMs, long threshold) {
        return new SequenceStep(List.of(), timespanMs, threshold);
    }

    static Match match(long timeMs, String id) {
        return match(timeMs, id, 0);
    }

    static Match match(long timeMs, String id, long mark) {
        return new Match(
                "s", id, new Fingerprint(id.hashCode(), timeMs), mark, false, new Evidence(timeMs, null, null));
    }
}
