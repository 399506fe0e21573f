package io.tocsin.topology.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.rules.alert.Alert;
import io.tocsin.topology.fixture.SharedData;
import io.tocsin.topology.fixture.TocsinProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All shipped rules on real logs: hardly a word of quiet ones, and the attack in the others. */
class ShippedRulesReplayTest {

    @TempDir
    private Path folder;

    @Test
    void aQuietWebLogGivesAtMostOneAlertADay() throws Exception {
        Map<LocalDate, List<String>> byDay = new TreeMap<>();
        for (Alert alert : scan("combined", SharedData.file("http/basjes_hackers-access.log"))) {
            byDay.computeIfAbsent(
                            Instant.ofEpochMilli(alert.crossingTimeMs())
                                    .atZone(ZoneOffset.UTC)
                                    .toLocalDate(),
                            added -> new ArrayList<>())
                    .add(alert.rule().name());
        }
        byDay.forEach((day, rules) -> assertTrue(rules.size() <= 1, day + ": " + rules));
    }

    @Test
    void theAttackInACloudTrailIsTold() throws Exception {
        TreeSet<String> rules = new TreeSet<>();
        scan("cloudtrail", SharedData.file("api/cloudtrail_invictus_raw.tar.gz"))
                .forEach(alert -> rules.add(alert.rule().name()));
        assertEquals(
                List.of("calls_beyond_rate_limit_per_client", "key_probing_per_client", "path_scanning_per_client"),
                List.copyOf(rules));
    }

    private List<Alert> scan(String format, Path log) throws Exception {
        TocsinProcess.Ended scan = TocsinProcess.run(
                folder, Duration.ofMinutes(1), "scan", "--rules", "shipped", "--format", format, log.toString());
        List<Alert> alerts = new ArrayList<>();
        for (String line : scan.expect(0).out().lines().toList()) {
            alerts.add(AlertCodec.decode(line.getBytes(StandardCharsets.UTF_8)));
        }
        return alerts;
    }
}
