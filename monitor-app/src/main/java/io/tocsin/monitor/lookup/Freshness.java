package io.tocsin.monitor.lookup;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Until when all of a topic is known to have been read. One thread writes, any number read. */
final class Freshness {
    /** What is older is not told any more, milliseconds. */
    static final long LONGEST_AGE_MS = 2_000;

    private volatile boolean isRead;
    private volatile long readNs;

    /** Nothing is known: the topic is read from its beginning. */
    void clear() {
        isRead = false;
    }

    /** All that was committed when a moment came has been taken in; {@link System#nanoTime} of that moment. */
    void readUpTo(long momentNs) {
        readNs = momentNs;
        isRead = true;
    }

    /** For how long what is held may lack something, milliseconds; empty as long as the topic hasn't been read once. */
    Optional<Long> ageMs(long nowNs) {
        return isRead ? Optional.of(TimeUnit.NANOSECONDS.toMillis(nowNs - readNs)) : Optional.empty();
    }

    /** Whether what is held is young enough to be told. */
    boolean isCurrent(long nowNs) {
        return ageMs(nowNs).filter(age -> age <= LONGEST_AGE_MS).isPresent();
    }

    /** Why what is held isn't told, in a sentence. */
    static String whyStale(Optional<Long> ageMs) {
        return ageMs.map(age -> "what is known is " + age + " ms old; " + LONGEST_AGE_MS + " are allowed")
                .orElse("the topic has not been read to its end yet");
    }
}
