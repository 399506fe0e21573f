package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.JudgedAt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the episodes of a group by going through its entries and their expiries once, in order. What is settled is taken as
 * it was judged; the rest is judged by its {@link Tally}.
 */
final class EpisodeFinder {

    private final CorrelationRule rule;
    private final boolean refutable;
    private final boolean addsAllBetween;
    /** Asked for at each match. */
    private final long reachMs;

    private final GroupState state;
    private final List<Episode> settled;
    /** What became of each settled episode: its index in {@link #found}, or -1 as long as it hasn't been met. */
    private final int[] place;

    private final List<EpisodeBuilder> found = new ArrayList<>();
    private int current = -1;

    private EpisodeFinder(CorrelationRule rule, GroupState state) {
        this.rule = rule;
        this.refutable = rule.isRefutable();
        this.addsAllBetween = rule.judgedAt().waits();
        this.reachMs = rule.reachMs();
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

    /** The episodes as far as they are known: of all entries, and of the expiries that are settled. */
    static List<Episode> find(CorrelationRule rule, GroupState state) {
        return new EpisodeFinder(rule, state).find(Long.MAX_VALUE, state.settledMs());
    }

    /** The episodes among all entries and expiries before {@code endMs}, in the order of their crossings. */
    static List<Episode> findBefore(CorrelationRule rule, GroupState state, long endMs) {
        return new EpisodeFinder(rule, state).find(endMs, endMs);
    }

    /** The episodes as they are once the expiries before a time are decided. */
    static List<Episode> decide(CorrelationRule rule, GroupState state, long endMs) {
        return new EpisodeFinder(rule, state).find(Long.MAX_VALUE, endMs);
    }

    /** Whether what an expiry found is still found. */
    static boolean stillHolds(CorrelationRule rule, Entries entries, Match expiry) {
        Tally tally = Tally.of(rule, entries.toList());
        while (tally.hasNext() || tally.expiresNext()) {
            if (!tally.expiresNext()) {
                tally.next();
            } else if (tally.nextExpiryMs() > expiry.timeMs()) {
                return false;
            } else {
                Tally.Expiry met = tally.expire();
                if (met.at().timeMs() == expiry.timeMs()) {
                    return met.verdict() == Tally.Verdict.REACHED;
                }
            }
        }
        return false;
    }

    private List<Episode> find(long endMs, long expiriesEndMs) {
        List<Entry> entries = state.entries().toList();
        Tally tally = Tally.of(rule, entries);
        while (true) {
            boolean expires = tally.expiresNext();
            if (expires ? tally.nextExpiryMs() >= expiriesEndMs && !tally.hasNext() : tally.nextMs() >= endMs) {
                break;
            }
            if (expires) {
                Tally.Expiry expiry = tally.expire();
                if (expiry.at().timeMs() < expiriesEndMs) {
                    meet(expiry);
                }
            } else {
                Tally.Verdict verdict = tally.next();
                meet(tally.newest(), verdict, tally.window());
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

    private void meet(Entry entry, Tally.Verdict verdict, List<Entry> window) {
        if (verdict == Tally.Verdict.NOT_JUDGED) {
            return;
        }
        meetSettledBefore(entry.match());
        if (state.isSettled(entry)) {
            takeAsSettled(entry.match());
        } else {
            judge(entry, verdict, window);
        }
    }

    private void meet(Tally.Expiry expiry) {
        if (expiry.verdict() == Tally.Verdict.NOT_JUDGED) {
            return;
        }
        Match at = expiry.at();
        meetSettledBefore(at);
        if (at.timeMs() < state.settledMs()) {
            takeAsSettled(at);
            return;
        }
        boolean flooded = state.droppedMs() > at.timeMs() - rule.timespanMs();
        if (flooded && rule.judgedAt() == JudgedAt.BOTH) {
            return;
        }
        // A flood of which a part is gone isn't too little, whatever is left.
        if (expiry.verdict() == Tally.Verdict.BELOW || flooded) {
            current = -1;
            return;
        }
        if (goesOnTo(at) || isOfTheLastCrossing(at)) {
            found.get(current).goOnTo(expiry);
        } else {
            found.add(EpisodeBuilder.beginningWith(expiry));
            current = found.size() - 1;
        }
        if (isCut(at)) {
            found.get(current).markInexact();
        }
    }

    private boolean isCut(Match at) {
        return state.droppedMs() > at.timeMs() - reachMs;
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
        if (place[covering] < 0 && goesOnTo(match) && !endsAsSettled()) {
            found.get(current).join(settled.get(covering));
            place[covering] = current;
        } else {
            meet(covering);
            current = place[covering];
        }
    }

    /** What parted a settled episode from the next may be gone. */
    private boolean endsAsSettled() {
        Match last = found.get(current).last();
        for (int i = 0; i < settled.size(); i++) {
            if (place[i] == current && settled.get(i).last().compareTo(last) == 0) {
                return true;
            }
        }
        return false;
    }

    private void judge(Entry entry, Tally.Verdict verdict, List<Entry> window) {
        Match match = entry.match();
        boolean cut = isCut(match);
        // Where part of the window is gone, what was settled tells more than what can be counted.
        int covering = cut || entry.reopened() ? settledCovering(match) : -1;
        if (covering >= 0) {
            goOnWith(covering, match);
            found.get(current).add(match);
        } else if (cut && entry.reopened() && refutable) {
            // What can be counted tells nothing.
            return;
        } else if (verdict == Tally.Verdict.BELOW) {
            current = -1;
            return;
        } else if (goesOnTo(match) || isOfTheLastCrossing(match)) {
            if (addsAllBetween) {
                found.get(current).goOnTo(match, window);
            } else {
                found.get(current).add(match);
            }
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
