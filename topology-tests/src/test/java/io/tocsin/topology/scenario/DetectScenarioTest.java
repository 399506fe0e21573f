package io.tocsin.topology.scenario;

import static io.tocsin.topology.fixture.DetectDriver.T0;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.monitor.wire.MatchCodec;
import io.tocsin.monitor.wire.MatchRecord;
import io.tocsin.monitor.wire.RejectedRecord;
import io.tocsin.monitor.wire.TickCodec;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.detect.Fingerprint;
import io.tocsin.rules.detect.Group;
import io.tocsin.rules.detect.Match;
import io.tocsin.rules.detect.PartitionClock;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.WebhookEvent.Signature;
import io.tocsin.topology.fixture.DetectDriver;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the detect topology does with the shipped rules, seen from its topics. */
class DetectScenarioTest {

    private final DetectDriver detect = new DetectDriver();

    @AfterEach
    void close() {
        detect.close();
    }

    @Test
    void fourFailuresAreNoAlert() {
        fail("alice", 4);

        assertEquals(List.of(), detect.alerts());
    }

    @Test
    void theFifthFailureAlertsAndAsksForTheLock() {
        fail("alice", 5);

        List<Alert> alerts = perUser(detect.alerts());
        assertEquals(1, alerts.size());
        Alert alert = alerts.get(0);
        assertEquals(Alert.Activity.CREATE, alert.activity());
        assertEquals(T0 + 4_000, alert.timeMs());
        assertEquals(5, alert.count());
        assertEquals(Severity.MEDIUM, alert.severity());
        assertEquals(5, alert.oldest().size());
        assertEquals(1, perUser(detect.alerts("technical-lead")).size());
        assertEquals(1, perUser(detect.alerts("incident-commander")).size());
        assertEquals(List.of(), detect.alerts("legal-advisor"));
        List<AccountRequest> requests = detect.accountRequests();
        assertEquals(1, requests.size());
        assertEquals("alice", requests.get(0).account());
        assertEquals(alert.uid(), requests.get(0).id());
    }

    @Test
    void theSixthFailureBelongsToTheSameEpisode() {
        fail("alice", 6);

        assertEquals(1, perUser(detect.alerts()).size());
    }

    @Test
    void anEpisodeIsClosedByTicksInItsFinalState() {
        fail("alice", 6);
        detect.alerts();
        detect.tick(T0 + 60_000);
        detect.tick(T0 + 400_000);
        detect.tick(T0 + 600_000);

        List<Alert> alerts = perUser(detect.alerts());
        assertEquals(1, alerts.size());
        assertEquals(Alert.Activity.CLOSE, alerts.get(0).activity());
        assertEquals(6, alerts.get(0).count());
        assertEquals(T0 + 5_000 + 300_000, alerts.get(0).timeMs());
    }

    /** Ticks alone had told that time had come to the present; the log's first event makes it fall back. */
    @Test
    void whatIsOlderThanTheWatermarkThatWasToldLastIsCountedInPlaceToo() {
        detect.tick(T0);
        for (int i = 0; i < 100; i++) {
            detect.sendAt(detect.response(T0 - 1_200_000 + i * 500, "shop", "/orders", 500), T0);
        }

        List<Alert> alerts = of("api_errors_per_client", detect.alerts());
        assertEquals(1, alerts.size());
        assertEquals(100, alerts.get(0).count());
    }

    @Test
    void failuresOfOneAddressAreCountedBehindMatches() {
        for (int i = 0; i < 5; i++) {
            detect.send(detect.login(T0 + i * 1_000L, "user" + i, false, "198.51.100.7"));
        }

        List<Alert> both = detect.alerts();
        assertEquals(
                Set.of("password_spray_per_source", "failed_logins_per_source"),
                both.stream().map(alert -> alert.rule().name()).collect(Collectors.toSet()));
        List<Alert> alerts = of("failed_logins_per_source", both);
        assertEquals(1, alerts.size());
        assertEquals("{sourceIp=198.51.100.7}", alerts.get(0).group().toString());
        assertEquals(10, alerts.get(0).score().distinct());
        assertEquals(List.of(), detect.accountRequests());
        assertNotNull(alerts.get(0).oldest().get(0).record());
    }

    @Test
    void theHundredthErrorOfAClientAlerts() {
        for (int i = 0; i < 99; i++) {
            detect.send(detect.response(T0 + i * 600L, "shop-1", "/orders", 500));
            detect.send(detect.response(T0 + i * 600L, "shop-1", "/orders", 200));
        }
        assertEquals(List.of(), detect.alerts());
        detect.send(detect.response(T0 + 59_999, "shop-1", "/orders", 404));

        List<Alert> alerts = detect.alerts();
        assertEquals(1, alerts.size());
        assertEquals(100, alerts.get(0).count());
        assertEquals(List.of(), detect.accountRequests());
    }

    @Test
    void suspiciousActivitiesOfAllKindsAreCountedPerActor() {
        String actor = "192.0.2.9";
        detect.send(detect.webhook(T0, Signature.INVALID, false, true, actor));
        detect.send(detect.webhook(T0 + 1, Signature.MISSING, false, true, actor));
        detect.send(detect.webhook(T0 + 2, Signature.VALID, true, true, actor));
        detect.send(detect.webhook(T0 + 3, Signature.VALID, false, false, actor));
        detect.send(detect.webhook(T0 + 4, Signature.VALID, false, true, actor));
        for (int i = 0; i < 5; i++) {
            detect.send(detect.response(T0 + 10 + i, "shop-1", "/admin/users", 403));
            detect.send(detect.response(T0 + 10 + i, "shop-1", "/orders", 403));
        }
        List<Alert> soFar = detect.alerts();
        assertEquals(List.of(), of("suspicious_activity_per_actor", soFar), "nine so far");
        assertEquals(1, of("suspicious_activity_platform", soFar).size(), "more than five of anybody");
        detect.send(detect.response(T0 + 599_999, "shop-2", "/admin", 403));

        List<Alert> alerts = of("suspicious_activity_per_actor", detect.alerts());
        assertEquals(1, alerts.size());
        assertEquals("{sourceIp=" + actor + "}", alerts.get(0).group().toString());
        assertEquals(T0 + 599_999, alerts.get(0).timeMs());
        assertEquals(List.of(), detect.accountRequests());
    }

    @Test
    void windowsAreHalfOpen() {
        spread("inside", 299_999);
        spread("outside", 300_000);

        assertEquals(
                List.of("inside"),
                perUser(detect.alerts()).stream()
                        .map(alert -> alert.group().get("userId"))
                        .toList());
    }

    @Test
    void aSlowSteadyAttackIsOneEpisode() {
        for (int i = 0; i < 100; i++) {
            detect.send(detect.login(T0 + i * 70_000L, "alice", false, "203.0.113." + i));
            detect.tick(T0 + i * 70_000L + 5_000);
        }
        long end = T0 + 99 * 70_000L + 1_000_000;
        silence(end);

        List<Alert> alerts = perUser(detect.alerts());
        assertEquals(1, alerts.stream().map(Alert::uid).distinct().count());
        Alert last = alerts.get(alerts.size() - 1);
        assertEquals(Alert.Activity.CLOSE, last.activity());
        assertEquals(100, last.count());
        assertEquals(50, last.oldest().size());
        assertEquals(50, last.newest().size());
        assertEquals(T0 + 99 * 70_000L, last.newest().get(49).timeMs());
    }

    @Test
    void aRepetitionCountsOnceAndTheSameIdWithOtherBytesCounts() {
        LoginEvent first = detect.failure(T0, "alice");
        for (int i = 0; i < 4; i++) {
            detect.send(first);
        }
        fail("alice", 3);
        assertEquals(List.of(), perUser(detect.alerts()));
        assertEquals(0, detect.metric("id-reused"));
        detect.send(new LoginEvent(first.eventId(), T0, null, "alice", false, "192.0.2.77", null));

        assertEquals(1, perUser(detect.alerts()).size());
        assertTrue(detect.metric("id-reused") > 0);
    }

    @Test
    void whatIsDroppedOrRejectedBehindMatchesIsCounted() {
        Match match = new Match("s", "1", new Fingerprint(1, 2), 0, false, new Evidence(T0, null, null));
        Group group = new Group("default", Map.of("sourceIp", "192.0.2.1"));

        detect.sendMatch(MatchCodec.key(group), new byte[] {9}, T0);
        detect.sendMatch(
                MatchCodec.key(group), MatchCodec.encode(new MatchRecord.Counted(match, Map.of("gone", 0L))), T0);

        assertEquals(1, detect.rejected().size());
        assertEquals(1, detect.metric("rejected-malformed"));
        assertEquals(1, detect.metric("unknown-rule"));
    }

    @Test
    void whatCannotBeTakenIsRejectedWithItsReasonAndBytes() {
        byte[] garbage = "{\"version\":".getBytes(StandardCharsets.UTF_8);
        detect.sendBytes(EventStream.LOGIN, garbage, T0);
        detect.sendBytes(EventStream.LOGIN, new byte[EventCodec.MAX_VALUE_BYTES + 1], T0);
        detect.sendAt(detect.failure(T0 + 60_001, "alice"), T0);
        detect.sendAt(detect.failure(T0, "alice"), T0);
        detect.sendAt(detect.failure(T0 - 120_000, "alice"), T0);
        detect.sendAt(detect.failure(T0 - 120_001, "alice"), T0);

        List<TestRecord<byte[], byte[]>> rejected = detect.rejected();
        assertEquals(
                List.of("MALFORMED", "OVERSIZED", "FUTURE", "LATE"),
                rejected.stream()
                        .map(record -> new String(
                                record.headers()
                                        .lastHeader(RejectedRecord.REASON)
                                        .value(),
                                StandardCharsets.UTF_8))
                        .toList());
        assertArrayEquals(garbage, rejected.get(0).value());
    }

    @Test
    void aLateEventCompletesAnEpisodeAndSaysSo() {
        fail("alice", 3);
        detect.send(detect.failure(T0 + 60_000, "alice"));
        detect.sendAt(detect.failure(T0 + 30_000, "alice"), T0 + 61_000);

        List<Alert> alerts = perUser(detect.alerts());
        assertEquals(1, alerts.size());
        assertTrue(alerts.get(0).late());
        assertEquals(T0 + 60_000, alerts.get(0).crossingTimeMs());
    }

    @Test
    void twoEpisodesThatALateEventJoinsBecomeOne() {
        fail("alice", 5);
        long second = T0 + 303_900;
        for (int i = 0; i < 5; i++) {
            detect.send(detect.failure(second + i * 100, "alice"));
        }
        // One match of the second burst lies within 5 min of the first burst but finds too few: two episodes.
        List<Alert> before = perUser(detect.alerts());
        assertEquals(2, before.stream().map(Alert::uid).distinct().count());
        for (int i = 0; i < 4; i++) {
            detect.sendAt(detect.failure(T0 + 200_000 + i, "alice"), second + 2_000);
        }
        detect.tick(second + 500_000);
        silence(second + 1_000_000);

        List<Alert> after = perUser(detect.alerts());
        Alert close = after.stream()
                .filter(alert -> alert.activity() == Alert.Activity.CLOSE)
                .findFirst()
                .orElseThrow();
        assertEquals(before.get(0).uid(), close.mergedInto());
        assertEquals(
                14,
                after.stream()
                        .filter(alert -> alert.uid().equals(before.get(0).uid()))
                        .reduce((a, b) -> b)
                        .orElseThrow()
                        .count());
    }

    @Test
    void aSuccessAfterFailuresIsToldAsATakeoverAndLocksNobody() {
        fail("alice", 5);
        detect.alerts();
        detect.accountRequests();
        detect.send(detect.login(T0 + 60_000, "bob", true, "192.0.2.1"));
        detect.send(detect.login(T0 + 60_000, "alice", true, "192.0.2.1"));

        List<Alert> alerts = detect.alerts();
        assertEquals(1, alerts.size());
        assertEquals("success_after_failed_logins", alerts.get(0).rule().name());
        assertEquals("{userId=alice}", alerts.get(0).group().toString());
        assertEquals(6, alerts.get(0).count());
        assertEquals(35, alerts.get(0).score().takeover());
        assertEquals(Severity.HIGH, alerts.get(0).score().severity());
        assertEquals(List.of(), detect.accountRequests());
    }

    @Test
    void twentyEndpointsThatDoNotExistAreAScanAndTheSameOneIsNot() {
        for (int i = 0; i < 60; i++) {
            detect.send(detect.response(T0 + i, "lost", "/old", 404));
        }
        assertEquals(List.of(), of("path_scanning_per_client", detect.alerts()));
        for (int i = 0; i < 20; i++) {
            detect.send(detect.response(T0 + 1_000 + i, "scanner", "/admin" + i, 404));
        }
        List<Alert> alerts = of("path_scanning_per_client", detect.alerts());
        assertEquals(1, alerts.size());
        assertEquals(T0 + 1_019, alerts.get(0).timeMs());
        assertEquals(15, alerts.get(0).score().distinct());
    }

    @Test
    void manyFailuresOnTheWholePlatformAreOneLongEpisode() {
        for (int i = 0; i < 200; i++) {
            detect.send(detect.login(T0 + i * 1_000L, "user" + i, false, "203.0.113." + i));
        }
        detect.tick(T0 + 1_000_000);
        silence(T0 + 2_000_000);

        List<Alert> alerts = of("failed_logins_platform", detect.alerts());
        assertEquals(1, alerts.stream().map(Alert::uid).distinct().count());
        assertEquals(200, alerts.get(alerts.size() - 1).count());
        assertEquals(Alert.Activity.CLOSE, alerts.get(alerts.size() - 1).activity());
    }

    @Test
    void historyIsMarkedStale() {
        for (int i = 0; i < 5; i++) {
            detect.sendAt(detect.failure(T0 + i, "alice"), T0 + 900_005);
        }

        assertTrue(perUser(detect.alerts()).get(0).stale());
        assertTrue(detect.accountRequests().get(0).alert().stale());
    }

    @Test
    void anImportBesideLiveTrafficHoldsTheWatermarkBackUntilItCloses() {
        detect.send(detect.failure(T0, "bob"));
        detect.tick(T0 + 1_000);
        long past = T0 - 86_400_000L;
        detect.sendTick(TickCodec.open("import:1", past), T0 + 2_000);
        for (int i = 0; i < 5; i++) {
            detect.sendAt(imported(past + i * 1_000L, i), T0 + 3_000 + i);
            detect.tick(T0 + 3_000 + i);
        }
        List<Alert> during = perUser(detect.alerts());
        detect.sendTick(TickCodec.close("import:1"), T0 + 10_000);
        detect.tick(T0 + 11_000);

        assertEquals(
                List.of(Alert.Activity.CREATE),
                during.stream().map(Alert::activity).toList());
        List<Alert> after = perUser(detect.alerts());
        assertEquals(
                List.of(Alert.Activity.CLOSE),
                after.stream().map(Alert::activity).toList());
        assertEquals(5, after.get(0).count());
    }

    /** From a log with a wrong year or zone, or a forged tick. */
    @Test
    void aSourceThatOpensInTheFutureHidesNoAttack() {
        detect.sendTick(TickCodec.open("idp", T0 + 365 * 86_400_000L), T0);
        fail("alice", 5);

        assertEquals(1, perUser(detect.alerts()).size());
        assertEquals(List.of(), detect.rejected());
    }

    private static LoginEvent imported(long timeMs, int line) {
        return new LoginEvent(
                new io.tocsin.rules.event.EventId("default", "import:1", String.format("%012d", line)),
                timeMs,
                new io.tocsin.rules.event.Origin("auth.log", line + 1),
                "alice",
                false,
                "192.0.2.1",
                null);
    }

    private void fail(String user, int times) {
        for (int i = 0; i < times; i++) {
            detect.send(detect.failure(T0 + i * 1_000L, user));
        }
    }

    /** As many ticks as it takes until every source is idle. */
    private void silence(long fromMs) {
        for (int i = 0; i <= 3; i++) {
            detect.tick(fromMs + i * PartitionClock.MAX_TICK_STEP_MS);
        }
    }

    private void spread(String user, long spanMs) {
        for (int i = 0; i < 4; i++) {
            detect.send(detect.failure(T0 + i, user));
        }
        detect.send(detect.failure(T0 + spanMs, user));
    }

    /** Only the alerts of the rule that counts per user; the same failures may also concern their address. */
    private static List<Alert> perUser(List<Alert> alerts) {
        return of("failed_logins_per_user", alerts);
    }

    private static List<Alert> of(String rule, List<Alert> alerts) {
        return alerts.stream().filter(alert -> alert.rule().name().equals(rule)).toList();
    }
}
