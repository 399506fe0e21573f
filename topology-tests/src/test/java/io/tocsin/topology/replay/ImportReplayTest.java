package io.tocsin.topology.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.event.EventStream;
import io.tocsin.topology.fixture.Outcome;
import io.tocsin.topology.fixture.PartitionReplay;
import io.tocsin.topology.fixture.RunFolder;
import io.tocsin.topology.fixture.SharedData;
import io.tocsin.topology.fixture.TocsinProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole program on the embedded broker finds in an imported log what {@code scan} finds in the file. */
class ImportReplayTest {

    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);

    @TempDir
    private Path temp;

    @Test
    void anImportGivesWhatAScanGivesOnceAndForAll() throws Exception {
        Path log = SharedData.file("login/elastic_auth.log");
        RunFolder folder = new RunFolder(temp);
        Path config = folder.configure(
                "detect: {stale_after: never}", "respond: {accounts: 1000000}", "notify: {burst: 10000}");
        List<Alert> scanned = ScanReplayTest.scan(temp, log);

        try (TocsinProcess run = TocsinProcess.running(temp, config)) {
            importLog(config, log);
            RunFolder.await("all episodes were closed", Duration.ofMinutes(2), () -> closed(folder));
            Map<String, String> client = folder.client();
            Outcome outcome = Outcome.read(client);

            assertEquals(
                    scanned.stream().map(Outcome::episode).collect(Collectors.toCollection(TreeSet::new)),
                    outcome.episodes());
            assertEquals(
                    uidsPerUser(scanned),
                    uidsPerUser(new ArrayList<>(outcome.alerts().values())));
            outcome.alerts()
                    .values()
                    .forEach(alert -> assertEquals(
                            evidence(scanned, alert),
                            alert.oldest().stream().map(each -> each.origin()).toList(),
                            "the Close carries the full state"));
            replaysToTheSameBytes(client, outcome);

            long before = Outcome.records(client, TOPICS.events(EventStream.LOGIN)).stream()
                    .filter(record -> record.key() != null)
                    .count();
            TocsinProcess.Ended again = importLog(config, log);
            assertEquals(
                    before,
                    Outcome.records(client, TOPICS.events(EventStream.LOGIN)).stream()
                            .filter(record -> record.key() != null)
                            .count(),
                    again.err());
            folder.awaitDrained(Duration.ofMinutes(1), TOPICS.notificationOutcomes());
            assertFalse(outcome.locks().isEmpty());
            assertTrue(folder.mails() >= outcome.notices().size());
            run.stop().expect(0);
        }
    }

    private TocsinProcess.Ended importLog(Path config, Path log) throws InterruptedException {
        return TocsinProcess.run(
                        temp,
                        Duration.ofMinutes(2),
                        "import",
                        "--config",
                        config.toString(),
                        "--format",
                        "sshd",
                        "--year",
                        "2017",
                        log.toString())
                .expect(0);
    }

    private static boolean closed(RunFolder folder) {
        try {
            Outcome outcome = Outcome.read(folder.client());
            return !outcome.alerts().isEmpty() && outcome.isClosed();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static List<?> evidence(List<Alert> scanned, Alert alert) {
        return scanned.stream()
                .filter(each -> Outcome.episode(each).equals(Outcome.episode(alert)))
                .findFirst()
                .orElseThrow()
                .oldest()
                .stream()
                .map(each -> each.origin())
                .toList();
    }

    private static Set<String> uidsPerUser(List<Alert> alerts) {
        return alerts.stream()
                .filter(alert -> alert.group().containsKey("userId"))
                .map(Alert::uid)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Each partition of events and of matches, read again from its beginning, gives the bytes that stand on alerts. */
    private static void replaysToTheSameBytes(Map<String, String> client, Outcome outcome) {
        Map<String, List<String>> published = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : Outcome.records(client, TOPICS.alerts())) {
            published
                    .computeIfAbsent(new String(record.key(), StandardCharsets.UTF_8), key -> new ArrayList<>())
                    .add(new String(record.value(), StandardCharsets.UTF_8));
        }
        List<String> inputs = new ArrayList<>(TOPICS.events());
        inputs.add(TOPICS.matches());
        Map<String, List<String>> again = new HashMap<>();
        for (String input : inputs) {
            Map<Integer, List<ConsumerRecord<byte[], byte[]>>> partitions =
                    Outcome.records(client, input).stream().collect(Collectors.groupingBy(ConsumerRecord::partition));
            partitions.forEach((partition, records) -> PartitionReplay.alerts(input, partition, 2, records)
                    .forEach(alert -> again.computeIfAbsent(
                                    new String(AlertCodec.key(alert), StandardCharsets.UTF_8), key -> new ArrayList<>())
                            .add(new String(AlertCodec.encode(alert), StandardCharsets.UTF_8))));
        }
        assertEquals(published.keySet(), again.keySet());
        published.forEach((key, values) -> assertEquals(values, again.get(key), key));
        assertFalse(outcome.alerts().isEmpty());
    }
}
