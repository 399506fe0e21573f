package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationRule;
import java.util.List;

/**
 * Goes through the entries of a group once, in their order, and judges each by what lies in its window. One kind for each
 * type of rule.
 */
abstract class Tally {

    /** What an entry's window says. */
    enum Verdict {
        /** Not what the rule asks for. */
        BELOW,
        /** What the rule asks for. */
        REACHED,
        /** Nothing: the entry is only there for others to be judged by. */
        NOT_JUDGED;

        static Verdict of(boolean reached) {
            return reached ? REACHED : BELOW;
        }
    }

    /** So many entries can be taken back. */
    static final int MAX_BACK = 64;

    private final List<Entry> entries;
    private final long timespanMs;
    private int start;
    private int end;

    Tally(CorrelationRule rule, List<Entry> entries) {
        this.entries = entries;
        this.timespanMs = rule.timespanMs();
    }

    /** A tally of a rule, before the first of these entries. */
    static Tally of(CorrelationRule rule, List<Entry> entries) {
        return switch (rule.type()) {
            case EVENT_COUNT -> new EventTally(rule, entries);
            case VALUE_COUNT -> new ValueTally(rule, entries);
            case VALUE_SUM, VALUE_AVG -> new SumTally(rule, entries);
            case VALUE_MEDIAN -> new RankTally(rule, entries);
            case VALUE_PERCENTILE ->
                rule.condition().numberField() == null ? new ShareTally(rule, entries) : new RankTally(rule, entries);
            case TEMPORAL -> new TemporalTally(rule, entries);
            case TEMPORAL_ORDERED -> new SequenceTally(rule, entries);
        };
    }

    /** Goes on to an entry that is newer than all others; of these it keeps no more than it needs. */
    final Verdict append(Entry entry) {
        if (start > end / 2 && start > 2 * MAX_BACK) {
            int kept = start;
            long backMs = entries.get(end - MAX_BACK).timeMs() - timespanMs;
            while (kept > 0 && entries.get(kept - 1).timeMs() > backMs) {
                kept--;
            }
            entries.subList(0, kept).clear();
            start -= kept;
            end -= kept;
            forgotten(kept);
        }
        entries.add(entry);
        return next();
    }

    /** The entry at hand. */
    final Entry newest() {
        return entries.get(end - 1);
    }

    /** Takes the entry at hand back, as if it had never been met; at most {@link #MAX_BACK} in a row. */
    final Entry back() {
        Entry taken = entries.remove(--end);
        takeBack(taken.match());
        while (start > 0
                && entries.get(start - 1).timeMs() > entries.get(end - 1).timeMs() - timespanMs) {
            enterAgain(entries.get(--start).match());
        }
        return taken;
    }

    /** Goes on to the next entry. */
    final Verdict next() {
        Entry entry = entries.get(end++);
        while (entries.get(start).timeMs() <= entry.timeMs() - timespanMs) {
            leave(entries.get(start++).match());
        }
        enter(entry.match());
        return judge(entry.match());
    }

    /** The window of the entry at hand, itself included. */
    final List<Entry> window() {
        return entries.subList(start, end);
    }

    /** A match comes into the window. */
    abstract void enter(Match match);

    /** A match falls out of the window. */
    abstract void leave(Match match);

    /** So many of the oldest entries are no longer in the list. */
    void forgotten(int count) {}

    /** The match that came into the window last was never there. */
    void takeBack(Match match) {
        leave(match);
    }

    /** A match that fell out of the window is in it again. */
    void enterAgain(Match match) {
        enter(match);
    }

    /** What the window says of the match that came last. */
    abstract Verdict judge(Match match);
}
