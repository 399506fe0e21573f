package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationRule;
import java.util.Arrays;
import java.util.List;

/**
 * Looks for the steps of a sequence in their order. Only events of the last step are judged.
 *
 * <p>For each step it remembers one time: the latest at which a chain began that has come as far as this step. That is all
 * one needs to know, since of two chains the one that began later serves every window better; so each entry costs as many
 * operations as there are steps, whatever an attacker sends.
 */
final class SequenceTally extends Tally {
    private final CorrelationRule rule;
    private final List<Entry> entries;
    /** Per step, when the latest chain began that has come so far; the beginning of time for none. */
    private final long[] latestBeganMs;

    private final StepWindows windows;
    /** When a step was taken last that must not be; the beginning of time for never. */
    private long ruledOutMs = Long.MIN_VALUE;
    /** When the last step was taken last. */
    private long endedMs = Long.MIN_VALUE;
    /** The first entry that has not been met. */
    private int ahead;

    SequenceTally(CorrelationRule rule, List<Entry> entries) {
        super(rule, entries);
        this.rule = rule;
        this.entries = entries;
        this.latestBeganMs = new long[rule.stepsInOrder()];
        Arrays.fill(latestBeganMs, Long.MIN_VALUE);
        this.windows = new StepWindows(rule.steps());
    }

    /** Whether an event may be a sequence's first. */
    static boolean isFirst(long mark) {
        return StepWindows.has(mark, 0);
    }

    /** Whether an event may be a sequence's last. */
    static boolean isJudged(CorrelationRule rule, Match match) {
        return StepWindows.has(match.mark(), rule.stepsInOrder() - 1);
    }

    /** Whether an event may belong to a step that must not be taken. */
    static boolean isRuledOut(CorrelationRule rule, long mark) {
        return mark >>> rule.stepsInOrder() != 0;
    }

    /** Events of equal times may be taken in either order, so they are met together. */
    @Override
    void enter(Match match) {
        long timeMs = match.timeMs();
        long taken = 0;
        while (ahead < entries.size() && entries.get(ahead).timeMs() == timeMs) {
            Match together = entries.get(ahead++).match();
            windows.count(together);
            taken |= together.mark();
        }
        for (int i = latestBeganMs.length; i < rule.steps().size(); i++) {
            ruledOutMs = StepWindows.has(taken, i) && windows.isReached(i, timeMs) ? timeMs : ruledOutMs;
        }
        long beforeMs = timeMs;
        for (int i = 0; i < latestBeganMs.length; i++) {
            if (StepWindows.has(taken, i) && windows.isReached(i, timeMs)) {
                latestBeganMs[i] = Math.max(latestBeganMs[i], beforeMs);
                endedMs = i == latestBeganMs.length - 1 ? timeMs : endedMs;
            }
            beforeMs = latestBeganMs[i];
        }
    }

    @Override
    void forgotten(int count) {
        ahead -= count;
    }

    @Override
    void leave(Match match) {
        // A chain that began too early is told by its time.
    }

    @Override
    Verdict judge(Match match) {
        if (!isJudged(rule, match)) {
            return Verdict.NOT_JUDGED;
        }
        long beganMs = latestBeganMs[latestBeganMs.length - 1];
        long windowStartMs = match.timeMs() - rule.timespanMs();
        return Verdict.of(endedMs == match.timeMs() && beganMs > windowStartMs && ruledOutMs <= windowStartMs);
    }
}
