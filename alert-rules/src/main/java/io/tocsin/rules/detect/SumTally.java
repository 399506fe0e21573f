package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.CorrelationType;
import java.util.List;

/** Adds up the numbers of the window, exactly, and compares their sum or their mean. */
final class SumTally extends Tally {
    private final CorrelationRule rule;
    /** The sum in 128 bits: the upper half, and the lower without a sign. */
    private long high;

    private long low;
    private long count;

    SumTally(CorrelationRule rule, List<Entry> entries) {
        super(rule, entries);
        this.rule = rule;
    }

    @Override
    void enter(Match match) {
        add(match.mark());
        count++;
    }

    @Override
    void leave(Match match) {
        add(-match.mark());
        count--;
    }

    private void add(long number) {
        long sum = low + number;
        high += (number >> 63) + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
        low = sum;
    }

    @Override
    Verdict judge(Match match) {
        // A mean is compared without dividing: the sum with so many times the value.
        long times = rule.type() == CorrelationType.VALUE_AVG ? count : 1;
        return fewerThan != null && compareSum(fewerThan, times) < 0 ? Verdict.NOT_JUDGED : holds(times);
    }

    @Override
    Verdict judgeExpiry(long timeMs) {
        return holds(1);
    }

    private Verdict holds(long times) {
        return Verdict.of(rule.condition().all(each -> each.operator().holds(compareSum(each.value(), times))));
    }

    private int compareSum(long value, long times) {
        int order = Long.compare(high, Math.multiplyHigh(value, times));
        return order != 0 ? order : Long.compareUnsigned(low, value * times);
    }
}
