package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationRule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges the newest matches of a group without going through their windows again for each match of a flood. It remembers
 * only what the entries tell as well: with or without it the verdicts are the same.
 */
final class NewestWindow {

    /** Smaller groups are gone through. */
    private static final int WORTH_IT = 64;

    private static final int MAX_GROUPS = 64;

    /** A tally that has met all entries of a group, which are so many, and what it said of the newest, the newest last. */
    private static final class Known {
        private final Tally tally;
        private final Deque<Tally.Verdict> verdicts = new ArrayDeque<>();
        private int entries;

        Known(Tally tally, int entries) {
            this.tally = tally;
            this.entries = entries;
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
    private final LinkedHashMap<Group, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.@Nullable Entry<Group, Known> eldest) {
            return size() > MAX_GROUPS;
        }
    };

    NewestWindow(CorrelationRule rule) {
        this.rule = rule;
    }

    /** Like {@link #judge} for a match that isn't judged itself, but counts for others. */
    void meet(Group group, Entries entries, Match newest) {
        if (known.containsKey(group)) {
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
        if (met != null && met.entries == entries.size() - 1) {
            met.entries++;
            return met.append(new Entry(newest, false));
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
        if (met == null || met.entries != entries.size() - 1) {
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
