package io.tocsin.rules.lint;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.match.Condition;
import io.tocsin.rules.match.ValueTest;
import io.tocsin.rules.sigma.Comparison;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.DetectionRule;
import io.tocsin.rules.sigma.FieldKind;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** Looks at what a correlation asks for: counts that can't be reached, numbers that can't occur. */
final class ThresholdLint {

    /** What statuses of HTTP can be, in thousandths. */
    private static final long LEAST_STATUS = 100_000;

    private static final long MOST_STATUS = 599_000;

    /** In thousandths of a percent. */
    private static final long LEAST_SHARE = 1;

    private static final long MOST_SHARE = 100_000;

    /** So many values, or more: no threshold is higher. */
    private static final long UNBOUNDED = CorrelationRule.MAX_THRESHOLD;

    private final CorrelationRule rule;

    ThresholdLint(CorrelationRule rule) {
        this.rule = rule;
    }

    /** What is odd about the condition, a sentence each. */
    List<String> check() {
        // What episodes have, their events may have had or not.
        if (rule.condition().expression() != null || rule.isChained()) {
            return List.of();
        }
        return switch (rule.type()) {
            case VALUE_COUNT -> distinct();
            case VALUE_AVG, VALUE_MEDIAN -> numbers();
            case VALUE_PERCENTILE -> rule.condition().numberField() == null ? share() : numbers();
            case EVENT_COUNT, VALUE_SUM, TEMPORAL, TEMPORAL_ORDERED -> List.of();
        };
    }

    private List<String> distinct() {
        long most = 1;
        for (String field : rule.distinctFields()) {
            most = Math.min(most * mostValues(field), UNBOUNDED);
        }
        if (most == UNBOUNDED || canHold(most)) {
            return List.of();
        }
        return List.of("no window holds so many values: of " + String.join(", ", rule.distinctFields())
                + " there " + (most == 1 ? "is 1" : "are at most " + most)
                + " within a group, by the kind of the field, or the values that the detections ask for");
    }

    private boolean canHold(long most) {
        return LongStream.rangeClosed(0, most).anyMatch(rule.condition()::holds);
    }

    private long mostValues(String name) {
        long sum = 0;
        for (DetectionRule detection : rule.rules()) {
            String field = rule.aliases().field(name, detection);
            long written = exactValues(detection.condition(), field).orElse(UNBOUNDED);
            sum = Math.min(sum + Math.min(written, kinds(detection, field)), UNBOUNDED);
        }
        return sum;
    }

    private static long kinds(DetectionRule detection, String field) {
        if (!isDeclared(detection)) {
            return UNBOUNDED;
        }
        int choices = FieldKind.choices(field, detection.streams()).size();
        return FieldKind.of(field, detection.streams()) == FieldKind.BOOLEAN ? 2 : choices == 0 ? UNBOUNDED : choices;
    }

    /** Whether the fields of its events are known. */
    private static boolean isDeclared(DetectionRule detection) {
        return !detection.streams().isEmpty() && detection.streams().stream().noneMatch(EventStream::hasAnyField);
    }

    /** How many values a field can have in an event that meets the condition; nothing where that isn't bounded. */
    private static OptionalLong exactValues(Condition condition, String field) {
        if (condition instanceof Condition.Selection selection) {
            return exactValues(selection.meaning(), field);
        } else if (condition instanceof Condition.All all) {
            // Each part bounds it: the lowest bound holds.
            return all.parts().stream()
                    .map(part -> exactValues(part, field))
                    .filter(OptionalLong::isPresent)
                    .mapToLong(OptionalLong::getAsLong)
                    .min();
        } else if (condition instanceof Condition.Any any) {
            long sum = 0;
            for (Condition part : any.parts()) {
                OptionalLong its = exactValues(part, field);
                if (its.isEmpty()) {
                    return its;
                }
                sum += its.getAsLong();
            }
            return OptionalLong.of(sum);
        } else if (condition instanceof Condition.Field line && line.field().equals(field)) {
            return exactValues(line);
        }
        return OptionalLong.empty();
    }

    private static OptionalLong exactValues(Condition.Field line) {
        long sum = 0;
        for (ValueTest test : line.tests()) {
            // A text that is asked for in any case may occur in several; values are counted verbatim.
            boolean isOne = test instanceof ValueTest.Whole
                    || test instanceof ValueTest.Truth
                    || (test instanceof ValueTest.Text text
                            && text.pattern().exact() != null
                            && (text.pattern().isCased()
                                    || isCaseless(text.pattern().exact())));
            if (!isOne) {
                return OptionalLong.empty();
            }
            sum++;
        }
        return OptionalLong.of(line.all() ? 1 : sum);
    }

    private static boolean isCaseless(String text) {
        return text.codePoints().noneMatch(Character::isLetter);
    }

    private List<String> numbers() {
        String field = rule.condition().numberField();
        boolean isStatus = field != null
                && rule.rules().stream()
                        .allMatch(each -> isDeclared(each)
                                && FieldKind.of(rule.aliases().field(field, each), each.streams()) == FieldKind.NUMBER);
        if (!isStatus) {
            return List.of();
        }
        return range(LEAST_STATUS, MOST_STATUS, "statuses are 100 to 599, and so is what is made of them");
    }

    private List<String> share() {
        return range(LEAST_SHARE, MOST_SHARE, "a share is more than 0 and at most 100 percent");
    }

    /** What holds of neither end of a range, or of both, does so of all that lies between, but for `eq` and `neq`. */
    private List<String> range(long least, long most, String why) {
        List<Comparison> bounds = rule.condition().comparisons().stream()
                .filter(each -> each.operator() != Comparison.Operator.EQ && each.operator() != Comparison.Operator.NEQ)
                .toList();
        if (bounds.stream().anyMatch(each -> !each.holds(least) && !each.holds(most))) {
            return List.of("no window reaches it: " + why);
        }
        boolean isAlways = bounds.size() == rule.condition().comparisons().size()
                && bounds.stream().allMatch(each -> each.holds(least) && each.holds(most));
        return isAlways ? List.of("every window reaches it: " + why) : List.of();
    }
}
