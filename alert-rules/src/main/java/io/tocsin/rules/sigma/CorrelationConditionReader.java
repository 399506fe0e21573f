package io.tocsin.rules.sigma;

import io.tocsin.rules.match.Thousandths;
import io.tocsin.rules.sigma.Comparison.Operator;
import io.tocsin.rules.yaml.MapReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Reads a correlation's condition: one comparison, or two for a range. */
final class CorrelationConditionReader {
    private final MapReader body;
    private final MapReader condition;
    private final CorrelationType type;

    CorrelationConditionReader(MapReader body, MapReader condition, CorrelationType type) {
        this.body = body;
        this.condition = condition;
        this.type = type;
    }

    /**
     * The condition.
     *
     * @param most the highest count that a window can have
     */
    CorrelationCondition read(long most) {
        boolean percentile = percentile();
        if (type == CorrelationType.VALUE_COUNT || type.isOverNumbers()) {
            condition.require("field");
        } else if (condition.value("field").isPresent()) {
            condition.problem(
                    "field", "counts distinct values, which needs the type " + CorrelationType.VALUE_COUNT.label());
        }
        boolean overNumbers = type.isOverNumbers() && (type != CorrelationType.VALUE_PERCENTILE || percentile);
        List<Comparison> comparisons = comparisons();
        requirePossible(comparisons, most);
        return new CorrelationCondition(
                comparisons.isEmpty() ? List.of(new Comparison(Operator.GTE, 1)) : comparisons,
                overNumbers ? condition.string("field").orElse("") : null,
                percentile ? condition.integer("percentile", 1, 100).orElse(1L).intValue() : 0);
    }

    private boolean percentile() {
        boolean there = condition.value("percentile").isPresent();
        if (there && type != CorrelationType.VALUE_PERCENTILE) {
            condition.problem("percentile", "needs the type " + CorrelationType.VALUE_PERCENTILE.label());
        }
        return there && type == CorrelationType.VALUE_PERCENTILE;
    }

    private List<Comparison> comparisons() {
        List<Comparison> comparisons = new ArrayList<>();
        int written = 0;
        for (Operator operator : Operator.values()) {
            written += condition.has(operator.label()) ? 1 : 0;
            value(operator).ifPresent(value -> comparisons.add(new Comparison(operator, value)));
        }
        if (condition.map().entries().isEmpty()) {
            body.problem("condition", "is empty; write `gte: N`");
        } else if (written == 0 && namesOnly("field", "percentile")) {
            body.problem("condition", "compares with nothing; write `gte: N`");
        } else if (condition.has("gte") && condition.has("gt")) {
            body.problem("condition", "has both `gte` and `gt`; write one of them");
        } else if (condition.has("lte") && condition.has("lt")) {
            body.problem("condition", "has both `lte` and `lt`; write one of them");
        } else if (written > 2) {
            body.problem("condition", "has " + written + " comparisons; write one, or two for a range");
        }
        return comparisons.size() > 2 ? comparisons.subList(0, 2) : comparisons;
    }

    private boolean namesOnly(String... keys) {
        return condition.map().entries().stream()
                .allMatch(entry -> List.of(keys).contains(entry.key().text()));
    }

    private Optional<Long> value(Operator operator) {
        String key = operator.label();
        if (type.isOverNumbers()) {
            return condition.string(key).flatMap(text -> {
                Optional<Long> number = Optional.ofNullable(Thousandths.exactly(text));
                if (number.isEmpty()) {
                    condition.problem(key, "is " + text + "; a number with at most three decimals is expected");
                }
                return number;
            });
        }
        // A count that isn't exact any more is at least the highest threshold: what it is compared with is lower or as
        // high.
        return switch (operator) {
            case GTE -> condition.integer(key, 1, CorrelationRule.MAX_THRESHOLD);
            case GT -> condition.integer(key, 0, CorrelationRule.MAX_THRESHOLD - 1);
            case LT -> condition.integer(key, 1, CorrelationRule.MAX_THRESHOLD);
            case LTE, EQ -> condition.integer(key, 0, CorrelationRule.MAX_THRESHOLD - 1);
            case NEQ -> condition.integer(key, 1, CorrelationRule.MAX_THRESHOLD - 1);
        };
    }

    /** If a range holds of anything, it does so of a value that it names or of one beside it, or of the least or the most. */
    private void requirePossible(List<Comparison> comparisons, long most) {
        LongStream named =
                comparisons.stream().flatMapToLong(each -> LongStream.rangeClosed(each.value() - 1, each.value() + 1));
        LongStream tried = type.isOverNumbers()
                ? named
                : LongStream.concat(named, LongStream.of(0, most)).filter(count -> count >= 0 && count <= most);
        if (!comparisons.isEmpty()
                && tried.noneMatch(value -> comparisons.stream().allMatch(each -> each.holds(value)))) {
            body.problem("condition", type.hasSteps() ? "never holds of " + most + " rules" : "never holds");
        }
    }
}
