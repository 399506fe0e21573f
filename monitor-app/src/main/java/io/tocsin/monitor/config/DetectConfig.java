package io.tocsin.monitor.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How detection treats time.
 *
 * @param allowedLateness how far an event may be behind the newest event of its source; what is later is rejected.
 *     Never below {@code futureTolerance}: a clock that runs ahead must not make others late
 * @param futureTolerance how far an event's time may be ahead of the time at which it was appended
 * @param staleAfter how far an event's time may trail its append time before its alert is history that does not act;
 *     empty: history acts
 */
public record DetectConfig(Duration allowedLateness, Duration futureTolerance, Optional<Duration> staleAfter) {

    // Before DEFAULT, which is checked against them.
    static final Duration LONGEST_TOLERANCE = Duration.ofHours(1);
    static final Duration SHORTEST_LATENESS = Duration.ofSeconds(60);
    static final Duration LONGEST_LATENESS = Duration.ofDays(1);
    static final Duration SHORTEST_STALE = Duration.ofSeconds(1);
    static final Duration LONGEST_STALE = Duration.ofDays(36_500);

    /** What holds where the configuration says nothing. */
    public static final DetectConfig DEFAULT =
            new DetectConfig(Duration.ofSeconds(120), Duration.ofSeconds(60), Optional.of(Duration.ofMinutes(15)));

    public DetectConfig {
        Durations.requireBetween("detect.future_tolerance", futureTolerance, Duration.ZERO, LONGEST_TOLERANCE);
        Durations.requireBetween("detect.allowed_lateness", allowedLateness, SHORTEST_LATENESS, LONGEST_LATENESS);
        if (allowedLateness.compareTo(futureTolerance) < 0) {
            throw new IllegalArgumentException("detect.allowed_lateness is " + Durations.format(allowedLateness)
                    + "; at least detect.future_tolerance, " + Durations.format(futureTolerance)
                    + ", is allowed, else a clock that runs ahead makes others late");
        }
        staleAfter.ifPresent(
                value -> Durations.requireBetween("detect.stale_after", value, SHORTEST_STALE, LONGEST_STALE));
    }
}
