package io.tocsin.rules.detect;

/**
 * How the engine takes time, all in milliseconds.
 *
 * @param allowedLatenessMs how far an event may trail the newest of its source
 * @param futureToleranceMs how far an event's time may be ahead of its arrival
 * @param idleAfterMs a source without an event for so long no longer holds the watermark back
 * @param staleAfterMs an event that arrives so long after it happened is history: nothing acts on it;
 *     {@link Long#MAX_VALUE} for never
 */
public record TimeSettings(long allowedLatenessMs, long futureToleranceMs, long idleAfterMs, long staleAfterMs) {

    /** 120 s late, 60 s ahead, idle after 60 s, history after 15 min. */
    public static final TimeSettings DEFAULT = new TimeSettings(120_000, 60_000, 60_000, 900_000);

    public TimeSettings {
        if (futureToleranceMs < 0 || idleAfterMs <= 0 || staleAfterMs <= 0) {
            throw new IllegalArgumentException("future tolerance, idle time and stale time must be positive");
        }
        // Else an event from a clock that runs ahead would make its own source's right ones late.
        if (allowedLatenessMs < futureToleranceMs) {
            throw new IllegalArgumentException("the allowed lateness is " + allowedLatenessMs
                    + " ms; it must be at least the future tolerance, " + futureToleranceMs + " ms");
        }
    }
}
