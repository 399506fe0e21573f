package io.tocsin.rules.match;

import java.util.BitSet;
import java.util.List;

/**
 * Finds which of many whole values a text may be, by a hash of 64 bits: lists of values can be long, and the texts
 * themselves needn't be kept to leave out nearly all of the others. The hash isn't secret, so a text may be made to collide;
 * that costs the trial of a condition in vain.
 */
final class ExactValues {
    /** Hashes; 0 for an empty place. */
    private final long[] hashes;

    private final int[] ids;

    /** Which sizes they have: a bit for each, the highest for all from there on. Most texts have another one. */
    private final long sizes;

    /**
     * A set of values.
     *
     * @param hashes the {@link #hash} of each, no two the same; the id of one is its place here plus {@code firstId}
     * @param sizes the {@link #sizeBit} of each
     */
    ExactValues(List<Long> hashes, long sizes, int firstId) {
        this.sizes = sizes;
        int bits = 33 - Integer.numberOfLeadingZeros(hashes.size());
        this.hashes = new long[1 << bits];
        this.ids = new int[1 << bits];
        for (int i = 0; i < hashes.size(); i++) {
            int place = place(hashes.get(i));
            this.hashes[place] = hashes.get(i);
            ids[place] = firstId + i;
        }
    }

    boolean isEmpty() {
        return sizes == 0;
    }

    /** Sets the bit of the value that a text is, if it is one of them. */
    void find(FoldedText text, BitSet found) {
        if ((sizes & sizeBit(text)) == 0) {
            return;
        }
        long hash = hash(text);
        int place = place(hash);
        if (hashes[place] == hash) {
            found.set(ids[place]);
        }
    }

    /** The bit that stands for the size of a text. */
    static long sizeBit(FoldedText text) {
        return 1L << Math.min(text.size(), Long.SIZE - 1);
    }

    /** Never 0. */
    static long hash(FoldedText text) {
        long hash = 0;
        for (int i = 0; i < text.size(); i++) {
            hash = (hash ^ text.at(i)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return hash == 0 ? 1 : hash;
    }

    /** The place of a hash, or the empty one where it would stand. */
    private int place(long hash) {
        int place = (int) hash & hashes.length - 1;
        while (hashes[place] != hash && hashes[place] != 0) {
            place = place + 1 & hashes.length - 1;
        }
        return place;
    }
}
