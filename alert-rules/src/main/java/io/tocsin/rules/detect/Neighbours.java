package io.tocsin.rules.detect;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the entries nearest to a match tell, without a look at all of them. What they don't tell may still be so: whoever
 * asks then goes through the group.
 */
record Neighbours(Entries entries) {

    /** How many neighbours of a match are looked at. */
    private static final int NEAR = 64;

    /** How many are looked at for the values of a window. */
    private static final int NEAR_VALUES = 512;

    /** Whether the window that ends with a match, which is among the entries, holds so many values. */
    boolean hold(long values, Match match, long timespanMs) {
        List<Segment> segments = entries.segments();
        Set<Long> seen = new HashSet<>();
        int at = entries.segmentFor(match);
        int index = segments.get(at).ceiling(match);
        for (int met = 0; met < NEAR_VALUES && at >= 0; met++) {
            Match each = segments.get(at).entries().get(index).match();
            if (each.timeMs() <= match.timeMs() - timespanMs) {
                return false;
            }
            seen.add(each.mark());
            if (seen.size() >= values) {
                return true;
            }
            index--;
            if (index < 0) {
                at--;
                index = at < 0 ? -1 : segments.get(at).entries().size() - 1;
            }
        }
        return false;
    }

    /** The nearest match before another one that has a mark. */
    Optional<Match> before(Match match, long mark) {
        return nearest(match, mark, -1);
    }

    /** The nearest match behind another one that has a mark. */
    Optional<Match> after(Match match, long mark) {
        return nearest(match, mark, 1);
    }

    private Optional<Match> nearest(Match match, long mark, int step) {
        List<Segment> segments = entries.segments();
        int at = entries.isEmpty() ? 0 : entries.segmentFor(match);
        int index = entries.isEmpty() ? 0 : segments.get(at).ceiling(match);
        for (int seen = 0; seen < NEAR && at >= 0 && at < segments.size(); seen++) {
            index += step;
            if (index < 0 || index >= segments.get(at).entries().size()) {
                at += step;
                index = at < 0 ? -1 : step < 0 ? segments.get(at).entries().size() - 1 : 0;
            }
            if (at >= 0 && at < segments.size()) {
                Match each = segments.get(at).entries().get(index).match();
                if (each.mark() == mark) {
                    return Optional.of(each);
                }
            }
        }
        return Optional.empty();
    }
}
