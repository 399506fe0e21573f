package io.tocsin.topology.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.Partitions;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.alert.Alert;
import io.tocsin.topology.fixture.OperatorShell;
import io.tocsin.topology.fixture.Outcome;
import io.tocsin.topology.fixture.RunFolder;
import io.tocsin.topology.fixture.TocsinProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Correlations of correlations in the real program, on several partitions, stopped between the first events of a chain's
 * group and the last: what comes of it is what {@code scan} finds in the same logs at once.
 */
class ChainRunTest {
    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);
    private static final int PARTITIONS = 3;
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int USERS = 4;

    /** Failures per user are counted where the user's events are; the addresses' users come from all partitions. */
    private static final String RULES = """
            title: Failure
            id: 11111111-1111-4111-8111-000000000001
            name: failure
            logsource: {category: login}
            detection:
                sel: {success: false}
                condition: sel
            ---
            title: Failures of a user
            id: 11111111-1111-4111-8111-000000000002
            name: user_failures
            correlation:
                type: event_count
                rules: [failure]
                group-by: [userId]
                timespan: 5m
                condition: {gte: 3}
            ---
            title: Several users of an address
            id: 11111111-1111-4111-8111-000000000003
            name: several_users
            correlation:
                type: value_count
                rules: [user_failures]
                group-by: [sourceIp]
                timespan: 1h
                condition: {gte: 4, field: userId}
            generate: true
            ---
            title: Several addresses
            id: 11111111-1111-4111-8111-000000000004
            name: several_addresses
            correlation:
                type: value_count
                rules: [several_users]
                timespan: 1h
                condition: {gte: 2, field: sourceIp}
            generate: true
            """;

    @TempDir
    private Path temp;

    private final Instant start = Instant.now().minus(Duration.ofMinutes(40));
    private RunFolder folder;
    private OperatorShell operator;

    @Test
    void aRestartWithinAChainNeitherLosesNorDoublesAnAlert() throws Exception {
        Files.writeString(temp.resolve("rules.yml"), RULES);
        folder = new RunFolder(temp);
        folder.configure("rules: [rules.yml]", "partitions: " + PARTITIONS, "stages: [ingest, detect]");
        operator = new OperatorShell(temp, folder.config());
        List<String> first = new ArrayList<>(attack("192.0.2.1", 0, 0, USERS));
        first.addAll(attack("192.0.2.2", 5, 0, USERS / 2));
        Path before = Files.write(temp.resolve("before.ndjson"), first);
        Path after = Files.write(temp.resolve("after.ndjson"), attack("192.0.2.2", 20, USERS / 2, USERS));
        SortedSet<String> expected = scanned(before, after).episodes();
        assertEquals(2 * USERS + 2 + 1, expected.size(), expected.toString());

        try (TocsinProcess run = TocsinProcess.running(temp, folder.config())) {
            operator.run("import", "--format", "ndjson", before.toString()).expect(0);
            // At once: episodes of users are on their way to the groups of their addresses.
            run.stop().expect(0);
        }
        try (TocsinProcess run = TocsinProcess.running(temp, folder.config())) {
            operator.run("import", "--format", "ndjson", after.toString()).expect(0);
            Map<String, String> client = folder.client();
            RunFolder.await(
                    () -> expected + " but " + Outcome.read(client).episodes(),
                    LONGEST,
                    () -> Outcome.read(client).episodes().containsAll(expected));
            folder.awaitDrained(LONGEST, TOPICS.alerts());
            Outcome outcome = Outcome.read(client);
            assertEquals(expected, outcome.episodes());
            assertEquals(expected.size(), outcome.alerts().size(), "none was told of that was taken back");
            run.stop().expect(0);
        }
    }

    /** Three failures of each user, so that the users of one address are on every partition. */
    private List<String> attack(String address, int minute, int from, int to) {
        List<String> lines = new ArrayList<>();
        for (int i = from; i < to; i++) {
            String user = userOn(i % PARTITIONS, address + "-" + i);
            for (int j = 0; j < 3; j++) {
                lines.add("{\"time\":\"%s\",\"userId\":\"%s\",\"success\":false,\"sourceIp\":\"%s\"}"
                        .formatted(start.plusSeconds(60L * minute + 10L * i + j), user, address));
            }
        }
        return lines;
    }

    private static String userOn(int partition, String name) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> name + "-" + i)
                .filter(user -> Partitions.of(user.getBytes(UTF_8), PARTITIONS) == partition)
                .findFirst()
                .orElseThrow();
    }

    private Outcome scanned(Path... logs) throws MalformedRecordException {
        List<Alert> alerts = new ArrayList<>();
        for (String line : operator.run("scan", "--format", "ndjson", logs[0].toString(), logs[1].toString())
                .expect(0)
                .out()
                .lines()
                .toList()) {
            alerts.add(AlertCodec.decode(line.getBytes(UTF_8)));
        }
        return Outcome.folded(alerts);
    }
}
