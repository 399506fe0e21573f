package io.tocsin.rules.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.event.SecurityEvent;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ShippedRulesTest {
    private final RuleSet rules = ShippedRules.load();

    private CorrelationRule rule(String name) {
        return rules.correlations().stream()
                .filter(rule -> rule.info().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Set<String> matching(SecurityEvent event) {
        return rules.detections().stream()
                .filter(rule -> rule.matches(event))
                .map(rule -> rule.info().name())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void fiveFailedLoginsOfAUserInFiveMinutesLockTheAccount() {
        CorrelationRule rule = rule("failed_logins_per_user");
        assertEquals(5, rule.threshold());
        assertEquals(300_000, rule.timespanMs());
        assertEquals(List.of("userId"), rule.groupBy());
        assertEquals(Alert.Response.LOCK_ACCOUNT, rule.response());
        assertEquals("sourceIp", rule.distinctField());
        assertTrue(rule.isInPlace());
        assertTrue(rule.info().tags().containsAll(List.of("attack.credential-access", "attack.t1110.001")));
    }

    @Test
    void fiveFailedLoginsFromAnAddressInFiveMinutesTellPeople() {
        CorrelationRule rule = rule("failed_logins_per_source");
        assertEquals(5, rule.threshold());
        assertEquals(300_000, rule.timespanMs());
        assertEquals(List.of("sourceIp"), rule.groupBy());
        assertEquals(Alert.Response.NOTIFY, rule.response());
        assertFalse(rule.isInPlace());
    }

    @Test
    void aHundredApiErrorsOfAClientInAMinute() {
        CorrelationRule rule = rule("api_errors_per_client");
        assertEquals(100, rule.threshold());
        assertEquals(60_000, rule.timespanMs());
        assertEquals(List.of("clientId"), rule.groupBy());
        assertTrue(rule.isInPlace());
    }

    @Test
    void tenSuspiciousActivitiesOfAnActorInTenMinutes() {
        CorrelationRule rule = rule("suspicious_activity_per_actor");
        assertEquals(10, rule.threshold());
        assertEquals(600_000, rule.timespanMs());
        assertEquals(List.of("sourceIp"), rule.groupBy());
        assertEquals(4, rule.rules().size());
        assertFalse(rule.isInPlace());
    }

    @Test
    void everyRuleStartsAtTheLowestScoreOfItsLevel() {
        for (CorrelationRule rule : rules.correlations()) {
            assertEquals(Severity.MEDIUM, rule.info().level(), rule.info().name());
            assertEquals(40, rule.baseScore(), rule.info().name());
        }
        assertEquals(4, rules.correlations().size());
        assertEquals(6, rules.detections().size());
    }

    @Test
    void detectionsMatchWhatTheirTitlesSay() {
        assertEquals(Set.of("failed_login"), matching(Events.login("alice", false)));
        assertEquals(Set.of(), matching(Events.login("alice", true)));
        assertEquals(Set.of(), matching(Events.api("/orders", 399)));
        assertEquals(Set.of("api_error"), matching(Events.api("/orders", 400)));
        assertEquals(Set.of("api_error"), matching(Events.api("/orders", 403)));
        assertEquals(Set.of("admin_call_forbidden", "api_error"), matching(Events.api("/admin/users", 403)));
        assertEquals(Set.of(), matching(Events.api("/admin/users", 200)));
        assertEquals(Set.of(), matching(Events.webhook("valid", false, true)));
        assertEquals(Set.of("webhook_signature_not_valid"), matching(Events.webhook("invalid", false, true)));
        assertEquals(Set.of("webhook_signature_not_valid"), matching(Events.webhook("missing", false, true)));
        assertEquals(Set.of("webhook_replayed"), matching(Events.webhook("valid", true, true)));
        assertEquals(Set.of("webhook_source_unlisted"), matching(Events.webhook("valid", false, false)));
    }
}
