package io.tocsin.monitor.config;

import java.time.Duration;

/** Lengths of time as they are written in the configuration: a whole number and a unit, {@code 500ms}, {@code 10s}. */
public final class Durations {
    private Durations() {}

    /** The length of time in the largest unit that writes it without a fraction. */
    public static String format(Duration duration) {
        long ms = duration.toMillis();
        if (ms == 0) {
            return "0s";
        }
        if (ms % 86_400_000 == 0) {
            return ms / 86_400_000 + "d";
        }
        if (ms % 3_600_000 == 0) {
            return ms / 3_600_000 + "h";
        }
        if (ms % 60_000 == 0) {
            return ms / 60_000 + "m";
        }
        return ms % 1_000 == 0 ? ms / 1_000 + "s" : ms + "ms";
    }

    /** Refuses a length of time outside of what is allowed, in the words of the configuration. */
    static void requireBetween(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    key + " is " + format(value) + "; " + format(least) + " to " + format(most) + " are allowed");
        }
    }
}
