package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the episodes of a group by going through its entries once, in order. What is settled is taken as it was judged;
 * the rest is judged by its {@link Tally}.
 */
final class EpisodeFinder {

    private final CorrelationRule rule;
    private final boolean refutable;
    private final GroupState state;
    private final List<Episode> settled;
    /** What became of each settled episode: its index in {@link #found}, or -1 as long as it hasn't been met. */
    private final int[] place;

    private final List<EpisodeBuilder> found = new ArrayList<>();
    private int current = -1;

    private EpisodeFinder(CorrelationRule rule, GroupState state) {
        this.rule = rule;
        this.refutable = rule.isRefutable();
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
    static List<Episode> find(CorrelationRule rule, GroupState state, long endMs) {
        return new EpisodeFinder(rule, state).find(endMs);
    }

    private List<Episode> find(long endMs) {
        List<Entry> entries = state.entries().toList();
        Tally tally = Tally.of(rule, entries);
        for (int i = 0; i < entries.size() && entries.get(i).timeMs() < endMs; i++) {
            Entry entry = entries.get(i);
            Tally.Verdict verdict = tally.next();
            if (verdict == Tally.Verdict.NOT_JUDGED) {
                continue;
            }
            meetSettledBefore(entry.match());
            if (state.isSettled(entry)) {
                takeAsSettled(entry.match());
            } else {
                judge(entry, verdict, tally.window());
            }
        }
        for (int i = 0; i < settled.size(); i++) {
            meet(i);
        }
        return found.stream()
                .map(EpisodeBuilder::build)
                .sorted(Comparator.comparing(Episode::crossing))
                .toList();
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
            found.add(EpisodeBuilder.from(settled.get(i)));
            place[i] = found.size() - 1;
        }
    }

    private void takeAsSettled(Match match) {
        for (int i = 0; i < settled.size(); i++) {
            if (settled.get(i).covers(match)) {
                goOnWith(i, match);
                return;
            }
        }
        current = -1;
    }

    /** A match lies in a settled episode, which may go on from one that a late match began before it. */
    private void goOnWith(int covering, Match match) {
        if (place[covering] < 0 && goesOnTo(match)) {
            found.get(current).join(settled.get(covering));
            place[covering] = current;
        } else {
            meet(covering);
            current = place[covering];
        }
    }

    private void judge(Entry entry, Tally.Verdict verdict, List<Entry> window) {
        Match match = entry.match();
        boolean cut = state.droppedMs() > match.timeMs() - rule.reachMs();
        // Where part of the window is gone, what was settled tells more than what can be counted.
        int covering = cut || entry.reopened() ? settledCovering(match) : -1;
        if (covering >= 0) {
            goOnWith(covering, match);
            found.get(current).add(match);
        } else if (verdict == Tally.Verdict.BELOW || (cut && entry.reopened() && refutable)) {
            current = -1;
            return;
        } else if (goesOnTo(match) || isOfTheLastCrossing(match)) {
            found.get(current).add(match);
        } else {
            found.add(EpisodeBuilder.crossing(window));
            current = found.size() - 1;
        }
        if (cut) {
            found.get(current).markInexact();
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

    /** What is refuted and holds again within the millisecond of its crossing was never refuted. */
    private boolean isOfTheLastCrossing(Match match) {
        for (int i = found.size() - 1; i >= 0 && refutable; i--) {
            if (found.get(i).crossingMs() == match.timeMs()) {
                current = i;
                return true;
            }
        }
        return false;
    }

    private boolean goesOnTo(Match match) {
        return current >= 0 && match.timeMs() - found.get(current).last().timeMs() < rule.timespanMs();
    }
}
