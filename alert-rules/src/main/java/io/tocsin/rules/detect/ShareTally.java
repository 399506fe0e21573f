package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares how many percent of the window's matches have the value of the match at hand. */
final class ShareTally extends Tally {
    private static final long PERCENT_IN_THOUSANDTHS = 100_000;

    private final CorrelationRule rule;
    private final Map<Long, Integer> matchesByValue = new HashMap<>();
    private long count;

    ShareTally(CorrelationRule rule, List<Entry> entries) {
        super(rule, entries);
        this.rule = rule;
    }

    @Override
    void enter(Match match) {
        matchesByValue.merge(match.mark(), 1, Integer::sum);
        count++;
    }

    @Override
    void leave(Match match) {
        matchesByValue.computeIfPresent(match.mark(), (value, matches) -> matches == 1 ? null : matches - 1);
        count--;
    }

    @Override
    Verdict judge(Match match) {
        long share = matchesByValue.getOrDefault(match.mark(), 0) * PERCENT_IN_THOUSANDTHS;
        return Verdict.of(rule.condition()
                .all(each -> each.operator().holds(Long.compare(share, each.value() * count))));
    }
}
