package io.tocsin.rules.detect;

import io.tocsin.rules.alert.Score;
import io.tocsin.rules.sigma.CorrelationRule;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Looks for the steps of a sequence in their order. Only events of the last step are judged, or, where a step behind the
 * last must not follow, the expiries of events at which the first was taken.
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
    /** When all steps had been taken last, and when the latest chain of these began. */
    private long completedMs = Long.MIN_VALUE;

    private long completedBeganMs = Long.MIN_VALUE;
    /** When a step was taken last that must not follow. */
    private long followedMs = Long.MIN_VALUE;
    /** When the first step was taken, of what hasn't expired. */
    private final Deque<Long> firstMs = new ArrayDeque<>();

    private final int mustNotFollow;
    /** The first entry that has not been met. */
    private int ahead;

    SequenceTally(CorrelationRule rule, List<Entry> entries) {
        super(rule, entries);
        this.rule = rule;
        this.entries = entries;
        this.latestBeganMs = new long[rule.stepsInOrder()];
        Arrays.fill(latestBeganMs, Long.MIN_VALUE);
        this.windows = new StepWindows(rule.steps());
        this.mustNotFollow = rule.steps().size() - rule.stepsThatMayCome();
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
        return (mark & ~StepWindows.FAMILIAR) >>> rule.stepsInOrder() != 0;
    }

    /**
     * Whether each event of a sequence's last step came from a familiar source.
     *
     * @param marks those of an episode, the lowest of them; where there may be others, nothing is certain
     */
    static boolean isAllFromFamiliar(CorrelationRule rule, List<Long> marks) {
        return rule.isSequence()
                && marks.size() < Score.DISTINCT_LIMIT
                && marks.stream()
                        .filter(mark -> StepWindows.has(mark, rule.stepsInOrder() - 1))
                        .allMatch(mark -> (mark & StepWindows.FAMILIAR) != 0);
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
            if (isTaken(taken, i, timeMs)) {
                ruledOutMs = i < mustNotFollow ? timeMs : ruledOutMs;
                followedMs = i < mustNotFollow ? followedMs : timeMs;
            }
        }
        long beforeMs = timeMs;
        for (int i = 0; i < latestBeganMs.length; i++) {
            if (isTaken(taken, i, timeMs)) {
                latestBeganMs[i] = Math.max(latestBeganMs[i], beforeMs);
                endedMs = i == latestBeganMs.length - 1 ? timeMs : endedMs;
            }
            beforeMs = latestBeganMs[i];
        }
        if (mustNotFollow < rule.steps().size()) {
            remember(timeMs, isTaken(taken, 0, timeMs));
        }
    }

    private boolean isTaken(long taken, int step, long timeMs) {
        return StepWindows.has(taken, step) && windows.isReached(step, timeMs);
    }

    private void remember(long timeMs, boolean first) {
        if (first && (firstMs.isEmpty() || firstMs.getLast() < timeMs)) {
            firstMs.addLast(timeMs);
        }
        if (isComplete(timeMs)) {
            completedMs = timeMs;
            completedBeganMs = latestBeganMs[latestBeganMs.length - 1];
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
        return Verdict.of(isComplete(match.timeMs()));
    }

    /** Whether the last step is taken at a time, all others were before, and none that must not be. */
    private boolean isComplete(long timeMs) {
        long beganMs = latestBeganMs[latestBeganMs.length - 1];
        long windowStartMs = timeMs - rule.timespanMs();
        return endedMs == timeMs && beganMs > windowStartMs && ruledOutMs <= windowStartMs;
    }

    @Override
    Verdict judgeExpiry(long timeMs) {
        long beganMs = timeMs - rule.timespanMs();
        while (!firstMs.isEmpty() && firstMs.getFirst() < beganMs) {
            firstMs.removeFirst();
        }
        if (firstMs.isEmpty() || firstMs.getFirst() != beganMs) {
            return Verdict.NOT_JUDGED;
        }
        return Verdict.of(completedBeganMs >= beganMs && followedMs < completedMs);
    }
}
