package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationRule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges the newest matches of a group without going through their windows again for each match of a flood. It remembers
 * only what the entries tell as well: with or without it the verdicts are the same.
 */
final class NewestWindow {

    /** Smaller groups are gone through. */
    private static final int WORTH_IT = 64;

    /** A tally that has met all entries of a group, which are so many, and what it said of the newest, the newest last. */
    private static final class Known {
        private final Tally tally;
        private final Deque<Tally.Verdict> verdicts = new ArrayDeque<>();
        private int entries;
        /** Entries up to this time were forgotten, so that no window that reaches back to it can be told. */
        private long droppedMs = Long.MIN_VALUE;

        Known(Tally tally, int entries) {
            this.tally = tally;
            this.entries = entries;
        }

        /** About how many matches it holds. */
        int size() {
            return 2 * Integer.highestOneBit(tally.held());
        }

        Tally.Verdict append(Entry entry) {
            return remember(tally.append(entry));
        }

        Tally.Verdict remember(Tally.Verdict verdict) {
            verdicts.addLast(verdict);
            if (verdicts.size() > Tally.MAX_BACK) {
                verdicts.removeFirst();
            }
            return verdict;
        }
    }

    private final CorrelationRule rule;
    private final NewestGroups<Known> known = new NewestGroups<>(Known::size);

    NewestWindow(CorrelationRule rule) {
        this.rule = rule;
    }

    /** Like {@link #judge} for a match that isn't judged itself, but counts for others. */
    void meet(Group group, Entries entries, Match newest) {
        if (known.get(group) != null) {
            judge(group, entries, newest);
        }
    }

    /** A match was put in among the others of a group. */
    void forget(Group group) {
        known.remove(group);
    }

    /** What the window of a group's newest match says; the match is among the entries. */
    Tally.Verdict judge(Group group, Entries entries, Match newest) {
        Known met = known.get(group);
        if (met != null && met.entries == entries.size() - 1 && tells(met, newest)) {
            met.entries++;
            Tally.Verdict verdict = met.append(new Entry(newest, false));
            known.grown(group, met);
            return verdict;
        }
        List<Entry> within = new ArrayList<>(entries.newest(entries.countAfter(reach(entries, newest))));
        Known counted = new Known(Tally.of(rule, within), entries.size());
        Tally.Verdict verdict = Tally.Verdict.NOT_JUDGED;
        for (int i = 0; i < within.size(); i++) {
            verdict = counted.remember(counted.tally.next());
        }
        if (entries.size() > WORTH_IT) {
            known.put(group, counted);
        } else {
            known.remove(group);
        }
        return verdict;
    }

    /** Whether nothing that a match's window reaches back to was forgotten. */
    private boolean tells(Known met, Match match) {
        return met.droppedMs == Long.MIN_VALUE || match.timeMs() - rule.reachMs() >= met.droppedMs;
    }

    /** The entries of a group up to a time were forgotten. */
    void dropped(Group group, int before, int after, long throughMs) {
        Known met = before == after ? null : known.get(group);
        if (met != null && met.entries == before) {
            met.entries = after;
            met.droppedMs = throughMs;
        } else if (met != null) {
            known.remove(group);
        }
    }

    /** So far back that some of the newest entries can be taken back and judged again. */
    private long reach(Entries entries, Match newest) {
        if (entries.size() <= WORTH_IT) {
            return newest.timeMs() - rule.reachMs();
        }
        return entries.newest(Tally.MAX_BACK).get(0).timeMs() - rule.reachMs();
    }

    /**
     * What the window says of a match that was put in among the others of a group, if it changes nothing for those behind
     * it.
     *
     * @return {@code null} where it does, or where too many are behind it to tell
     */
    Tally.@Nullable Verdict insert(Group group, Entries entries, Match match) {
        Known met = known.get(group);
        if (met == null || met.entries != entries.size() - 1 || !tells(met, match)) {
            known.remove(group);
            return null;
        }
        Deque<Entry> behind = new ArrayDeque<>();
        Deque<Tally.Verdict> before = new ArrayDeque<>();
        while (!met.verdicts.isEmpty() && met.tally.newest().match().compareTo(match) > 0) {
            behind.addFirst(met.tally.back());
            before.addFirst(met.verdicts.removeLast());
        }
        if (met.verdicts.isEmpty()) {
            known.remove(group);
            return null;
        }
        met.entries++;
        Tally.Verdict own = met.append(new Entry(match, false));
        boolean same = true;
        for (Entry entry : behind) {
            same &= met.append(entry) == before.removeFirst();
        }
        return same ? own : null;
    }
}
