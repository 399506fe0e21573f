package io.tocsin.rules.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Score;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlDocuments;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ShippedRulesTest {
    /** What is worse than others of its level from the start. */
    private static final Map<String, Integer> BASE_SCORES = Map.of(
            "webhook_signatures_per_source", 45,
            "password_spray_per_source", 50,
            "password_spray_per_network", 50,
            "path_scanning_per_client", 50);

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
        assertEquals(List.of(Alert.Response.LOCK_ACCOUNT), rule.responses());
        assertEquals(List.of("sourceIp"), rule.distinctFields());
        assertTrue(rule.isInPlace());
        assertTrue(rule.info().tags().containsAll(List.of("attack.credential-access", "attack.t1110.001")));
    }

    @Test
    void fiveFailedLoginsFromAnAddressInFiveMinutesTellPeople() {
        CorrelationRule rule = rule("failed_logins_per_source");
        assertEquals(5, rule.threshold());
        assertEquals(300_000, rule.timespanMs());
        assertEquals(List.of("sourceIp"), rule.groupBy());
        assertEquals(List.of(Alert.Response.NOTIFY), rule.responses());
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
        assertEquals(5, rule.rules().size());
        assertFalse(rule.isInPlace());
    }

    @Test
    void fiveUsersFromAnAddressInFiveMinutesAreASpray() {
        CorrelationRule rule = rule("password_spray_per_source");
        assertEquals(CorrelationType.VALUE_COUNT, rule.type());
        assertEquals(5, rule.threshold());
        assertEquals(300_000, rule.timespanMs());
        assertEquals(List.of("userId"), rule.distinctFields());
        assertEquals(List.of("sourceIp"), rule.groupBy());
    }

    @Test
    void aSuccessAfterFailuresIsAtLeastHigh() {
        CorrelationRule rule = rule("success_after_failed_logins");
        assertTrue(rule.isSequence());
        assertTrue(rule.isInPlace());
        assertTrue(rule.takeover());
        assertEquals(
                Severity.HIGH,
                Score.of(rule.baseScore(), 6, rule.leastEvents(), 0, 0, Score.Takeover.FAMILIAR)
                        .severity());
        assertEquals(List.of(Alert.Response.NOTIFY), rule.responses());
        assertTrue(rules.correlations().stream()
                .noneMatch(each -> each.info().name().equals("failed_logins_before_success")));
    }

    @Test
    void moreThanTenFailedLoginsAndMoreThanFiveSuspiciousActivitiesOnTheWholePlatform() {
        CorrelationRule logins = rule("failed_logins_platform");
        assertEquals(11, logins.threshold());
        assertEquals(List.of(), logins.groupBy());
        CorrelationRule activities = rule("suspicious_activity_platform");
        assertEquals(6, activities.threshold());
        assertEquals(List.of(), activities.groupBy());
        assertEquals(rule("suspicious_activity_per_actor").rules(), activities.rules());
    }

    @Test
    void thirtyFailedLoginsOfAUserInADayAreSlowGuessing() {
        CorrelationRule rule = rule("slow_brute_force_per_user");
        assertEquals(30, rule.threshold());
        assertEquals(86_400_000, rule.timespanMs());
        assertTrue(rule.isInPlace());
    }

    @Test
    void clientsThatLookForEndpointsOrTryKeysAreNoticed() {
        CorrelationRule paths = rule("path_scanning_per_client");
        assertEquals(CorrelationType.VALUE_COUNT, paths.type());
        assertEquals(List.of("endpoint"), paths.distinctFields());
        assertTrue(paths.isInPlace());
        CorrelationRule keys = rule("key_probing_per_client");
        assertEquals(20, keys.threshold());
        assertTrue(keys.isInPlace());
    }

    @Test
    void everyRuleStartsAtTheLowestScoreOfItsLevel() {
        for (CorrelationRule rule : rules.correlations()) {
            int takeover = rule.takeover() ? 35 : 0;
            assertEquals(
                    rule.info().level(),
                    Severity.ofScore(rule.baseScore() + takeover),
                    rule.info().name());
            int lowest = rule.info().level().lowestScore();
            assertTrue(
                    rule.takeover()
                            || rule.baseScore()
                                    == BASE_SCORES.getOrDefault(rule.info().name(), lowest),
                    rule.info().name());
        }
        assertEquals(23, rules.correlations().size());
        assertEquals(18, rules.detections().size());
    }

    @Test
    void detectionsMatchWhatTheirTitlesSay() {
        assertEquals(Set.of("failed_login"), matching(Events.login("alice", false)));
        assertEquals(Set.of("successful_login"), matching(Events.login("alice", true)));
        assertEquals(Set.of(), matching(Events.api("/orders", 399)));
        assertEquals(Set.of("api_error"), matching(Events.api("/orders", 400)));
        assertEquals(Set.of("api_error", "call_not_authorized"), matching(Events.api("/orders", 403)));
        assertEquals(Set.of("api_error", "call_not_authorized"), matching(Events.api("/orders", 401)));
        assertEquals(Set.of("api_error", "endpoint_not_found"), matching(Events.api("/orders", 404)));
        assertEquals(
                Set.of("admin_call_forbidden", "api_error", "call_not_authorized"),
                matching(Events.api("/admin/users", 403)));
        assertEquals(Set.of(), matching(Events.api("/admin/users", 200)));
        assertEquals(Set.of(), matching(Events.webhook("valid", false, true)));
        assertEquals(Set.of("webhook_signature_not_valid"), matching(Events.webhook("invalid", false, true)));
        assertEquals(Set.of("webhook_signature_not_valid"), matching(Events.webhook("missing", false, true)));
        assertEquals(Set.of("webhook_replayed"), matching(Events.webhook("valid", true, true)));
        assertEquals(
                Set.of("webhook_signed_from_unlisted", "webhook_source_unlisted"),
                matching(Events.webhook("valid", false, false)));
    }

    @Test
    void everyRuleSaysWhatItIsAboutAndWhenItIsWrong() {
        Problems problems = new Problems();
        for (RuleFile file : ShippedRules.files()) {
            for (YamlValue document : YamlDocuments.read(file.name(), file.text(), problems)) {
                List<String> names = ((YamlMap) document).names();
                assertTrue(
                        names.containsAll(List.of(
                                "title",
                                "id",
                                "name",
                                "status",
                                "description",
                                "author",
                                "date",
                                "references",
                                "tags",
                                "falsepositives",
                                "level")),
                        file.name() + ":" + document.line());
            }
        }
        rules.detections().forEach(rule -> assertNamesATechnique(rule.info()));
        rules.correlations().forEach(rule -> assertNamesATechnique(rule.info()));
    }

    private static void assertNamesATechnique(RuleInfo info) {
        assertTrue(info.tags().stream().anyMatch(tag -> tag.matches("attack\\.t[0-9]{4}(\\.[0-9]{3})?")), info.name());
        assertTrue(info.tags().stream().anyMatch(tag -> tag.matches("attack\\.[a-z-]+")), info.name());
    }

    @Test
    void whatIsCountedForEachEventOfATypeIsLittle() {
        assertEquals(Set.of(), matching(Events.api("/orders", 200)), "a call that works enters no store");
        assertEquals(Set.of(), matching(Events.webhook("valid", false, true)));
        assertTrue(rules.correlations().stream()
                .filter(rule -> rule.streams().contains(EventStream.API_RESPONSE))
                .filter(rule -> !rule.info().name().startsWith("suspicious_activity"))
                .allMatch(rule -> rule.isInPlace() || rule.info().name().equals("admin_permission_from_new_network")));
    }
}
