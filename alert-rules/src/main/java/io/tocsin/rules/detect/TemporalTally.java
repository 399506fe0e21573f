package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.JudgedAt;
import io.tocsin.rules.sigma.StepExpression;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /** For a rule that is judged when windows are over, what they said. */
    private final @Nullable WindowsPast past;

    TemporalTally(CorrelationRule rule, List<Entry> entries) {
        super(rule, entries);
        this.rule = rule;
        this.windows = new StepWindows(rule.steps());
        this.latestMs = new long[rule.steps().size()];
        Arrays.fill(latestMs, Long.MIN_VALUE);
        StepExpression expression = rule.condition().expression();
        this.past = expression != null && rule.judgedAt() == JudgedAt.ENDS ? new WindowsPast(expression) : null;
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
        if (past != null) {
            past.goOn(match.timeMs(), taken(match.timeMs()));
        }
    }

    @Override
    void takeBack(Match match) {
        windows.takeBack(match);
        latestMs = before.removeLast();
    }

    /** A step that was taken too early is told by its time. */
    @Override
    void leave(Match match) {
        if (past != null) {
            long timeMs = match.timeMs() + rule.timespanMs();
            past.goOn(timeMs, taken(timeMs));
        }
    }

    @Override
    void enterAgain(Match match) {}

    @Override
    Verdict judge(Match match) {
        int taken = taken(match.timeMs());
        StepExpression expression = rule.condition().expression();
        return expression != null
                ? Verdict.of(expression.holds(taken))
                : atMatch(Integer.bitCount(taken), rule.condition());
    }

    @Override
    Verdict judgeExpiry(long timeMs) {
        return past != null
                ? Verdict.of(past.holdOf(timeMs - rule.timespanMs(), timeMs))
                : Verdict.of(rule.condition().holds(Integer.bitCount(taken(timeMs))));
    }

    /** The steps that were taken within the window that ends at a time, the lowest bit for the first. */
    private int taken(long timeMs) {
        int taken = 0;
        for (int i = 0; i < latestMs.length; i++) {
            taken |= latestMs[i] > timeMs - rule.timespanMs() ? 1 << i : 0;
        }
        return taken;
    }
}
