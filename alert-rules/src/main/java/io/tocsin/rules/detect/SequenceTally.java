package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.CorrelationRule.SequenceStep;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
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
    /** Per step, the times of its events within its own window. */
    private final List<Deque<Long>> countedMs = new ArrayList<>();
    /** When the last step was taken last. */
    private long endedMs = Long.MIN_VALUE;
    /** The first entry that has not been met. */
    private int ahead;

    SequenceTally(CorrelationRule rule, List<Entry> entries) {
        super(rule, entries);
        this.rule = rule;
        this.entries = entries;
        this.latestBeganMs = new long[rule.steps().size()];
        Arrays.fill(latestBeganMs, Long.MIN_VALUE);
        rule.steps().forEach(step -> countedMs.add(new ArrayDeque<>()));
    }

    /** Whether an event may be a sequence's first. */
    static boolean isFirst(long mark) {
        return (mark & 1) == 1;
    }

    /** Whether an event may be a sequence's last. */
    static boolean isJudged(CorrelationRule rule, Match match) {
        return (match.mark() >>> (rule.steps().size() - 1) & 1) == 1;
    }

    /** Events of equal times may be taken in either order, so they are met together. */
    @Override
    void enter(Match match) {
        long timeMs = match.timeMs();
        long taken = 0;
        while (ahead < entries.size() && entries.get(ahead).timeMs() == timeMs) {
            taken |= count(entries.get(ahead++).match());
        }
        long beforeMs = timeMs;
        for (int i = 0; i < latestBeganMs.length; i++) {
            if ((taken >>> i & 1) == 1 && isReached(i, timeMs)) {
                latestBeganMs[i] = Math.max(latestBeganMs[i], beforeMs);
                endedMs = i == latestBeganMs.length - 1 ? timeMs : endedMs;
            }
            beforeMs = latestBeganMs[i];
        }
    }

    /** Counts an event for the steps that it takes, and returns them. */
    private long count(Match match) {
        for (int i = 0; i < latestBeganMs.length; i++) {
            if (rule.steps().get(i).threshold() > 1 && (match.mark() >>> i & 1) == 1) {
                countedMs.get(i).addLast(match.timeMs());
            }
        }
        return match.mark();
    }

    private boolean isReached(int i, long timeMs) {
        SequenceStep step = rule.steps().get(i);
        if (step.threshold() == 1) {
            return true;
        }
        Deque<Long> counted = countedMs.get(i);
        while (counted.getFirst() <= timeMs - step.timespanMs()) {
            counted.removeFirst();
        }
        return counted.size() >= step.threshold();
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
        return endedMs == match.timeMs() && beganMs > match.timeMs() - rule.timespanMs()
                ? Verdict.REACHED
                : Verdict.BELOW;
    }
}
