package io.tocsin.rules.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the episodes of a group by going through its entries once, in order. What is settled is taken as it was judged;
 * the rest is judged by counting.
 */
final class EpisodeFinder {

    private final long timespanMs;
    private final long threshold;
    private final GroupState state;
    private final List<Episode> settled;
    /** What became of each settled episode: its index in {@link #found}, or -1 as long as it hasn't been met. */
    private final int[] place;

    private final List<Episode> found = new ArrayList<>();
    private int current = -1;

    private EpisodeFinder(long timespanMs, long threshold, GroupState state) {
        this.timespanMs = timespanMs;
        this.threshold = threshold;
        this.state = state;
        this.settled = new ArrayList<>();
        for (AlertedEpisode alerted : state.alerted()) {
            if (alerted.settled() != null) {
                settled.add(alerted.settled());
            }
        }
        this.place = new int[settled.size()];
        Arrays.fill(place, -1);
    }

    /** The episodes among all entries before {@code endMs}, in the order of their crossings. */
    static List<Episode> find(long timespanMs, long threshold, GroupState state, long endMs) {
        return new EpisodeFinder(timespanMs, threshold, state).find(endMs);
    }

    private List<Episode> find(long endMs) {
        List<Entry> entries = state.entries().toList();
        int windowStart = 0;
        for (int i = 0; i < entries.size() && entries.get(i).timeMs() < endMs; i++) {
            Entry entry = entries.get(i);
            while (entries.get(windowStart).timeMs() <= entry.timeMs() - timespanMs) {
                windowStart++;
            }
            meetSettledBefore(entry.match());
            if (state.isSettled(entry)) {
                takeAsSettled(entry.match());
            } else {
                judge(entry.match(), entries.subList(windowStart, i + 1));
            }
        }
        for (int i = 0; i < settled.size(); i++) {
            meet(i);
        }
        found.sort(Comparator.comparing(Episode::crossing));
        return found;
    }

    /** An episode whose entries are all gone still stands until it is closed. */
    private void meetSettledBefore(Match match) {
        for (int i = 0; i < settled.size(); i++) {
            if (place[i] < 0 && settled.get(i).last().compareTo(match) < 0) {
                meet(i);
            }
        }
    }

    private void meet(int i) {
        if (place[i] < 0) {
            found.add(settled.get(i));
            place[i] = found.size() - 1;
        }
    }

    private void takeAsSettled(Match match) {
        for (int i = 0; i < settled.size(); i++) {
            if (settled.get(i).covers(match)) {
                if (place[i] < 0 && goesOnTo(match)) {
                    found.set(current, found.get(current).join(settled.get(i)));
                    place[i] = current;
                } else {
                    meet(i);
                    current = place[i];
                }
                return;
            }
        }
        current = -1;
    }

    private void judge(Match match, List<Entry> window) {
        boolean cut = state.droppedMs() > match.timeMs() - timespanMs;
        int covering = cut ? settledCovering(match) : -1;
        if (covering >= 0) {
            meet(covering);
            current = place[covering];
            found.set(current, found.get(current).plus(match).inexact());
        } else if (window.size() < threshold) {
            current = -1;
        } else if (goesOnTo(match)) {
            Episode longer = found.get(current).plus(match);
            found.set(current, cut ? longer.inexact() : longer);
        } else {
            Episode begun = Episode.crossing(window);
            found.add(cut ? begun.inexact() : begun);
            current = found.size() - 1;
        }
    }

    private int settledCovering(Match match) {
        for (int i = 0; i < settled.size(); i++) {
            if (settled.get(i).covers(match)) {
                return i;
            }
        }
        return -1;
    }

    private boolean goesOnTo(Match match) {
        return current >= 0 && match.timeMs() - found.get(current).last().timeMs() < timespanMs;
    }
}
