package io.tocsin.rules.detect;

import io.tocsin.rules.event.LoginEvent;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where an account signs in from: of each network the days (UTC) with a success, and how often the account failed on each day.
 * What is remembered follows from the events alone, in whatever order they come; so does what is familiar, since only days
 * before yesterday tell.
 *
 * @param newestDay the newest day of which something is known, in days since the epoch
 * @param networks network to the days on which somebody signed in from there
 * @param failures day to failures on it, counted up to {@link #NOISY}
 */
public record SourceMemory(int newestDay, SortedMap<String, Days> networks, SortedMap<Integer, Integer> failures) {

    /** Nothing is known. */
    public static final SourceMemory EMPTY = new SourceMemory(Integer.MIN_VALUE, new TreeMap<>(), new TreeMap<>());

    /** So many days back a success counts. */
    public static final int KEPT_DAYS = 90;

    /** On a day with so many failures no network becomes known. */
    public static final int NOISY = 5;

    /** So many networks of a day are remembered: those that are first by name, whatever order they come in. */
    public static final int MOST_A_DAY = 8;

    private static final int NEEDED_DAYS = 3;

    /** Between the end of the newest day that counts and an event lies a whole day: no event that is in time changes it. */
    private static final int NEWEST_COUNTED = 2;

    /** The oldest success is more than seven days ago, whatever the hours. */
    private static final int OLDEST_AT_LEAST = 8;

    private static final long DAY_MS = 86_400_000;

    public SourceMemory {
        networks = Collections.unmodifiableSortedMap(networks);
        failures = Collections.unmodifiableSortedMap(failures);
    }

    /**
     * Days back from the newest of a memory, a bit for each.
     *
     * @param recent the newest is the lowest bit
     * @param earlier the 64 days before those
     */
    public record Days(long recent, long earlier) {
        private static final Days NONE = new Days(0, 0);

        boolean has(int daysBack) {
            return daysBack < Long.SIZE
                    ? (recent >>> daysBack & 1) == 1
                    : daysBack < 2 * Long.SIZE && (earlier >>> daysBack - Long.SIZE & 1) == 1;
        }

        private Days with(int daysBack) {
            return daysBack < Long.SIZE
                    ? new Days(recent | 1L << daysBack, earlier)
                    : new Days(recent, earlier | 1L << daysBack - Long.SIZE);
        }

        private Days without(int daysBack) {
            return daysBack < Long.SIZE
                    ? new Days(recent & ~(1L << daysBack), earlier)
                    : new Days(recent, earlier & ~(1L << daysBack - Long.SIZE));
        }

        private Days olderBy(int days) {
            if (days >= 2 * Long.SIZE) {
                return NONE;
            } else if (days >= Long.SIZE) {
                return new Days(0, recent << days - Long.SIZE);
            }
            return days == 0 ? this : new Days(recent << days, earlier << days | recent >>> Long.SIZE - days);
        }

        private boolean isEmpty() {
            return recent == 0 && earlier == 0;
        }
    }

    /** The memory with an attempt to sign in; itself where that tells nothing new. */
    public SourceMemory plus(LoginEvent login) {
        if (!login.success()) {
            return plusFailure(login.timeMs());
        }
        String network = login.sourceNetwork();
        return network == null ? this : plusSuccess(network, login.timeMs());
    }

    private SourceMemory plusSuccess(String network, long timeMs) {
        int day = day(timeMs);
        SourceMemory shifted = upTo(day);
        int daysBack = shifted.newestDay - day;
        Days days = shifted.networks.getOrDefault(network, Days.NONE);
        if (daysBack >= 2 * Long.SIZE || days.has(daysBack)) {
            return this;
        }
        SortedMap<String, Days> more = new TreeMap<>(shifted.networks);
        more.put(network, days.with(daysBack));
        if (more.values().stream().filter(each -> each.has(daysBack)).count() > MOST_A_DAY) {
            String last = lastOf(more, daysBack);
            if (last.equals(network)) {
                return this;
            }
            more.computeIfPresent(last, (any, its) -> its.without(daysBack));
            more.values().removeIf(Days::isEmpty);
        }
        return new SourceMemory(shifted.newestDay, more, shifted.failures);
    }

    private static String lastOf(SortedMap<String, Days> networks, int daysBack) {
        String last = "";
        for (Map.Entry<String, Days> each : networks.entrySet()) {
            last = each.getValue().has(daysBack) ? each.getKey() : last;
        }
        return last;
    }

    /** From wherever somebody failed. */
    private SourceMemory plusFailure(long timeMs) {
        int day = day(timeMs);
        SourceMemory shifted = upTo(day);
        int before = shifted.failures.getOrDefault(day, 0);
        if (before == NOISY || shifted.newestDay - day >= 2 * Long.SIZE) {
            return this;
        }
        SortedMap<Integer, Integer> more = new TreeMap<>(shifted.failures);
        more.put(day, before + 1);
        return new SourceMemory(shifted.newestDay, shifted.networks, more);
    }

    /** The same where the newest day is at least this one; what is too long ago then is forgotten. */
    private SourceMemory upTo(int day) {
        if (day <= newestDay) {
            return this;
        }
        if (newestDay == Integer.MIN_VALUE) {
            return new SourceMemory(day, networks, failures);
        }
        SortedMap<String, Days> older = new TreeMap<>();
        networks.forEach((network, days) -> {
            Days shifted = days.olderBy(day - newestDay);
            if (!shifted.isEmpty()) {
                older.put(network, shifted);
            }
        });
        return new SourceMemory(day, older, new TreeMap<>(failures.tailMap(day - 2 * Long.SIZE + 1)));
    }

    /** Whether an attempt comes from a network that is familiar by then; from nobody knows where is from none. */
    public boolean isFamiliar(LoginEvent login) {
        return isFamiliar(login.sourceNetwork(), login.timeMs());
    }

    /** Somebody signed in from there on three days at least, the first of them more than seven days ago and quiet. */
    private boolean isFamiliar(@Nullable String network, long timeMs) {
        Days days = network == null ? null : networks.get(network);
        if (days == null) {
            return false;
        }
        int today = day(timeMs);
        int found = 0;
        for (int day = today - KEPT_DAYS; day <= today - NEWEST_COUNTED; day++) {
            int daysBack = newestDay - day;
            boolean isKnown = found > 0 || day <= today - OLDEST_AT_LEAST && isQuiet(day);
            found += daysBack >= 0 && isKnown && days.has(daysBack) ? 1 : 0;
        }
        return found >= NEEDED_DAYS;
    }

    private boolean isQuiet(int day) {
        return failures.getOrDefault(day, 0) < NOISY;
    }

    /** Whether nothing is known. */
    public boolean isEmpty() {
        return networks.isEmpty() && failures.isEmpty();
    }

    /** From when on, by event time, nothing that is remembered can matter any more. */
    public long forgottenMs() {
        int days = networks.isEmpty() ? NEWEST_COUNTED : KEPT_DAYS + NEWEST_COUNTED;
        return (newestDay + days) * DAY_MS;
    }

    private static int day(long timeMs) {
        return (int) Math.floorDiv(timeMs, DAY_MS);
    }
}
