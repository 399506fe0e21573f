package io.tocsin.rules.sigma;

import java.util.Locale;
import java.util.function.IntPredicate;

/**
 * One comparison of a correlation's condition.
 *
 * @param value what is compared with: a count, or thousandths of a number, see {@link CorrelationType#isOverNumbers()}
 */
public record Comparison(Operator operator, long value) {

    /** The operators of the specification. */
    public enum Operator {
        /** At least. */
        GTE(sign -> sign >= 0),
        /** More than. */
        GT(sign -> sign > 0),
        /** At most. */
        LTE(sign -> sign <= 0),
        /** Less than. */
        LT(sign -> sign < 0),
        /** As much as. */
        EQ(sign -> sign == 0),
        /** Anything but. */
        NEQ(sign -> sign != 0);

        private final IntPredicate test;

        Operator(IntPredicate test) {
            this.test = test;
        }

        /** As the specification writes it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether it holds of what compares so with the value: below 0 for less, above 0 for more. */
        public boolean holds(int sign) {
            return test.test(sign);
        }

        /** Whether more is always as good. */
        boolean isLowerBound() {
            return this == GTE || this == GT;
        }
    }

    /** Whether it holds of a count or number. */
    public boolean holds(long number) {
        return operator.holds(Long.compare(number, value));
    }
}
