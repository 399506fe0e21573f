package io.tocsin.monitor.cli;

import io.tocsin.monitor.wire.Rfc3339;
import io.tocsin.rules.yaml.MapReader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** A point in time as people type it: RFC 3339, or how long ago. */
final class TimeOption {
    private TimeOption() {}

    /**
     * The point in time.
     *
     * @throws CliException if it is neither
     */
    static Instant parse(String option, String text, InstantSource clock) {
        Optional<Duration> ago = MapReader.parseDuration(text);
        if (ago.isPresent()) {
            return clock.instant().minus(ago.get());
        }
        try {
            return Instant.ofEpochMilli(Rfc3339.parse(text));
        } catch (IllegalArgumentException e) {
            throw CliException.usage(option + " is '" + Terminal.printable(text)
                    + "'; a time such as 2026-01-31T08:00:00Z, or how long ago, such as 15m, is expected");
        }
    }
}
