package io.tocsin.topology.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.event.Origin;
import io.tocsin.topology.fixture.ExpectedEpisodes;
import io.tocsin.topology.fixture.SharedData;
import io.tocsin.topology.fixture.TocsinProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scan} on a real log finds exactly the episodes that were found by other means. */
class ScanReplayTest {

    @TempDir
    private Path folder;

    @Test
    void aYearOfSshFailuresGivesTheExpectedEpisodes()
            throws IOException, InterruptedException, MalformedRecordException {
        Path log = SharedData.file("login/elastic_auth.log");
        List<Alert> alerts = scan(folder, log);

        assertAsExpected(
                "expected/login_elastic_auth__user_5_in_5m.json", "userId", of("failed_logins_per_user", alerts));
        assertAsExpected(
                "expected/login_elastic_auth__ip_5_in_5m.json", "sourceIp", of("failed_logins_per_source", alerts));
    }

    private static List<Alert> of(String rule, List<Alert> alerts) {
        return alerts.stream().filter(alert -> alert.rule().name().equals(rule)).toList();
    }

    static List<Alert> scan(Path folder, Path log) throws InterruptedException, MalformedRecordException {
        TocsinProcess.Ended scan = TocsinProcess.run(
                folder, Duration.ofMinutes(1), "scan", "--format", "sshd", "--year", "2017", log.toString());
        List<Alert> alerts = new ArrayList<>();
        for (String line : scan.expect(scan.exit() == 1 ? 1 : 0).out().lines().toList()) {
            alerts.add(AlertCodec.decode(line.getBytes(StandardCharsets.UTF_8)));
        }
        return alerts;
    }

    private static void assertAsExpected(String list, String field, List<Alert> alerts) throws IOException {
        ExpectedEpisodes expected = ExpectedEpisodes.read(SharedData.file(list));
        SortedSet<String> found = new TreeSet<>();
        Map<String, Alert> first = new TreeMap<>();
        for (Alert alert : alerts) {
            String key = alert.group().get(field);
            if (key != null) {
                assertEquals(Alert.Activity.CREATE, alert.activity());
                assertEquals(alert.crossingTimeMs(), alert.timeMs());
                assertTrue(found.add(ExpectedEpisodes.episode(key, alert.crossingTimeMs())), "told of twice");
                first.merge(key, alert, (a, b) -> a.crossingTimeMs() <= b.crossingTimeMs() ? a : b);
            }
        }
        assertEquals(expected.episodes(), found);
        expected.firstLines().forEach((key, lines) -> assertEquals(lines.subList(0, 5), lines(first.get(key)), key));
    }

    private static List<Long> lines(Alert alert) {
        return alert.oldest().stream()
                .limit(5)
                .map(evidence -> {
                    Origin origin = evidence.origin();
                    return origin == null ? -1 : origin.line();
                })
                .toList();
    }
}
