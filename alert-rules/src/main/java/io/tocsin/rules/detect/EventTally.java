package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationRule;
import java.util.List;

/** Counts events. */
final class EventTally extends Tally {
    private final long threshold;
    private long count;

    EventTally(CorrelationRule rule, List<Entry> entries) {
        super(rule, entries);
        this.threshold = rule.threshold();
    }

    @Override
    void enter(Match match) {
        count++;
    }

    @Override
    void leave(Match match) {
        count--;
    }

    @Override
    Verdict judge(Match match) {
        return count < threshold ? Verdict.BELOW : Verdict.REACHED;
    }
}
