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
        /** Less than the rule asks for. */
        BELOW,
        /** As much as the rule asks for, or more. */
        REACHED,
        /** Nothing: the entry is only there for others to be judged by. */
        NOT_JUDGED
    }

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
            case TEMPORAL_ORDERED -> new SequenceTally(rule, entries);
        };
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

    /** What the window says of the match that came last. */
    abstract Verdict judge(Match match);
}
