package io.tocsin.monitor.detect;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much the {@link HotGroups} of a process hold together: an attack most often meets one topic, and what the tasks of
 * the others don't need, its tasks may take. For several threads at once. Changes how fast groups are at hand, never what
 * is counted.
 */
final class HotRoom {

    /** A match and the objects behind it, by their sizes on a 64-bit JVM with compressed references. */
    static final int ENTRY_BYTES = 230;

    private static final int SHARE_OF_HEAP = 8;

    private final long most;
    private final AtomicLong held = new AtomicLong();
    private final AtomicInteger holders = new AtomicInteger();

    /** @param most as many entries as are held together, see {@link #isTooMuch} */
    HotRoom(long most) {
        this.most = most;
    }

    /** An eighth of the heap. */
    static HotRoom ofHeap(long maxHeapBytes) {
        return new HotRoom(maxHeapBytes / SHARE_OF_HEAP / ENTRY_BYTES);
    }

    /** Another holder comes. */
    void enter() {
        holders.incrementAndGet();
    }

    /** A holder goes, with all that it held. */
    void leave(long entries) {
        holders.decrementAndGet();
        held.addAndGet(-entries);
    }

    /** A holder holds so many entries more, or fewer. */
    void add(long entries) {
        held.addAndGet(entries);
    }

    /**
     * Whether a holder must let go of some. Half of the room is shared out evenly and nobody's to take, so that one that
     * was there first leaves something to the others: together they hold one and a half times the room at most.
     *
     * @param own how many entries it holds
     */
    boolean isTooMuch(long own) {
        return held.get() > most && own > most / (2L * Math.max(1, holders.get()));
    }
}
