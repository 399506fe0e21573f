package io.tocsin.monitor.ingest;

import io.tocsin.rules.event.SecurityEvent;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Puts a stream whose events are a little out of order into the order of (time, ce_source, ce_id), by holding each back
 * until a newer one shows that nothing earlier is to be expected.
 */
public final class ReorderBuffer {

    /** How many events are held back at most; beyond that the oldest goes out early. */
    public static final int DEFAULT_MAX_EVENTS = 200_000;

    private final long latenessMs;
    private final int maxEvents;
    private final PriorityQueue<SecurityEvent> held = new PriorityQueue<>(EventSorter.ORDER);
    private long newestMs = Long.MIN_VALUE;
    private long givenOutMs = Long.MIN_VALUE;

    /**
     * An empty buffer.
     *
     * @param allowedLateness how much older than the newest event one may be
     */
    public ReorderBuffer(Duration allowedLateness, int maxEvents) {
        if (allowedLateness.isNegative() || maxEvents < 1) {
            throw new IllegalArgumentException("the allowed lateness is " + allowedLateness + " for " + maxEvents
                    + " events; neither may be negative, and at least one event must fit");
        }
        this.latenessMs = allowedLateness.toMillis();
        this.maxEvents = maxEvents;
    }

    /**
     * Takes an event, and gives out those that are due.
     *
     * @return false, and the event is not kept, if it is later than allowed, or older than one that had to go out early
     *     because too many were held
     */
    public boolean add(SecurityEvent event, Consumer<SecurityEvent> out) {
        boolean isTooLate = newestMs != Long.MIN_VALUE && event.timeMs() < newestMs - latenessMs;
        if (isTooLate || event.timeMs() < givenOutMs) {
            return false;
        }
        newestMs = Math.max(newestMs, event.timeMs());
        held.add(event);
        SecurityEvent oldest = held.peek();
        while (oldest != null && (oldest.timeMs() < newestMs - latenessMs || held.size() > maxEvents)) {
            givenOutMs = oldest.timeMs();
            out.accept(held.remove());
            oldest = held.peek();
        }
        return true;
    }

    /** Gives out everything that is held back. */
    public void drain(Consumer<SecurityEvent> out) {
        SecurityEvent oldest;
        while ((oldest = held.poll()) != null) {
            out.accept(oldest);
        }
    }
}
