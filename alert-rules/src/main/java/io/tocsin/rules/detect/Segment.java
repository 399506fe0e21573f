package io.tocsin.rules.detect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run of neighbouring entries that is stored as one value, so that a change of one entry rewrites few others. */
public final class Segment {

    /** The most entries of one segment. */
    public static final int MAX_SIZE = 96;

    /** So many entries gather in the newest segment, which each match rewrites, before they join the one before it. */
    static final int TAIL_SIZE = 24;

    private final long id;
    private final List<Entry> entries;
    private final int textBytes;

    /**
     * A segment.
     *
     * @param id unique within the group; a changed segment keeps it
     * @param entries in the order of their matches; 1 to {@link #MAX_SIZE}
     */
    public Segment(long id, List<Entry> entries) {
        this(id, List.copyOf(entries), textBytes(entries));
    }

    private Segment(long id, List<Entry> entries, int textBytes) {
        if (entries.isEmpty() || entries.size() > MAX_SIZE) {
            throw new IllegalArgumentException(
                    "a segment has " + entries.size() + " entries; 1 to " + MAX_SIZE + " are allowed");
        }
        this.id = id;
        this.entries = entries;
        this.textBytes = textBytes;
    }

    private static int textBytes(List<Entry> entries) {
        int bytes = 0;
        for (Entry entry : entries) {
            bytes += entry.textBytes();
        }
        return bytes;
    }

    /** Unique within the group; a changed segment keeps it. */
    public long id() {
        return id;
    }

    /** In the order of their matches; 1 to {@link #MAX_SIZE}. */
    public List<Entry> entries() {
        return entries;
    }

    /**
     * About how many bytes the texts of its entries take where they are stored. Known without looking at them: it is asked
     * with each match, when most of them aren't at hand for the processor.
     */
    public int textBytes() {
        return textBytes;
    }

    Entry first() {
        return entries.get(0);
    }

    Entry last() {
        return entries.get(entries.size() - 1);
    }

    boolean isFull() {
        return entries.size() == MAX_SIZE;
    }

    /** The entries of both, under the id of this one. */
    Segment joined(Segment next) {
        List<Entry> both = new ArrayList<>(entries.size() + next.entries.size());
        both.addAll(entries);
        both.addAll(next.entries);
        return new Segment(id, List.copyOf(both), textBytes + next.textBytes);
    }

    Segment with(int index, Entry entry) {
        Entry[] copy = entries.toArray(new Entry[entries.size() + 1]);
        System.arraycopy(copy, index, copy, index + 1, entries.size() - index);
        copy[index] = entry;
        return new Segment(id, List.of(copy), textBytes + entry.textBytes());
    }

    /** The index of the first entry that isn't before {@code match}. */
    int ceiling(Match match) {
        int low = 0;
        int high = entries.size();
        if (last().match().compareTo(match) < 0) {
            return high;
        }
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).match().compareTo(match) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** How many entries are after {@code timeMs}. */
    int countAfter(long timeMs) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).timeMs() <= timeMs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return entries.size() - low;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Segment segment && id == segment.id && entries.equals(segment.entries);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(id) + entries.hashCode();
    }
}
