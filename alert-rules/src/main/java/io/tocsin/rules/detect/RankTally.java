package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.CorrelationType;
import java.util.Arrays;
import java.util.List;

/** Keeps the numbers of the window sorted, and compares the one at a rank. */
final class RankTally extends Tally {
    private final CorrelationRule rule;
    private long[] sorted = new long[16];
    private int count;

    RankTally(CorrelationRule rule, List<Entry> entries) {
        super(rule, entries);
        this.rule = rule;
    }

    @Override
    void enter(Match match) {
        if (count == sorted.length) {
            sorted = Arrays.copyOf(sorted, 2 * count);
        }
        int found = Arrays.binarySearch(sorted, 0, count, match.mark());
        int at = found < 0 ? -found - 1 : found;
        System.arraycopy(sorted, at, sorted, at + 1, count - at);
        sorted[at] = match.mark();
        count++;
    }

    @Override
    void leave(Match match) {
        int at = Arrays.binarySearch(sorted, 0, count, match.mark());
        count--;
        System.arraycopy(sorted, at + 1, sorted, at, count - at);
    }

    @Override
    Verdict judge(Match match) {
        if (rule.type() == CorrelationType.VALUE_MEDIAN) {
            // Twice the median: the two in the middle, which are one and the same of an odd number.
            long twice = sorted[(count - 1) / 2] + sorted[count / 2];
            return Verdict.of(rule.condition()
                    .all(each -> each.operator().holds(Long.compare(twice, 2 * each.value()))));
        }
        long rank = (rule.condition().percentile() * (long) count + 99) / 100;
        return Verdict.of(rule.condition().holds(sorted[(int) rank - 1]));
    }
}
