package io.tocsin.rules.detect;

import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.alert.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** An episode that is being put together, match by match. */
final class EpisodeBuilder {
    private final Match crossing;
    private final long countAtCrossing;
    private final long firstSeenMs;
    private final EvidenceEnds ends;
    private final TreeSet<Long> distinct;
    private long count;
    private boolean exact;
    private Match last;

    private EpisodeBuilder(Episode episode) {
        this.crossing = episode.crossing();
        this.countAtCrossing = episode.countAtCrossing();
        this.firstSeenMs = episode.firstSeenMs();
        this.ends = new EvidenceEnds(episode.oldest(), episode.newest());
        this.distinct = new TreeSet<>(episode.distinct());
        this.count = episode.count();
        this.exact = episode.countExact();
        this.last = episode.last();
    }

    /** The episode that begins with a window whose last entry crosses the threshold. */
    static EpisodeBuilder crossing(List<Entry> window) {
        Match crossing = window.get(window.size() - 1).match();
        EpisodeBuilder begun = new EpisodeBuilder(new Episode(
                crossing, window.size(), 0, true, List.of(), window.get(0).timeMs(), crossing, List.of(), List.of()));
        window.forEach(entry -> begun.add(entry.match()));
        return begun;
    }

    /** An episode that goes on. */
    static EpisodeBuilder from(Episode episode) {
        return new EpisodeBuilder(episode);
    }

    long crossingMs() {
        return crossing.timeMs();
    }

    Match last() {
        return last;
    }

    /** One more match, wherever it stands among the others. */
    void add(Match match) {
        count++;
        ends.add(match.evidence());
        addDistinct(match.mark());
        last = match.compareTo(last) > 0 ? match : last;
    }

    /** A later episode turned out to go on from this one. */
    void join(Episode later) {
        int inWindow = (int) Math.min(later.oldest().size(), later.countAtCrossing() - 1);
        List<Evidence> added =
                new ArrayList<>(later.oldest().subList(inWindow, later.oldest().size()));
        added.addAll(later.newest());
        added.forEach(ends::add);
        later.distinct().forEach(this::addDistinct);
        count += later.count() - later.countAtCrossing() + 1;
        exact &= later.countExact();
        last = later.last();
    }

    void markInexact() {
        exact = false;
    }

    Episode build() {
        return new Episode(
                crossing,
                countAtCrossing,
                count,
                exact,
                List.copyOf(distinct),
                firstSeenMs,
                last,
                ends.oldest(),
                ends.newest());
    }

    /** Keeps the lowest hashes, so that the same ones stay whatever order they come in. */
    private void addDistinct(long value) {
        if (value != 0 && distinct.add(value) && distinct.size() > Score.DISTINCT_LIMIT) {
            distinct.pollLast();
        }
    }
}
