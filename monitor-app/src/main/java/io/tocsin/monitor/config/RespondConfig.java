package io.tocsin.monitor.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * How requests to lock accounts are decided.
 *
 * @param mode whether locks are asked for or only recorded
 * @param lockDuration how long a lock lasts
 * @param breakGlass accounts that are never locked, verbatim: they alert only
 * @param accounts how many active accounts the platform has: the lock budget is max(20, 0.1 % of them) per 10 minutes
 */
public record RespondConfig(Mode mode, Duration lockDuration, Set<String> breakGlass, long accounts) {

    /** Whether decisions are acted on. */
    public enum Mode {
        /** Decide and record everything, act on nothing. */
        OBSERVE,
        /** Decide, record and act. */
        ENFORCE;

        /** The name in configuration files. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    // Before DEFAULT, which is checked against them.
    static final long MOST_ACCOUNTS = 10_000_000_000L;
    static final Duration SHORTEST_LOCK = Duration.ofSeconds(1);
    static final Duration LONGEST_LOCK = Duration.ofDays(30);

    /** What holds where the configuration says nothing. */
    public static final RespondConfig DEFAULT = new RespondConfig(Mode.ENFORCE, Duration.ofMinutes(30), Set.of(), 0);

    public RespondConfig {
        breakGlass = Set.copyOf(breakGlass);
        Durations.requireBetween("respond.lock_duration", lockDuration, SHORTEST_LOCK, LONGEST_LOCK);
        if (accounts < 0 || accounts > MOST_ACCOUNTS) {
            throw new IllegalArgumentException(
                    "respond.accounts is " + accounts + "; 0 to " + MOST_ACCOUNTS + " are allowed");
        }
    }
}
