package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.StepExpression;

/**
 * What an extended condition said of the windows that are over, as they slid on: when it last held of one, and when one was
 * last spoiled by a step that must not be taken.
 */
final class WindowsPast {
    private final StepExpression expression;
    private long sinceMs = Long.MIN_VALUE;
    private int taken;
    private long heldUntilMs = Long.MIN_VALUE;
    private long spoiledUntilMs = Long.MIN_VALUE;

    WindowsPast(StepExpression expression) {
        this.expression = expression;
    }

    /** From a time on, which is not before the one so far, these steps are in the window. */
    void goOn(long timeMs, int nowTaken) {
        endAt(timeMs);
        sinceMs = timeMs;
        taken = nowTaken;
    }

    /** Whether it held of a window that ended from one time on and before another, and none of these was spoiled. */
    boolean holdOf(long fromMs, long untilMs) {
        endAt(untilMs);
        return heldUntilMs > fromMs && spoiledUntilMs <= fromMs;
    }

    /** What is there for no time at all, as between two matches of one millisecond, was no window. */
    private void endAt(long timeMs) {
        if (timeMs > sinceMs) {
            heldUntilMs = expression.holds(taken) ? timeMs : heldUntilMs;
            spoiledUntilMs = expression.isSpoiled(taken) ? timeMs : spoiledUntilMs;
        }
    }
}
