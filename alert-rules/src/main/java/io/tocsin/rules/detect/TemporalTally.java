package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.StepExpression;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Counts the steps that were taken within the window, in any order.
 *
 * <p>For each step it remembers when it was taken last, so each entry costs as many operations as there are steps.
 */
final class TemporalTally extends Tally {
    private final CorrelationRule rule;
    private final StepWindows windows;
    /** Per step, when it was taken last; the beginning of time for never. */
    private long[] latestMs;
    /** What that was before each of the newest entries, the newest last. */
    private final Deque<long[]> before = new ArrayDeque<>();

    TemporalTally(CorrelationRule rule, List<Entry> entries) {
        super(rule, entries);
        this.rule = rule;
        this.windows = new StepWindows(rule.steps());
        this.latestMs = new long[rule.steps().size()];
        Arrays.fill(latestMs, Long.MIN_VALUE);
    }

    @Override
    void enter(Match match) {
        before.addLast(latestMs.clone());
        if (before.size() > MAX_BACK) {
            before.removeFirst();
        }
        windows.count(match);
        for (int i = 0; i < latestMs.length; i++) {
            if (StepWindows.has(match.mark(), i) && windows.isReached(i, match.timeMs())) {
                latestMs[i] = match.timeMs();
            }
        }
    }

    @Override
    void takeBack(Match match) {
        windows.takeBack(match);
        latestMs = before.removeLast();
    }

    /** A step that was taken too early is told by its time. */
    @Override
    void leave(Match match) {}

    @Override
    void enterAgain(Match match) {}

    @Override
    Verdict judge(Match match) {
        int taken = 0;
        for (int i = 0; i < latestMs.length; i++) {
            taken |= latestMs[i] > match.timeMs() - rule.timespanMs() ? 1 << i : 0;
        }
        StepExpression expression = rule.condition().expression();
        return Verdict.of(
                expression != null ? expression.holds(taken) : rule.condition().holds(Integer.bitCount(taken)));
    }
}
