package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationRule.SequenceStep;
import java.util.List;

/** Counts the events of each step of a rule in the step's own window, and tells when a step is taken. */
final class StepWindows {
    /** Beside the bits of the steps: the event is a login from a familiar source. */
    static final long FAMILIAR = 1L << 62;

    private final List<SequenceStep> steps;
    /** Per step, the times of its newest events, around in a ring: as many as are counted, and what may be taken back. */
    private final long[][] newestMs;
    /** Per step, how many events it has had. */
    private final long[] counted;

    StepWindows(List<SequenceStep> steps) {
        this.steps = steps;
        this.newestMs = new long[steps.size()][];
        this.counted = new long[steps.size()];
        for (int i = 0; i < newestMs.length; i++) {
            newestMs[i] = new long[(int) steps.get(i).threshold() + Tally.MAX_BACK];
        }
    }

    /** Whether an event belongs to a step. */
    static boolean has(long mark, int step) {
        return (mark >>> step & 1) == 1;
    }

    /** Counts an event, which is not older than any before it, for the steps that it belongs to. */
    void count(Match match) {
        for (int i = 0; i < newestMs.length; i++) {
            if (has(match.mark(), i)) {
                newestMs[i][(int) (counted[i]++ % newestMs[i].length)] = match.timeMs();
            }
        }
    }

    /** Takes back the event that was counted last. */
    void takeBack(Match match) {
        for (int i = 0; i < newestMs.length; i++) {
            counted[i] -= has(match.mark(), i) ? 1 : 0;
        }
    }

    /** Whether a step is taken at the time of an event of it, which has been counted. */
    boolean isReached(int i, long timeMs) {
        SequenceStep step = steps.get(i);
        long first = counted[i] - step.threshold();
        return first >= 0 && newestMs[i][(int) (first % newestMs[i].length)] > timeMs - step.timespanMs();
    }
}
