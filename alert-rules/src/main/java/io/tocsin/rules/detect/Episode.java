package io.tocsin.rules.detect;

import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.alert.Score;
import java.util.List;

/**
 * A run of matches each of which finds what the rule asks for in its window, or of expiries. Its events are the window at
 * the crossing plus every later match, for expiries those until the last one.
 *
 * @param crossing the match that crossed the threshold, or an expiry
 * @param countAtCrossing events in the window at the crossing
 * @param count events so far
 * @param countExact {@code false} once more came than are kept one by one
 * @param distinct the distinct marks so far, the lowest {@link Score#DISTINCT_LIMIT} of them, ascending
 * @param firstSeenMs the time of the oldest event
 * @param last the newest match, or the newest expiry
 * @param oldest evidence of the oldest events
 * @param newest evidence of the newest events that are not among {@code oldest}
 */
public record Episode(
        Match crossing,
        long countAtCrossing,
        long count,
        boolean countExact,
        List<Long> distinct,
        long firstSeenMs,
        Match last,
        List<Evidence> oldest,
        List<Evidence> newest) {

    public Episode {
        distinct = List.copyOf(distinct);
        oldest = List.copyOf(oldest);
        newest = List.copyOf(newest);
    }

    /** As much of an episode as its crossing tells. */
    public static Episode of(Match crossing) {
        return new Episode(
                crossing, 1, 1, true, List.of(), crossing.timeMs(), crossing, List.of(crossing.evidence()), List.of());
    }

    /** The episode that begins with a window whose last entry crosses the threshold. */
    static Episode crossing(List<Entry> window) {
        return EpisodeBuilder.crossing(window).build();
    }

    /** With one more match at or behind the crossing, wherever it stands among the others. */
    Episode plus(Match match) {
        EpisodeBuilder longer = EpisodeBuilder.from(this);
        longer.add(match);
        return longer.build();
    }

    /** Whether what was told when it fired still holds. */
    boolean beginsLike(Episode other) {
        return crossing.compareTo(other.crossing) == 0 && countAtCrossing == other.countAtCrossing;
    }

    /** The time of the newest event. */
    long lastSeenMs() {
        List<Evidence> ends = newest.isEmpty() ? oldest : newest;
        return last.isExpiry() ? ends.get(ends.size() - 1).timeMs() : last.timeMs();
    }

    Episode inexact() {
        return countExact
                ? new Episode(crossing, countAtCrossing, count, false, distinct, firstSeenMs, last, oldest, newest)
                : this;
    }

    /** Whether a match lies between the crossing and the newest match, both included. */
    boolean covers(Match match) {
        return crossing.compareTo(match) <= 0 && last.compareTo(match) >= 0;
    }
}
