package io.tocsin.rules.sigma;

import io.tocsin.rules.match.Thousandths;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * When the window of a match is enough.
 *
 * @param comparisons one, or two for a range; all must hold. None where there is an expression
 * @param numberField the field whose numbers are looked at; {@code null} where the type counts
 * @param percentile which percentile of the numbers is compared, 1 to 100; 0 where the type takes none
 * @param expression the extended condition over the steps; {@code null} where there are comparisons
 */
public record CorrelationCondition(
        List<Comparison> comparisons,
        @Nullable String numberField,
        int percentile,
        @Nullable StepExpression expression) {
    public CorrelationCondition {
        comparisons = List.copyOf(comparisons);
    }

    /** A condition of comparisons. */
    public CorrelationCondition(List<Comparison> comparisons, @Nullable String numberField, int percentile) {
        this(comparisons, numberField, percentile, null);
    }

    /** An extended condition. */
    public static CorrelationCondition of(StepExpression expression) {
        return new CorrelationCondition(List.of(), null, 0, expression);
    }

    /** At least so many. */
    public static CorrelationCondition atLeast(long count) {
        return new CorrelationCondition(List.of(new Comparison(Comparison.Operator.GTE, count)), null, 0);
    }

    /** Whether all comparisons hold of a count or number. */
    public boolean holds(long number) {
        return all(each -> each.holds(number));
    }

    /** Whether all comparisons meet a test. */
    public boolean all(Predicate<Comparison> test) {
        for (Comparison each : comparisons) {
            if (!test.test(each)) {
                return false;
            }
        }
        return true;
    }

    /** Whether more is always as good. */
    public boolean isLowerBound() {
        return expression != null
                ? expression.isMonotone()
                : all(each -> each.operator().isLowerBound());
    }

    /** Whether it is met where there is nothing, and not wherever there is more. */
    boolean isMetByNothing() {
        return expression == null && !isLowerBound() && holds(0);
    }

    /** For a condition that too little meets and too much as well, what is neither; {@code null} for any other. */
    public @Nullable Long fewerThan() {
        return isMetByNothing()
                ? comparisons.stream()
                        .filter(each -> each.operator() == Comparison.Operator.NEQ)
                        .map(Comparison::value)
                        .findFirst()
                        .orElse(null)
                : null;
    }

    /** The lowest count that is enough, for a lower bound; else what the first comparison compares with. */
    long threshold() {
        if (expression != null) {
            return expression.fewest();
        }
        if (!isLowerBound()) {
            return comparisons.get(0).value();
        }
        return comparisons.stream()
                .mapToLong(each -> each.operator() == Comparison.Operator.GT ? each.value() + 1 : each.value())
                .max()
                .orElseThrow();
    }

    /** As the document says it, such as {@code gte 5 and lt 10}. */
    String text(boolean numbers) {
        if (expression != null) {
            return expression.toString();
        }
        return comparisons.stream()
                .map(each -> each.operator().label() + " "
                        + (numbers ? Thousandths.toText(each.value()) : Long.toString(each.value())))
                .collect(Collectors.joining(" and "));
    }
}
