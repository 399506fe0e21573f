package io.tocsin.topology.scenario;

import static io.tocsin.topology.fixture.DetectDriver.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.detect.DetectSettings;
import io.tocsin.monitor.detect.DetectTask;
import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.BlockRequest;
import io.tocsin.rules.containment.ContainmentRequest;
import io.tocsin.rules.detect.Assets;
import io.tocsin.rules.detect.Fingerprint;
import io.tocsin.rules.detect.Scanner;
import io.tocsin.rules.detect.TimeSettings;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.sigma.RuleCompiler;
import io.tocsin.rules.sigma.RuleFile;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.sigma.ShippedRules;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.topology.fixture.DetectDriver;
import io.tocsin.topology.fixture.DetectPartitions;
import io.tocsin.topology.fixture.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures from where an account's owner is known to sign in from are counted apart, by the rules that the guide shows. */
class FamiliarSourceTest {
    private static final long DAY_MS = 86_400_000;
    private static final String HOME = "192.0.2.7";
    private static final String FAR = "203.0.113.5";

    private int events;

    private static DetectSettings settings(int partitions) {
        DetectSettings shipped = DetectDriver.settings(TimeSettings.DEFAULT);
        return new DetectSettings(
                shipped.topics(), partitions, rules(), shipped.roster(), shipped.assets(), shipped.time());
    }

    private static RuleSet rules() {
        try {
            Path file = Path.of("../docs/rules/familiar_sources.yml");
            return RuleCompiler.compile(List.of(new RuleFile("familiar_sources.yml", Files.readString(file))));
        } catch (IOException | InvalidDocumentException e) {
            throw new AssertionError(e);
        }
    }

    private LoginEvent login(long timeMs, String user, boolean success, String address) {
        EventId id = new EventId("default", "idp", String.format("%06d", events++));
        return new LoginEvent(id, timeMs, null, user, success, address, null);
    }

    private List<LoginEvent> month(String user) {
        return List.of(
                login(T0, user, true, HOME),
                login(T0 + 4 * DAY_MS, user, true, HOME),
                login(T0 + 7 * DAY_MS, user, true, HOME));
    }

    @Test
    void aDistantAttackerIsBlockedAndTheOwnersNetworkGoesOn() {
        try (DetectDriver detect = new DetectDriver(settings(1))) {
            month("ann").forEach(detect::send);
            for (int i = 0; i < 9; i++) {
                detect.send(login(T0 + 10 * DAY_MS + i, "ann", false, HOME));
            }
            assertEquals(List.of(), detect.requests());
            for (int i = 0; i < 5; i++) {
                detect.send(login(T0 + 10 * DAY_MS + 10 + i, "ann", false, FAR));
            }

            List<ContainmentRequest> asked = detect.requests();
            assertEquals(2, asked.size());
            AccountRequest stepUp = (AccountRequest) asked.get(0);
            assertEquals(AccountRequest.Action.STEP_UP, stepUp.action());
            assertEquals("ann", stepUp.account());
            assertEquals(FAR, ((BlockRequest) asked.get(1)).source().text());

            detect.send(login(T0 + 10 * DAY_MS + 20, "ann", false, HOME));
            assertEquals(
                    AccountRequest.Action.LOCK, detect.accountRequests().get(0).action());
        }
    }

    /** The shipped rule for a success after failures, beside those that ask for familiar sources. */
    @Test
    void aSuccessFromAFamiliarSourceIsHighAndFromANewOneHigher() throws Exception {
        DetectSettings shipped = settings(1);
        List<RuleFile> files = new ArrayList<>(ShippedRules.files());
        files.add(
                new RuleFile("familiar_sources.yml", Files.readString(Path.of("../docs/rules/familiar_sources.yml"))));
        DetectSettings both = new DetectSettings(
                shipped.topics(), 1, RuleCompiler.compile(files), shipped.roster(), shipped.assets(), shipped.time());
        try (DetectDriver detect = new DetectDriver(both)) {
            month("ann").forEach(detect::send);
            for (int i = 0; i < 5; i++) {
                detect.send(login(T0 + 10 * DAY_MS + i, "ann", false, FAR));
            }
            detect.alerts();
            detect.send(login(T0 + 10 * DAY_MS + 10, "ann", true, HOME));
            assertEquals(List.of(60), takeovers(detect));
            detect.send(login(T0 + 10 * DAY_MS + 11, "ann", true, FAR));
            assertEquals(List.of(75), takeovers(detect));
        }
    }

    private static List<Integer> takeovers(DetectDriver detect) {
        return detect.alerts().stream()
                .filter(alert -> alert.rule().name().equals("success_after_failed_logins"))
                .map(alert -> alert.score().total())
                .toList();
    }

    @Test
    void whoseNetworksAreNotKnownIsUnfamiliarEverywhere() {
        try (DetectDriver detect = new DetectDriver(settings(1))) {
            month("ann").forEach(detect::send);
            for (int i = 0; i < 5; i++) {
                detect.send(login(T0 + 10 * DAY_MS + i, "bob", false, HOME));
            }
            assertEquals(
                    "failed_logins_unfamiliar", detect.alerts().get(0).rule().name());
        }
    }

    @Test
    void anImportBuildsMemory() {
        long nowMs = T0 + 10 * DAY_MS;
        try (DetectDriver detect = new DetectDriver(settings(1))) {
            month("ann").forEach(event -> detect.sendAt(event, nowMs));
            for (int i = 0; i < 9; i++) {
                detect.send(login(nowMs + i, "ann", false, HOME));
            }
            assertEquals(List.of(), detect.alerts());
        }
    }

    @Test
    void aRestartChangesNothing() {
        List<String> names = new ArrayList<>();
        for (boolean restarts : new boolean[] {false, true}) {
            DetectPartitions detect = new DetectPartitions(settings(2));
            for (LoginEvent event : month("ann")) {
                detect.send(event, event.timeMs());
                if (restarts) {
                    detect.restart();
                }
            }
            for (int i = 0; i < 12; i++) {
                LoginEvent event = login(T0 + 10 * DAY_MS + i, "ann", false, i < 6 ? HOME : FAR);
                detect.send(event, event.timeMs());
            }
            names.add(alerts(detect).stream()
                    .map(alert -> alert.rule().name())
                    .toList()
                    .toString());
        }
        assertEquals("[failed_logins_unfamiliar]", names.get(0));
        assertEquals(names.get(0), names.get(1));
    }

    @Test
    void isForgottenOnceNothingCanMatterAndNotStoredWhereNoRuleAsks() {
        long stored = storedAfterASuccess(new DetectPartitions(settings(1)), T0);
        DetectSettings shipped = DetectDriver.settings(TimeSettings.DEFAULT);
        assertEquals(2, stored - storedAfterASuccess(new DetectPartitions(shipped), T0));

        // Sources that are idle are forgotten, too: compared with a task that never knew the account.
        long later = storedAfterASuccess(new DetectPartitions(settings(1)), T0 + 93 * DAY_MS);
        assertEquals(later, storedAfterASuccess(new DetectPartitions(shipped), T0 + 93 * DAY_MS));
    }

    private long storedAfterASuccess(DetectPartitions detect, long ticksFromMs) {
        detect.send(login(T0, "ann", true, HOME), T0);
        for (int i = 0; i < 8; i++) {
            detect.tick(ticksFromMs + i * 30_000L);
        }
        return detect.tasks().stream().mapToLong(DetectTask::stored).sum();
    }

    /** Many of the events lie around midnight, where a day ends. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void anyOrderWithinTheLatenessGivesTheEpisodesOfAScan(long seed) {
        Random random = new Random(seed);
        List<LoginEvent> all = traffic(random);
        List<Alert> scanned = new ArrayList<>();
        Scanner scanner = new Scanner(rules(), Assets.NONE, scanned::add);
        all.forEach(event ->
                scanner.accept(event, () -> Fingerprint.of(event.eventId().id().getBytes(StandardCharsets.UTF_8))));
        scanner.finish();

        SortedSet<String> expected = episodes(scanned);
        assertTrue(expected.size() > 5, "seed " + seed + ": only " + expected);
        for (int round = 0; round < 3; round++) {
            Map<LoginEvent, Long> arrivals = new HashMap<>();
            all.forEach(event -> arrivals.put(event, event.timeMs() + random.nextInt(120_000)));
            List<LoginEvent> shuffled = new ArrayList<>(all);
            shuffled.sort(Comparator.comparing(arrivals::get));
            try (DetectDriver detect = new DetectDriver(settings(1))) {
                shuffled.forEach(event -> detect.sendAt(event, arrivals.get(event)));
                long endMs = T0 + 31 * DAY_MS;
                for (int i = 0; i < 20; i++) {
                    detect.tick(endMs + i * 30_000L);
                }
                assertEquals(List.of(), detect.rejected(), "seed " + seed);
                List<Alert> told = Outcome.folded(detect.alerts()).alerts().values().stream()
                        .toList();
                assertEquals(expected, episodes(told), "seed " + seed);
            }
        }
    }

    private static SortedSet<String> episodes(List<Alert> alerts) {
        SortedSet<String> episodes = new TreeSet<>();
        alerts.stream()
                .filter(alert -> alert.mergedInto() == null && !alert.retracted())
                .forEach(alert -> episodes.add(alert.rule().name() + " " + alert.group() + " " + alert.crossingTimeMs()
                        + " " + alert.count()));
        return episodes;
    }

    private List<LoginEvent> traffic(Random random) {
        List<LoginEvent> all = new ArrayList<>();
        long midnightMs = T0 - T0 % DAY_MS;
        for (int i = 0; i < 600; i++) {
            long dayMs = midnightMs + (1 + random.nextInt(28)) * DAY_MS;
            long timeMs =
                    dayMs + (random.nextBoolean() ? random.nextInt(200_000) - 100_000 : random.nextInt(80_000_000));
            String user = "user" + random.nextInt(3);
            String address = "192.0." + random.nextInt(4) + ".1";
            boolean success = random.nextInt(4) > 0;
            for (int n = success ? 1 : 4 + random.nextInt(8); n > 0; n--) {
                all.add(login(timeMs + n * 1_000L, user, success, address));
            }
        }
        all.sort(Comparator.comparingLong(LoginEvent::timeMs)
                .thenComparing(event -> event.eventId().id()));
        return all;
    }

    private static List<Alert> alerts(DetectPartitions detect) {
        List<Alert> alerts = new ArrayList<>();
        for (Record<byte[], byte[]> record : detect.sent(DetectTask.ALERTS)) {
            try {
                alerts.add(AlertCodec.decode(record.value()));
            } catch (MalformedRecordException e) {
                throw new AssertionError(e);
            }
        }
        return alerts;
    }
}
