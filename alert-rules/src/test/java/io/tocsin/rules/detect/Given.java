package io.tocsin.rules.detect;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.event.EventType;
import io.tocsin.rules.sigma.CorrelationRule;
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
                List.of(detection),
                List.of("userId"),
                timespanMs,
                threshold,
                40,
                "sourceIp",
                Alert.Response.LOCK_ACCOUNT);
    }

    static Match match(long timeMs, String id) {
        return match(timeMs, id, 0);
    }

    static Match match(long timeMs, String id, long distinct) {
        return new Match(
                "s", id, new Fingerprint(id.hashCode(), timeMs), distinct, false, new Evidence(timeMs, null, null));
    }
}
