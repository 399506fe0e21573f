package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationCondition;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.JudgedAt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the entries of a group once, in their order, and judges each by what lies in its window, or each expiry by
 * what is left then. One kind for each type of rule.
 */
abstract class Tally {

    /** What a window says. */
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
    private final JudgedAt judgedAt;
    /** Where too little meets the condition and too much does, what is neither: at a match less than that isn't judged. */
    final @Nullable Long fewerThan;

    private int start;
    private int end;
    /** The first entry whose expiry hasn't been met. */
    private int unexpired;

    Tally(CorrelationRule rule, List<Entry> entries) {
        this.entries = entries;
        this.timespanMs = rule.timespanMs();
        this.judgedAt = rule.judgedAt();
        this.fewerThan = judgedAt == JudgedAt.BOTH ? rule.condition().fewerThan() : null;
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

    /** How many entries it keeps. */
    final int held() {
        return entries.size();
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
        return judgedAt.isAtMatches() ? judge(entry.match()) : Verdict.NOT_JUDGED;
    }

    /** Whether there is another entry. */
    final boolean hasNext() {
        return end < entries.size();
    }

    /** The time of the next entry; the end of time for none. */
    final long nextMs() {
        return hasNext() ? entries.get(end).timeMs() : Long.MAX_VALUE;
    }

    /** When the next expiry of an entry that was met is; the end of time for none. */
    final long nextExpiryMs() {
        return unexpired < end ? entries.get(unexpired).timeMs() + timespanMs : Long.MAX_VALUE;
    }

    /** Whether the next expiry comes before the next entry. What expires may still be in one window with what comes then. */
    final boolean expiresNext() {
        long expiryMs = nextExpiryMs();
        return judgedAt.waits()
                && expiryMs < Long.MAX_VALUE
                && (judgedAt == JudgedAt.ENDS ? expiryMs <= nextMs() : expiryMs < nextMs());
    }

    /** Goes on to the next expiry, which may be of several entries of one time. */
    final Expiry expire() {
        long timeMs = nextExpiryMs();
        Verdict atEnd = judgedAt == JudgedAt.ENDS ? judgeExpiry(timeMs) : Verdict.NOT_JUDGED;
        while (start < end && entries.get(start).timeMs() <= timeMs - timespanMs) {
            leave(entries.get(start++).match());
        }
        List<Entry> gone = entries.subList(unexpired, start);
        unexpired = start;
        Match at = Match.expiry(timeMs, gone.get(gone.size() - 1).match());
        return judgedAt == JudgedAt.ENDS
                ? new Expiry(at, atEnd, gone, window(), true)
                : new Expiry(at, judgeExpiry(timeMs), gone, window(), false);
    }

    /**
     * What is found at an expiry.
     *
     * @param at when it is
     * @param gone what goes out of the window, in order
     * @param left what is left in it
     * @param counted whether what goes belongs to what is found
     */
    record Expiry(Match at, Verdict verdict, List<Entry> gone, List<Entry> left, boolean counted) {}

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

    /** What a count says at a match. */
    final Verdict atMatch(long count, CorrelationCondition condition) {
        return fewerThan != null && count < fewerThan ? Verdict.NOT_JUDGED : Verdict.of(condition.holds(count));
    }

    /** What the window says of the match that came last. */
    abstract Verdict judge(Match match);

    /**
     * What the window says at an expiry: of what is left in it, or, for a rule that is judged when windows are over, before
     * anything has gone.
     */
    Verdict judgeExpiry(long timeMs) {
        throw new IllegalStateException("the rule is judged at matches alone");
    }
}
