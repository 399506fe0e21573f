package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationCondition;
import io.tocsin.rules.sigma.CorrelationRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts distinct values. */
final class ValueTally extends Tally {
    private final CorrelationCondition condition;
    /** How many matches of the window have a value. */
    private final Map<Long, Integer> matchesByValue = new HashMap<>();

    ValueTally(CorrelationRule rule, List<Entry> entries) {
        super(rule, entries);
        this.condition = rule.condition();
    }

    @Override
    void enter(Match match) {
        matchesByValue.merge(match.mark(), 1, Integer::sum);
    }

    @Override
    void leave(Match match) {
        matchesByValue.computeIfPresent(match.mark(), (value, matches) -> matches == 1 ? null : matches - 1);
    }

    @Override
    Verdict judge(Match match) {
        return atMatch(matchesByValue.size(), condition);
    }

    @Override
    Verdict judgeExpiry(long timeMs) {
        return Verdict.of(condition.holds(matchesByValue.size()));
    }
}
