package io.tocsin.topology.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.ingest.EventSender;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.topology.fixture.MixedTraffic;
import io.tocsin.topology.fixture.Outcome;
import io.tocsin.topology.fixture.RunFolder;
import io.tocsin.topology.fixture.Ticks;
import io.tocsin.topology.fixture.TocsinProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand tenants have the same day, each with its events in another order within the allowed lateness: through Kafka,
 * too, all come to the episodes that the engine alone finds among the events in order.
 */
@Tag("long")
class ShuffleRunTest {
    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);
    private static final int SHUFFLES = 1_000;
    private static final int LATENESS_MS = 120_000;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    @TempDir
    private Path temp;

    /** An event, and where it stands in the order of arrival. */
    private record Arrival(SecurityEvent event, long atMs) {}

    @Test
    void everyOrderWithinTheLatenessGivesTheSameEpisodes() throws Exception {
        long endMs = System.currentTimeMillis() - Duration.ofDays(3).toMillis();
        SortedSet<String> expected = MixedTraffic.episodes(MixedTraffic.events("t", endMs));
        List<Arrival> arrivals = arrivals(endMs);
        RunFolder folder = new RunFolder(temp);
        Path config = folder.configure("detect: {stale_after: never}", "respond: {mode: observe}");
        try (TocsinProcess run = TocsinProcess.running(temp, config)) {
            Map<String, String> client = folder.client();
            Ticks.open(client, MixedTraffic.SOURCES, arrivals.get(0).event().timeMs());
            try (EventSender sender = new EventSender(client, TOPICS)) {
                for (Arrival arrival : arrivals) {
                    sender.send(arrival.event());
                }
                sender.flush();
            }
            Ticks.close(client, MixedTraffic.SOURCES);
            RunFolder.await("all episodes were closed", LONGEST, () -> {
                Outcome soFar = Outcome.read(client);
                return soFar.alerts().size() >= SHUFFLES * expected.size() && soFar.isClosed();
            });
            Map<String, SortedSet<String>> found = new TreeMap<>();
            for (Alert alert : Outcome.read(client).alerts().values()) {
                if (alert.mergedInto() == null && !alert.retracted()) {
                    SortedSet<String> ofTenant = found.computeIfAbsent(alert.tenant(), tenant -> new TreeSet<>());
                    assertTrue(ofTenant.add(Outcome.episode(alert)), "told of twice");
                }
            }
            assertEquals(SHUFFLES, found.size());
            found.forEach((tenant, episodes) -> assertEquals(expected, episodes, tenant));
            assertEquals(List.of(), Outcome.values(client, TOPICS.rejected()), "nothing was late");
            run.stop().expect(0);
        }
        System.out.printf(
                "ShuffleRunTest: %d events, %d orders, %d episodes in each%n",
                arrivals.size(), SHUFFLES, expected.size());
    }

    private static List<Arrival> arrivals(long endMs) {
        List<Arrival> arrivals = new ArrayList<>();
        for (int seed = 1; seed <= SHUFFLES; seed++) {
            Random random = new Random(seed);
            for (SecurityEvent event : MixedTraffic.events(String.format("t%04d", seed), endMs)) {
                arrivals.add(new Arrival(event, event.timeMs() + random.nextInt(LATENESS_MS)));
            }
        }
        arrivals.sort(Comparator.comparingLong(Arrival::atMs));
        return arrivals;
    }
}
