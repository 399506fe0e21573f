package io.tocsin.topology.scenario;

import static io.tocsin.topology.fixture.DetectDriver.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.detect.DetectTask;
import io.tocsin.monitor.detect.DetectTask.Sent;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.detect.TimeSettings;
import io.tocsin.rules.event.ApiResponseEvent;
import io.tocsin.rules.event.EventId;
import io.tocsin.topology.fixture.DetectDriver;
import io.tocsin.topology.fixture.DetectPartitions;
import io.tocsin.topology.fixture.Outcome;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One client gets 10,000 errors a second for ten minutes, a little out of order as several gateways tell of them. What is
 * written for it stays small, record by record and all in all; the alerts go on counting, and say that they count no
 * longer exactly; and when it is over, nothing is left.
 */
class FloodTest {

    private static final int PER_MS = 10;
    private static final int GATEWAYS = 4;
    private static final int MAX_DELAY_MS = 20;
    private static final int MAX_STORED_RECORD_BYTES = 32 * 1024;
    private static final int MAX_SENT_BYTES = 32 * 1024;
    private static final long MAX_STORED_BYTES = 8L << 20;
    private static final int MAX_ALERTS_PER_RULE = 100;

    private final List<Alert> alerts = new ArrayList<>();
    private final DetectPartitions detect =
            new DetectPartitions(DetectDriver.settings(TimeSettings.DEFAULT), this::look);
    private final EventIds ids = new EventIds();
    private int largestSent;
    private int rejected;

    @Test
    void fourSecondsOfIt() {
        flood(4);
    }

    /** A minute; the ten of the description with {@code -DargLine=-Dtocsin.flood.seconds=600}, which take ten minutes. */
    @Test
    @Tag("long")
    void minutesOfIt() {
        flood(Integer.getInteger("tocsin.flood.seconds", 60));
    }

    private void flood(int seconds) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long began = threads.getCurrentThreadCpuTime();
        Random random = new Random(7);
        long events = 0;
        for (long ms = 0; ms < seconds * 1_000L; ms++) {
            long atMs = T0 + MAX_DELAY_MS + ms;
            if (ms % 10_000 == 0) {
                detect.tick(atMs);
            }
            for (int i = 0; i < PER_MS; i++) {
                detect.send(error(atMs - random.nextInt(MAX_DELAY_MS), events++), atMs);
            }
        }
        double secondsTaken = (threads.getCurrentThreadCpuTime() - began) / 1e9;
        long endMs = T0 + seconds * 1_000L;
        for (int i = 1; i < 100; i++) {
            detect.tick(endMs + i * 10_000L);
        }

        long kept = detect.tasks().stream().mapToLong(DetectTask::mostStored).sum();
        int largestStored = detect.tasks().stream()
                .mapToInt(DetectTask::largestStored)
                .max()
                .orElse(0);
        long writes = detect.tasks().stream().mapToLong(DetectTask::writes).sum();
        System.out.printf(
                "FloodTest: %d events in %.1f s of CPU (%.0f/s), %d alerts, largest record stored %d and sent %d bytes,"
                        + " at most %d bytes stored, %.1f writes per event, %d stored at the end%n",
                events,
                secondsTaken,
                events / secondsTaken,
                alerts.size(),
                largestStored,
                largestSent,
                kept,
                (double) writes / events,
                detect.tasks().stream().mapToLong(DetectTask::stored).sum());
        assertEquals(0, rejected);
        assertTrue(largestStored <= MAX_STORED_RECORD_BYTES, largestStored + " bytes stored");
        assertTrue(largestSent <= MAX_SENT_BYTES, largestSent + " bytes sent");
        assertTrue(kept <= MAX_STORED_BYTES, kept + " bytes stored");
        Map<String, List<Alert>> byRule = alerts.stream()
                .collect(Collectors.groupingBy(alert -> alert.rule().name()));
        byRule.forEach((rule, records) ->
                assertTrue(records.size() <= MAX_ALERTS_PER_RULE, records.size() + " records of alerts of " + rule));
        Outcome outcome = Outcome.folded(alerts);
        assertTrue(outcome.isClosed());
        Map<String, Alert> last = outcome.alerts().values().stream()
                .collect(Collectors.toMap(alert -> alert.rule().name(), alert -> alert));
        for (Alert alert : last.values()) {
            assertFalse(alert.countExact(), alert.rule().name());
        }
        assertEquals(events, last.get("api_errors_per_client").count());
    }

    /** Of all kinds that a rule looks for, each with an endpoint of many. */
    private ApiResponseEvent error(long timeMs, long i) {
        int kind = (int) (i % 4);
        int status = kind == 0 ? 500 : kind == 1 ? 404 : kind == 2 ? 401 : 403;
        String endpoint = (kind == 3 ? "/admin/" : "/orders/") + i % 1_000;
        return new ApiResponseEvent(
                ids.next((int) (i % GATEWAYS)), timeMs, null, "shop-1", "GET", endpoint, status, "192.0.2.8", null);
    }

    private void look(Sent sent) {
        largestSent = Math.max(largestSent, sent.record().value().length);
        if (sent.sink().startsWith(DetectTask.ALERTS)) {
            alerts.add(DetectDriver.alert(sent.record().value()));
        } else if (sent.sink().startsWith(DetectTask.REJECTED)) {
            rejected++;
        }
    }

    /** Ids as gateways give them. */
    private static final class EventIds {
        private long next;

        EventId next(int gateway) {
            return new EventId(EventId.DEFAULT_TENANT, "gateway-" + gateway, String.format("%012d", next++));
        }
    }
}
