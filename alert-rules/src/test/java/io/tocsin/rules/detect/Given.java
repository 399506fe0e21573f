package io.tocsin.rules.detect;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.event.EventType;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.CorrelationRule.SequenceStep;
import io.tocsin.rules.sigma.CorrelationType;
import io.tocsin.rules.sigma.DetectionRule;
import io.tocsin.rules.sigma.RuleInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rules and matches for the tests of this package. */
final class Given {
    static final Group ALICE = new Group("default", Map.of("userId", "alice"));

    private Given() {}

    static CorrelationRule rule(long timespanMs, long threshold) {
        RuleInfo info =
                new RuleInfo("id-1", "failed_logins", "Failed logins", Severity.MEDIUM, List.of(), List.of(), "f", 1);
        DetectionRule detection =
                new DetectionRule(info, Set.of(EventType.LOGIN), event -> Boolean.FALSE.equals(event.field("success")));
        return new CorrelationRule(
                info,
                CorrelationType.EVENT_COUNT,
                List.of(detection),
                List.of(),
                List.of("userId"),
                timespanMs,
                threshold,
                40,
                List.of("sourceIp"),
                false,
                Alert.Response.LOCK_ACCOUNT);
    }

    /** The same rule of another type. */
    static CorrelationRule as(CorrelationType type, CorrelationRule rule, SequenceStep... steps) {
        return new CorrelationRule(
                rule.info(),
                type,
                rule.rules(),
                List.of(steps),
                rule.groupBy(),
                rule.timespanMs(),
                type == CorrelationType.TEMPORAL_ORDERED ? steps.length : rule.threshold(),
                rule.baseScore(),
                type == CorrelationType.TEMPORAL_ORDERED ? List.of() : rule.distinctFields(),
                false,
                rule.response());
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
