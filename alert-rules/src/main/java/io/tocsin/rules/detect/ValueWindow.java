package io.tocsin.rules.detect;

/**
 * The distinct values of a sliding window, each with the time of its newest match. Matches come in their order; the oldest
 * leave. Each costs a few steps, however many values there are, and no object: an open-addressed hash table for the values
 * and a ring of the matches.
 */
final class ValueWindow {
    private static final int SMALLEST = 128;

    /** The ring of matches: a power of two of places. */
    private long[] values = new long[SMALLEST];

    private long[] timesMs = new long[SMALLEST];
    private int oldest;
    private int count;

    /** The table: the place in the ring, plus 1, of the newest match of a value; 0 for none. Twice as large as the ring. */
    private int[] places = new int[2 * SMALLEST];

    private int distinct;

    /** How many distinct values there are. */
    int size() {
        return distinct;
    }

    /** How many matches there is room for. */
    int capacity() {
        return values.length;
    }

    /** A match that is newer than all others. */
    void append(long value, long timeMs) {
        if (count == values.length) {
            grow();
        }
        int at = oldest + count & values.length - 1;
        values[at] = value;
        timesMs[at] = timeMs;
        count++;
        int place = place(value);
        distinct += places[place] == 0 ? 1 : 0;
        places[place] = at + 1;
    }

    /** Without the matches up to a time. */
    void dropThrough(long timeMs) {
        while (count > 0 && timesMs[oldest] <= timeMs) {
            int place = place(values[oldest]);
            if (places[place] == oldest + 1) {
                remove(place);
                distinct--;
            }
            oldest = oldest + 1 & values.length - 1;
            count--;
        }
    }

    /** Whether a value has a match of a time or later. */
    boolean hasSince(long value, long timeMs) {
        int at = places[place(value)] - 1;
        return at >= 0 && timesMs[at] >= timeMs;
    }

    private int place(long value) {
        int place = home(value);
        while (places[place] != 0 && values[places[place] - 1] != value) {
            place = place + 1 & places.length - 1;
        }
        return place;
    }

    private int home(long value) {
        return (int) (value * 0x9E3779B97F4A7C15L >>> Long.numberOfLeadingZeros(places.length) + 1);
    }

    /** Empties a place and moves up what would no longer be found behind it. */
    private void remove(int emptied) {
        int hole = emptied;
        int next = hole + 1 & places.length - 1;
        while (places[next] != 0) {
            int home = home(values[places[next] - 1]);
            boolean reachesHole = (next - home & places.length - 1) >= (next - hole & places.length - 1);
            if (reachesHole) {
                places[hole] = places[next];
                hole = next;
            }
            next = next + 1 & places.length - 1;
        }
        places[hole] = 0;
    }

    private void grow() {
        long[] oldValues = values;
        long[] oldTimesMs = timesMs;
        int first = oldest;
        int had = count;
        values = new long[2 * oldValues.length];
        timesMs = new long[values.length];
        places = new int[2 * values.length];
        oldest = 0;
        count = 0;
        distinct = 0;
        for (int i = 0; i < had; i++) {
            int from = first + i & oldValues.length - 1;
            append(oldValues[from], oldTimesMs[from]);
        }
    }
}
