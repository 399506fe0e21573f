package io.tocsin.rules.detect;

import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.alert.Score;
import java.util.ArrayList;
import java.util.List;

/**
 * A run of matches each of which finds at least the threshold in its window. Its events are the window at the crossing
 * plus every later match.
 *
 * @param crossing the match that crossed the threshold
 * @param countAtCrossing events in the window at the crossing
 * @param count events so far
 * @param countExact {@code false} once more came than are kept one by one
 * @param distinct hashes of the distinct values so far, the lowest {@link Score#DISTINCT_LIMIT} of them, ascending
 * @param firstSeenMs the time of the oldest event
 * @param last the newest match
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

    /** The episode that begins with a window whose last entry crosses the threshold. */
    static Episode crossing(List<Entry> window) {
        Match first = window.get(0).match();
        Episode episode = new Episode(first, 1, 0, true, List.of(), first.timeMs(), first, List.of(), List.of());
        for (Entry entry : window) {
            episode = episode.plus(entry.match());
        }
        return new Episode(
                episode.last,
                window.size(),
                window.size(),
                true,
                episode.distinct,
                episode.firstSeenMs,
                episode.last,
                episode.oldest,
                episode.newest);
    }

    /** With one more match at or behind the crossing, wherever it stands among the others. */
    Episode plus(Match match) {
        EvidenceEnds ends = new EvidenceEnds(oldest, newest);
        ends.add(match.evidence());
        return new Episode(
                crossing,
                countAtCrossing,
                count + 1,
                countExact,
                withDistinct(distinct, match.distinct()),
                firstSeenMs,
                match.compareTo(last) > 0 ? match : last,
                ends.oldest(),
                ends.newest());
    }

    /** Joined with a later episode that turned out to go on from this one. */
    Episode join(Episode later) {
        int inWindow = (int) Math.min(later.oldest.size(), later.countAtCrossing - 1);
        List<Evidence> added = new ArrayList<>(later.oldest.subList(inWindow, later.oldest.size()));
        added.addAll(later.newest);
        EvidenceEnds ends = new EvidenceEnds(oldest, newest);
        added.forEach(ends::add);
        List<Long> joinedDistinct = distinct;
        for (long value : later.distinct) {
            joinedDistinct = withDistinct(joinedDistinct, value);
        }
        return new Episode(
                crossing,
                countAtCrossing,
                count + later.count - later.countAtCrossing + 1,
                countExact && later.countExact,
                joinedDistinct,
                firstSeenMs,
                later.last,
                ends.oldest(),
                ends.newest());
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

    /** Keeps the lowest hashes, so that the same ones stay whatever order they come in. */
    private static List<Long> withDistinct(List<Long> distinct, long value) {
        if (value == 0 || distinct.contains(value)) {
            return distinct;
        }
        List<Long> more = new ArrayList<>(distinct);
        more.add(value);
        more.sort(null);
        return more.size() <= Score.DISTINCT_LIMIT ? more : more.subList(0, Score.DISTINCT_LIMIT);
    }
}
