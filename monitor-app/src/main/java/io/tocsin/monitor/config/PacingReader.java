package io.tocsin.monitor.config;

import io.tocsin.rules.routing.PacingPolicy;
import io.tocsin.rules.yaml.MapReader;
import java.time.Duration;

/** Reads the map {@code notify:}. */
final class PacingReader {
    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
    private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);

    private PacingReader() {}

    /** How many mails a mailbox is sent; the default for a setting that is wrong, which the reader has noted then. */
    static PacingPolicy read(MapReader reader) {
        PacingPolicy defaults = PacingPolicy.DEFAULT;
        int burst = reader.integer("burst", 1, PacingPolicy.LARGEST_BURST)
                .map(Long::intValue)
                .orElse(defaults.burst());
        long intervalMs = reader.duration("interval", SHORTEST_INTERVAL, LONGEST_INTERVAL)
                .map(Duration::toMillis)
                .orElse(defaults.intervalMs());
        return new PacingPolicy(burst, intervalMs);
    }
}
