package io.tocsin.rules.detect;

import io.tocsin.rules.alert.Evidence;
import java.util.Map;

/**
 * One event that counts for a rule, reduced to what counting needs.
 *
 * @param source CloudEvents {@code source}
 * @param id CloudEvents {@code id}
 * @param fingerprint tells a repetition from another event of the same id
 * @param mark what else the rule looks at: a hash of the values that it counts or that feed its score, a number in
 *     thousandths, or the bits of the steps that the event takes; 0 for nothing, see {@link RuleIndex}
 * @param stale whether the event was history when it arrived
 * @param evidence when it happened and where it can be found again
 * @param carried the values of the fields that correlations ask for which look at the episodes of the rule; most rules are
 *     looked at by none, and this is empty
 */
public record Match(
        String source,
        String id,
        Fingerprint fingerprint,
        long mark,
        boolean stale,
        Evidence evidence,
        Map<String, String> carried)
        implements Comparable<Match> {

    public Match {
        carried = Map.copyOf(carried);
    }

    /** A match that carries nothing. */
    public Match(String source, String id, Fingerprint fingerprint, long mark, boolean stale, Evidence evidence) {
        this(source, id, fingerprint, mark, stale, evidence, Map.of());
    }

    private static final Fingerprint NONE = new Fingerprint(0, 0);

    /**
     * The expiry of a match, at which it goes out of the window: a point in time at which a window is judged, as it is at a
     * match. It is told apart by its empty source, which no event has.
     *
     * @param gone the match, or the newest of several of one time
     */
    static Match expiry(long timeMs, Match gone) {
        Evidence evidence = gone.evidence();
        Evidence then = new Evidence(timeMs, evidence.record(), evidence.origin(), evidence.source());
        return new Match("", "", NONE, 0, gone.stale(), then, gone.carried());
    }

    boolean isExpiry() {
        return source.isEmpty();
    }

    /** The event's own time, milliseconds since the epoch. */
    public long timeMs() {
        return evidence.timeMs();
    }

    /** The same match as another rule sees it. */
    public Match withMark(long otherMark) {
        return new Match(source, id, fingerprint, otherMark, stale, evidence, carried);
    }

    /** The same match without what is a matter of each rule. */
    public Match plain() {
        return new Match(source, id, fingerprint, 0, stale, evidence);
    }

    /**
     * The same match with another's texts in place of its own where they are equal: a group keeps thousands, and most come
     * from one source.
     */
    Match sharing(Match other) {
        String sameSource = source.equals(other.source) ? other.source : source;
        String address = evidence.source();
        Evidence same = address != null && address.equals(other.evidence.source())
                ? new Evidence(evidence.timeMs(), evidence.record(), evidence.origin(), other.evidence.source())
                : evidence;
        return new Match(sameSource, id, fingerprint, mark, stale, same, carried);
    }

    /** The same match with the values of fields. */
    public Match withCarried(Map<String, String> values) {
        return values.isEmpty() ? this : new Match(source, id, fingerprint, mark, stale, evidence, values);
    }

    /**
     * The order in which matches are judged: by time, then source, then id, whatever order they arrive in. An expiry comes
     * behind the matches of its time.
     */
    @Override
    public int compareTo(Match other) {
        int order = Long.compare(timeMs(), other.timeMs());
        if (order == 0 && isExpiry() != other.isExpiry()) {
            return isExpiry() ? 1 : -1;
        }
        if (order == 0) {
            order = source.compareTo(other.source);
        }
        if (order == 0) {
            order = id.compareTo(other.id);
        }
        return order == 0 ? fingerprint.compareTo(other.fingerprint) : order;
    }
}
