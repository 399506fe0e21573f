package io.tocsin.monitor.app;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many failures of a stage's threads are answered with a new thread before the stage is given up: at most a number
 * within a span, so that a record that kills every thread doesn't keep the program busy for ever.
 */
final class FailureBudget {
    private final int mostFailures;
    private final Duration span;
    private final InstantSource clock;
    private final Deque<Long> failuresMs = new ArrayDeque<>();

    FailureBudget(int mostFailures, Duration span, InstantSource clock) {
        this.mostFailures = mostFailures;
        this.span = span;
        this.clock = clock;
    }

    /** Takes note of a failure; whether the budget still covers it. */
    synchronized boolean covers() {
        long nowMs = clock.millis();
        while (!failuresMs.isEmpty() && failuresMs.peekFirst() <= nowMs - span.toMillis()) {
            failuresMs.removeFirst();
        }
        failuresMs.addLast(nowMs);
        return failuresMs.size() <= mostFailures;
    }
}
