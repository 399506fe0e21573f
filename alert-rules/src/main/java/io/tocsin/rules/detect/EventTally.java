package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationCondition;
import io.tocsin.rules.sigma.CorrelationRule;
import java.util.List;

/** Counts events. */
final class EventTally extends Tally {
    private final CorrelationCondition condition;
    private long count;

    EventTally(CorrelationRule rule, List<Entry> entries) {
        super(rule, entries);
        this.condition = rule.condition();
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
        return atMatch(count, condition);
    }

    @Override
    Verdict judgeExpiry(long timeMs) {
        return Verdict.of(condition.holds(count));
    }
}
