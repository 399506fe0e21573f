package io.tocsin.rules.detect;

import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.alert.Score;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/** An episode that is being put together, match by match. */
final class EpisodeBuilder {
    private final Match crossing;
    private final long countAtCrossing;
    private final long firstSeenMs;
    private final EvidenceEnds ends;
    /** In order. */
    private List<Long> distinct;

    private long count;
    private boolean exact;
    private Match last;

    private EpisodeBuilder(Episode episode) {
        this.crossing = episode.crossing();
        this.countAtCrossing = episode.countAtCrossing();
        this.firstSeenMs = episode.firstSeenMs();
        this.ends = new EvidenceEnds(episode.oldest(), episode.newest());
        this.distinct = episode.distinct();
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

    /** The episode that begins with an expiry. What goes out of the window then is told of, even where it isn't counted. */
    static EpisodeBuilder beginningWith(Tally.Expiry expiry) {
        List<Entry> counted = new ArrayList<>(expiry.counted() ? expiry.gone() : List.of());
        counted.addAll(expiry.left());
        long firstMs = expiry.gone().get(0).timeMs();
        EpisodeBuilder begun = new EpisodeBuilder(new Episode(
                expiry.at(), counted.size(), 0, true, List.of(), firstMs, expiry.at(), List.of(), List.of()));
        if (!expiry.counted()) {
            expiry.gone().forEach(entry -> begun.ends.add(entry.match().evidence()));
        }
        counted.forEach(entry -> begun.add(entry.match()));
        return begun;
    }

    /** A match at which it is judged to go on, and what came since the last such point. */
    void goOnTo(Match match, List<Entry> window) {
        addFrom(window, entry -> entry.match().compareTo(last) > 0);
        last = match.compareTo(last) > 0 ? match : last;
    }

    /** The same with an expiry. */
    void goOnTo(Tally.Expiry expiry) {
        // What comes at the time of an expiry is behind it where the rule counts what goes.
        long behindMs = expiry.counted() ? last.timeMs() - 1 : last.timeMs();
        addFrom(
                expiry.left(),
                last.isExpiry()
                        ? entry -> entry.timeMs() > behindMs
                        : entry -> entry.match().compareTo(last) > 0);
        last = expiry.at();
    }

    private void addFrom(List<Entry> window, Predicate<Entry> isNewer) {
        for (int i = window.size() - 1; i >= 0 && isNewer.test(window.get(i)); i--) {
            Match match = window.get(i).match();
            count++;
            ends.add(match.evidence());
            addDistinct(match.mark());
        }
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
        // The match at the crossing is counted with what follows; an expiry is none.
        long before = later.countAtCrossing() - (later.crossing().isExpiry() ? 0 : 1);
        int inWindow = (int) Math.min(later.oldest().size(), before);
        List<Evidence> added =
                new ArrayList<>(later.oldest().subList(inWindow, later.oldest().size()));
        added.addAll(later.newest());
        added.forEach(ends::add);
        later.distinct().forEach(this::addDistinct);
        count += later.count() - before;
        exact &= later.countExact();
        last = later.last();
    }

    void markInexact() {
        exact = false;
    }

    Episode build() {
        return new Episode(
                crossing, countAtCrossing, count, exact, distinct, firstSeenMs, last, ends.oldest(), ends.newest());
    }

    /** Keeps the lowest hashes, so that the same ones stay whatever order they come in. */
    private void addDistinct(long value) {
        int place = value == 0 ? 0 : -1 - Collections.binarySearch(distinct, value);
        if (value == 0 || place < 0 || place == Score.DISTINCT_LIMIT) {
            return;
        }
        List<Long> more = new ArrayList<>(distinct);
        more.add(place, value);
        distinct = more.subList(0, Math.min(more.size(), Score.DISTINCT_LIMIT));
    }
}
