package io.tocsin.rules.detect;

import java.util.ArrayList;
import java.util.List;

/**
 * A run of neighbouring entries that is stored as one value, so that a change of one entry rewrites few others.
 *
 * @param id unique within the group; a changed segment keeps it
 * @param entries in the order of their matches; 1 to {@link #MAX_SIZE}
 */
public record Segment(long id, List<Entry> entries) {

    /** The most entries of one segment. */
    public static final int MAX_SIZE = 96;

    /** So many entries gather in the newest segment, which each match rewrites, before they join the one before it. */
    static final int TAIL_SIZE = 24;

    public Segment {
        entries = List.copyOf(entries);
        if (entries.isEmpty() || entries.size() > MAX_SIZE) {
            throw new IllegalArgumentException(
                    "a segment has " + entries.size() + " entries; 1 to " + MAX_SIZE + " are allowed");
        }
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
        return new Segment(id, both);
    }

    Segment with(int index, Entry entry) {
        Entry[] copy = entries.toArray(new Entry[entries.size() + 1]);
        System.arraycopy(copy, index, copy, index + 1, entries.size() - index);
        copy[index] = entry;
        return new Segment(id, List.of(copy));
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
}
