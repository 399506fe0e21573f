package io.tocsin.monitor.worker;

import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.TreeSet;

/** Which records of an assigned partition are unfinished, and how far its offset may be committed. */
public class OffsetTracker {

    private static final long NONE = -1;

    private final NavigableSet<Long> unfinished = new TreeSet<>();
    private long next = NONE;
    private long committed = NONE;

    /** A record was read; nothing behind it is committed until it is {@link #finished}. */
    public void began(long offset) {
        unfinished.add(offset);
        next = Math.max(next, offset + 1);
    }

    /** Nothing is left to be done about a record. */
    public void finished(long offset) {
        unfinished.remove(offset);
    }

    /** How many records are unfinished. */
    public int unfinished() {
        return unfinished.size();
    }

    /** How many records were read from the oldest that is unfinished on. */
    public long ahead() {
        return unfinished.isEmpty() ? 0 : next - unfinished.first();
    }

    /** Everything in front of this offset is finished; empty if nothing was read. */
    public OptionalLong reached() {
        long offset = unfinished.isEmpty() ? next : unfinished.first();
        return offset == NONE ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /** The offset to commit; empty if that is what was committed last or nothing was read. */
    public OptionalLong toCommit() {
        OptionalLong reached = reached();
        return reached.isPresent() && reached.getAsLong() == committed ? OptionalLong.empty() : reached;
    }

    /** An offset is being committed. */
    public void committing(long offset) {
        committed = offset;
    }

    /** What was to be committed wasn't: {@link #toCommit} gives it again. */
    public void commitFailed() {
        committed = NONE;
    }
}
