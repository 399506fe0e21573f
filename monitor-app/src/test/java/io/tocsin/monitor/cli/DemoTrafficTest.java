package io.tocsin.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.detect.Assets;
import io.tocsin.rules.detect.Fingerprint;
import io.tocsin.rules.detect.Scanner;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.sigma.ShippedRules;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DemoTrafficTest {
    private static final DemoTraffic TRAFFIC = new DemoTraffic("120000", 1_767_268_800_000L);

    private static List<Alert> scan(List<SecurityEvent> events) {
        List<Alert> episodes = new ArrayList<>();
        Scanner scanner = new Scanner(ShippedRules.load(), Assets.NONE, episodes::add);
        events.stream()
                .sorted(Comparator.comparingLong(SecurityEvent::timeMs).thenComparing(SecurityEvent::eventId))
                .forEach(event -> scanner.accept(
                        event, () -> Fingerprint.of(event.eventId().id().getBytes(StandardCharsets.UTF_8))));
        scanner.finish();
        return episodes;
    }

    @Test
    void normalTrafficAlertsNobody() {
        assertEquals(List.of(), scan(TRAFFIC.normal()));
    }

    @Test
    void eachAttackCrossesItsThresholdAndNoOther() {
        List<SecurityEvent> events = new ArrayList<>(TRAFFIC.normal());
        events.addAll(TRAFFIC.failedLogins());
        events.addAll(TRAFFIC.apiErrors());
        events.addAll(TRAFFIC.suspiciousActivities());

        List<Alert> episodes = scan(events);

        // What is counted over the whole platform has its lower threshold crossed by any of them.
        episodes.removeIf(alert -> alert.group().isEmpty());
        Set<String> found = new TreeSet<>();
        episodes.forEach(
                alert -> found.add(alert.rule().name() + " " + alert.group().values()));
        assertEquals(
                Set.of(
                        "api_errors_per_client [" + TRAFFIC.client() + "]",
                        "failed_logins_per_user [" + TRAFFIC.user() + "]",
                        "suspicious_activity_per_actor [" + TRAFFIC.actor() + "]"),
                found);
        episodes.forEach(alert -> assertEquals(alert.threshold(), alert.count()));
    }

    @Test
    void oneDemonstrationAfterAnotherOnTheSameDataIsNoAttackOfItsOwn() {
        List<SecurityEvent> events = new ArrayList<>();
        Set<String> expected = new TreeSet<>();
        for (int i = 0; i < 12; i++) {
            DemoTraffic traffic = new DemoTraffic("1200" + (10 + i), TRAFFIC.nowMs() + i * 15_000L);
            events.addAll(traffic.normal());
            events.addAll(traffic.failedLogins());
            events.addAll(traffic.apiErrors());
            events.addAll(traffic.suspiciousActivities());
            expected.add("[" + traffic.client() + "]");
            expected.add("[" + traffic.user() + "]");
            expected.add("[" + traffic.actor() + "]");
        }

        List<Alert> episodes = scan(events);

        episodes.removeIf(alert -> alert.group().isEmpty());
        Set<String> found = new TreeSet<>();
        episodes.forEach(alert -> found.add(alert.group().values().toString()));
        assertEquals(expected, found);
    }

    @Test
    void nothingIsFromTheFuture() {
        List<SecurityEvent> events = new ArrayList<>(TRAFFIC.normal());
        events.addAll(TRAFFIC.failedLogins());
        events.addAll(TRAFFIC.apiErrors());
        events.addAll(TRAFFIC.suspiciousActivities());

        assertTrue(events.stream().allMatch(event -> event.timeMs() <= TRAFFIC.nowMs()));
    }
}
