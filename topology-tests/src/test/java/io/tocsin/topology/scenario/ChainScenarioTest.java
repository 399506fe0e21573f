package io.tocsin.topology.scenario;

import static io.tocsin.topology.fixture.DetectDriver.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.detect.DetectSettings;
import io.tocsin.monitor.detect.DetectTask;
import io.tocsin.monitor.wire.MatchCodec;
import io.tocsin.monitor.wire.MatchRecord;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.detect.Assets;
import io.tocsin.rules.detect.Fingerprint;
import io.tocsin.rules.detect.Scanner;
import io.tocsin.rules.detect.TimeSettings;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.hash.Sha256;
import io.tocsin.rules.sigma.RuleCompiler;
import io.tocsin.rules.sigma.RuleFile;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.topology.fixture.DetectDriver;
import io.tocsin.topology.fixture.DetectPartitions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.utils.ByteUtils;
import org.junit.jupiter.api.Test;

/** Rules that look at the episodes of others, from the topics of events to the alerts. */
class ChainScenarioTest {

    /** One inner rule is counted in place, one behind matches; two more look at them, and one at these. */
    private static final String RULES = """
            title: Failure
            id: 11111111-1111-4111-8111-000000000001
            name: failure
            logsource: {category: login}
            detection:
                sel: {success: false}
                condition: sel
            ---
            title: Error
            id: 11111111-1111-4111-8111-000000000002
            name: error
            logsource: {category: api-response}
            detection:
                sel: {responseCode|gte: 400}
                condition: sel
            ---
            title: Failures of a user
            id: 11111111-1111-4111-8111-000000000003
            name: user_failures
            correlation:
                type: event_count
                rules: [failure]
                group-by: [userId]
                timespan: 2m
                condition: {gte: 3}
            ---
            title: Errors of an address
            id: 11111111-1111-4111-8111-000000000004
            name: address_errors
            correlation:
                type: event_count
                rules: [error]
                group-by: [sourceIp]
                timespan: 1m
                condition: {gte: 2}
            ---
            title: Several users of an address
            id: 11111111-1111-4111-8111-000000000005
            name: several_users
            correlation:
                type: value_count
                rules: [user_failures]
                group-by: [sourceIp]
                timespan: 10m
                condition: {gte: 2, field: userId}
            ---
            title: Failures and errors of an address
            id: 11111111-1111-4111-8111-000000000006
            name: both
            correlation:
                type: temporal
                rules: [user_failures, 11111111-1111-4111-8111-000000000004]
                group-by: [sourceIp]
                timespan: 10m
            ---
            title: Again and again
            id: 11111111-1111-4111-8111-000000000007
            name: again
            generate: true
            correlation:
                type: event_count
                rules: [both, several_users]
                timespan: 30m
                condition: {gte: 2}
            """;

    private static RuleSet rules(String text) {
        try {
            return RuleCompiler.compile(List.of(new RuleFile("rules.yml", text)));
        } catch (InvalidDocumentException e) {
            throw new AssertionError(e);
        }
    }

    private static DetectSettings settings(String rules, int partitions) {
        DetectSettings shipped = DetectDriver.settings(TimeSettings.DEFAULT);
        return new DetectSettings(
                shipped.topics(), partitions, rules(rules), shipped.roster(), shipped.assets(), shipped.time());
    }

    private static List<String> names(List<Alert> alerts) {
        return alerts.stream()
                .filter(alert -> alert.activity() == Alert.Activity.CREATE)
                .map(alert -> alert.rule().name() + " " + alert.group())
                .sorted()
                .toList();
    }

    private static void attack(DetectDriver detect) {
        for (int i = 0; i < 3; i++) {
            detect.send(detect.login(T0 + i * 1_000L, "alice", false, "192.0.2.9"));
            detect.send(detect.login(T0 + 5_000 + i * 1_000L, "bob", false, "192.0.2.9"));
            detect.send(detect.response(T0 + i * 1_000L, "shop", "/", 500));
        }
    }

    private static void letPass(DetectDriver detect, long untilMs) {
        for (long timeMs = T0 + 10_000; timeMs <= T0 + untilMs; timeMs += 10_000) {
            detect.tick(timeMs);
        }
    }

    @Test
    void episodesAreCountedByFieldsThatTheInnerRuleDoesNotGroupBy() {
        try (DetectDriver detect = new DetectDriver(settings(RULES, 1))) {
            attack(detect);
            letPass(detect, 600_000);
            assertEquals(
                    List.of("again {}", "both {sourceIp=192.0.2.9}", "several_users {sourceIp=192.0.2.9}"),
                    names(detect.alerts()));
        }
    }

    @Test
    void anEpisodeIsHandedOnOnceTheWatermarkHasPassedItsCrossing() {
        try (DetectDriver detect = new DetectDriver(settings(RULES, 1))) {
            attack(detect);
            letPass(detect, 110_000);
            assertEquals(List.of(), names(detect.alerts()));
            letPass(detect, 240_000);
            List<Alert> alerts = detect.alerts();
            assertTrue(
                    names(alerts).contains("several_users {sourceIp=192.0.2.9}"),
                    names(alerts).toString());
            Alert several = alerts.stream()
                    .filter(alert -> alert.rule().name().equals("several_users"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(T0 + 7_000, several.crossingTimeMs(), "the third failure of the second user");
            assertEquals(2, several.count());
            assertEquals(2, several.oldest().size());
        }
    }

    @Test
    void withGenerateTheInnerRuleAlertsAsWell() {
        String generating = RULES.replace("name: several_users\n", "name: several_users\ngenerate: true\n");
        try (DetectDriver detect = new DetectDriver(settings(generating, 1))) {
            attack(detect);
            assertEquals(List.of("user_failures {userId=alice}", "user_failures {userId=bob}"), names(detect.alerts()));
            letPass(detect, 600_000);
            assertEquals(
                    List.of("again {}", "both {sourceIp=192.0.2.9}", "several_users {sourceIp=192.0.2.9}"),
                    names(detect.alerts()));
        }
    }

    @Test
    void partitionsRestartsAndOrderChangeNothing() {
        for (long seed = 1; seed <= 2; seed++) {
            try (DetectDriver events = new DetectDriver()) {
                List<SecurityEvent> stream = stream(new Random(seed), events);
                SortedSet<String> scanned = scanned(stream);
                assertTrue(scanned.size() > 5, "seed " + seed + " finds too little: " + scanned);
                DetectPartitions one = run(settings(RULES, 2), stream, seed, Integer.MAX_VALUE);
                assertEquals(scanned, folded(one), "seed " + seed);
                DetectPartitions restarted = run(settings(RULES, 2), stream, seed, 50);
                assertIterableEquals(bytes(one), bytes(restarted), "seed " + seed);
                assertEquals(scanned, folded(run(settings(RULES, 3), stream, seed + 1, 100)), "seed " + seed);
            }
        }
    }

    /** What it counted is not lost, and its alert is closed: its timers come along from the level that it had. */
    @Test
    void aRuleThatChangesItsLevelGoesOn() {
        String before = RULES.replace("rules: [both, several_users]", "rules: [both]");
        String after = before.replace(
                "type: value_count\n    rules: [user_failures]", "type: value_count\n    rules: [failure]");
        String last = after.substring(0, after.indexOf("---\ntitle: Failures and errors"));
        assertTrue(!after.equals(before) && last.length() < after.length());
        for (String changed : List.of(after, last)) {
            DetectPartitions detect = new DetectPartitions(settings(before, 1));
            try (DetectDriver events = new DetectDriver()) {
                for (int i = 0; i < 3; i++) {
                    detect.send(events.login(T0 + i, "alice", false, "192.0.2.9"), T0 + i);
                }
                ticks(detect, T0 + 10_000, T0 + 300_000);
                int before0 = timers(detect, 0);
                int before1 = timers(detect, 1);
                detect.restart(settings(changed, 1));
                assertEquals(before0 + 1, timers(detect, 0));
                assertEquals(changed.equals(last) ? 0 : before1 - 1, timers(detect, 1));
                detect.send(events.login(T0 + 300_000, "bob", false, "192.0.2.9"), T0 + 300_000);
                ticks(detect, T0 + 310_000, T0 + 3_000_000);
            }
            assertEquals(
                    List.of(Alert.Activity.CREATE, Alert.Activity.CLOSE),
                    detect.sent(DetectTask.ALERTS).stream()
                            .map(record -> DetectDriver.alert(record.value()))
                            .filter(alert -> alert.rule().name().equals("several_users"))
                            .map(Alert::activity)
                            .toList());
        }
    }

    private static int timers(DetectPartitions detect, int level) {
        return detect.tasks().stream().mapToInt(task -> task.timers(level)).sum();
    }

    private static void ticks(DetectPartitions detect, long fromMs, long untilMs) {
        for (long timeMs = fromMs; timeMs <= untilMs; timeMs += 10_000) {
            detect.tick(timeMs);
        }
    }

    @Test
    void watermarksThatNobodyCanHaveToldAreRejectedOrPassedOver() {
        try (DetectDriver detect = new DetectDriver(settings(RULES, 1))) {
            byte[] told = MatchCodec.encode(new MatchRecord.LevelWatermark(0, 0, T0));
            for (int level : new int[] {-1, -2, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
                detect.sendMatch(new byte[0], levelOf(told, level), T0);
            }
            detect.sendMatch(new byte[0], MatchCodec.encode(new MatchRecord.Watermark("nobody-7", T0)), T0);
            assertEquals(3, detect.rejected().size());
            assertEquals(2, detect.metric("unknown-watermark"));
            attack(detect);
            letPass(detect, 600_000);
            assertTrue(names(detect.alerts()).contains("again {}"));
        }
    }

    /** The same record with another level, which stands behind format, kind and partition. */
    private static byte[] levelOf(byte[] watermark, int level) {
        ByteBuffer changed = ByteBuffer.allocate(watermark.length + 10).put(watermark, 0, 3);
        ByteUtils.writeVarlong(level, changed);
        changed.put(watermark, 4, watermark.length - 4);
        return Arrays.copyOf(changed.array(), changed.position());
    }

    private static List<SecurityEvent> stream(Random random, DetectDriver events) {
        List<SecurityEvent> stream = new ArrayList<>();
        long timeMs = T0;
        for (int i = 0; i < 400; i++) {
            timeMs += random.nextInt(random.nextInt(20) == 0 ? 400_000 : 15_000);
            stream.add(
                    random.nextInt(3) == 0
                            ? events.response(
                                    timeMs, "client" + random.nextInt(3), "/", random.nextBoolean() ? 200 : 404)
                            : events.login(
                                    timeMs,
                                    "user" + random.nextInt(6),
                                    random.nextInt(5) == 0,
                                    "192.0.2." + (8 + random.nextInt(2))));
        }
        return stream;
    }

    private static SortedSet<String> scanned(List<SecurityEvent> stream) {
        SortedSet<String> found = new TreeSet<>();
        Scanner scanner = new Scanner(rules(RULES), Assets.NONE, alert -> found.add(text(alert)));
        stream.stream()
                .sorted(Comparator.comparing(SecurityEvent::timeMs)
                        .thenComparing(event -> event.eventId().source())
                        .thenComparing(event -> event.eventId().id()))
                .forEach(event -> scanner.accept(
                        event, () -> Fingerprint.of(event.toString().getBytes(StandardCharsets.UTF_8))));
        scanner.finish();
        return found;
    }

    /** Each event comes up to 110 s after it happened, with a tick in every 10 s. */
    private static DetectPartitions run(
            DetectSettings settings, List<SecurityEvent> stream, long seed, int restartOneIn) {
        DetectPartitions detect = new DetectPartitions(settings);
        Random random = new Random(seed);
        Random restarts = new Random(seed);
        TreeMap<Long, SecurityEvent> arrival = new TreeMap<>();
        stream.forEach(
                event -> arrival.put((event.timeMs() + random.nextInt(110_000)) * 1_000 + arrival.size(), event));
        long tickMs = T0;
        for (Map.Entry<Long, SecurityEvent> next : arrival.entrySet()) {
            long arrivalMs = next.getKey() / 1_000;
            for (; tickMs <= arrivalMs; tickMs += 10_000) {
                detect.tick(tickMs);
            }
            detect.send(next.getValue(), arrivalMs);
            if (restarts.nextInt(restartOneIn) == 0) {
                detect.restart();
            }
        }
        for (int i = 0; i < 300; i++) {
            detect.tick(tickMs + i * 30_000L);
        }
        return detect;
    }

    private static SortedSet<String> folded(DetectPartitions detect) {
        Map<String, Alert> byUid = new LinkedHashMap<>();
        detect.sent(DetectTask.ALERTS).forEach(record -> {
            Alert alert = DetectDriver.alert(record.value());
            byUid.put(alert.uid(), alert);
        });
        SortedSet<String> found = new TreeSet<>();
        byUid.values().stream()
                .filter(alert -> alert.mergedInto() == null && !alert.retracted())
                .forEach(alert -> found.add(text(alert)));
        return found;
    }

    private static String text(Alert alert) {
        return alert.rule().name() + " " + alert.group() + " at " + alert.crossingTimeMs() + ": " + alert.count() + ", "
                + alert.countAtCrossing();
    }

    private static List<String> bytes(DetectPartitions detect) {
        return detect.sent("").stream()
                .map(record -> Sha256.hex(record.value()) + " " + record.timestamp())
                .toList();
    }
}
