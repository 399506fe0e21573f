package io.tocsin.rules.detect;

import io.tocsin.rules.alert.Evidence;
import java.util.Comparator;

/**
 * One event that counts for a rule, reduced to what counting needs.
 *
 * @param source CloudEvents {@code source}
 * @param id CloudEvents {@code id}
 * @param fingerprint tells a repetition from another event of the same id
 * @param distinct a hash of the value whose distinct values feed the score, see {@link #hash}; 0 for none
 * @param stale whether the event was history when it arrived
 * @param evidence when it happened and where it can be found again
 */
public record Match(String source, String id, Fingerprint fingerprint, long distinct, boolean stale, Evidence evidence)
        implements Comparable<Match> {

    private static final Comparator<Match> ORDER = Comparator.comparingLong(Match::timeMs)
            .thenComparing(Match::source)
            .thenComparing(Match::id)
            .thenComparing(Match::fingerprint);

    /** The event's own time, milliseconds since the epoch. */
    public long timeMs() {
        return evidence.timeMs();
    }

    /** The same match with another hash for the score. */
    public Match withDistinct(long otherDistinct) {
        return new Match(source, id, fingerprint, otherDistinct, stale, evidence);
    }

    /** The order in which matches are judged: by time, then source, then id, whatever order they arrive in. */
    @Override
    public int compareTo(Match other) {
        return ORDER.compare(this, other);
    }

    /** A 64-bit FNV-1a hash of a value, never 0. */
    public static long hash(String value) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < value.length(); i++) {
            hash = (hash ^ value.charAt(i)) * 0x100000001b3L;
        }
        return hash == 0 ? 1 : hash;
    }
}
