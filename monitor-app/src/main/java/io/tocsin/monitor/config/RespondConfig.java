package io.tocsin.monitor.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

        static Optional<Mode> of(String label) {
            return Arrays.stream(values())
                    .filter(mode -> mode.label().equals(label))
                    .findFirst();
        }

        static List<String> labels() {
            return Arrays.stream(values()).map(Mode::label).toList();
        }
    }

    /** What holds where the configuration says nothing. */
    public static final RespondConfig DEFAULT = new RespondConfig(Mode.ENFORCE, Duration.ofMinutes(30), Set.of(), 0);

    private static final long MOST_ACCOUNTS = 10_000_000_000L;

    public RespondConfig {
        breakGlass = Set.copyOf(breakGlass);
        Durations.requireBetween("respond.lock_duration", lockDuration, Duration.ofSeconds(1), Duration.ofDays(30));
        if (accounts < 0 || accounts > MOST_ACCOUNTS) {
            throw new IllegalArgumentException(
                    "respond.accounts is " + accounts + "; 0 to " + MOST_ACCOUNTS + " are allowed");
        }
    }
}
