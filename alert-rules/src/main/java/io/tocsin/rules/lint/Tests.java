package io.tocsin.rules.lint;

import io.tocsin.rules.match.Decimal;
import io.tocsin.rules.match.IpNetwork;
import io.tocsin.rules.match.TextPattern;
import io.tocsin.rules.match.TextSet;
import io.tocsin.rules.match.ValueTest;
import java.util.List;
import java.util.stream.Stream;

/** Compares what two tests ask of the same field. What can't be told is {@code false}. */
final class Tests {

    /** Beyond it, comparing each text with each costs more than it tells. */
    private static final int MAX_TEXTS = 500;

    private Tests() {}

    /** Whether a field that meets the first test meets the second, too, however many values it has. */
    static boolean implies(ValueTest first, ValueTest second) {
        if (first.equals(second)) {
            return true;
        } else if (first instanceof ValueTest.AnyOf any) {
            return any.tests().stream().allMatch(each -> implies(each, second));
        } else if (second instanceof ValueTest.AnyOf any) {
            return any.tests().stream().anyMatch(each -> implies(first, each));
        } else if (first instanceof ValueTest.Not not) {
            return second instanceof ValueTest.Exists exists
                    ? exists.expected()
                    : second instanceof ValueTest.Not other && implies(other.test(), not.test());
        } else if (second instanceof ValueTest.Exists exists) {
            return exists.expected() && first instanceof ValueTest.OfOne;
        } else if (first instanceof ValueTest.Text || first instanceof ValueTest.OneOf) {
            List<TextPattern> texts = patterns(first);
            List<TextPattern> others = patterns(second);
            return !texts.isEmpty()
                    && texts.stream().allMatch(text -> others.stream().anyMatch(other -> other.covers(text)));
        } else if (first instanceof ValueTest.Whole whole) {
            return second instanceof ValueTest.Ordered ordered && holds(ordered, Decimal.of(whole.expected()));
        } else if (first instanceof ValueTest.Ordered ordered) {
            return second instanceof ValueTest.Ordered other && implies(ordered, other);
        } else if (first instanceof ValueTest.Network network && second instanceof ValueTest.Network other) {
            return network.networks().list().stream().allMatch(each -> isWithin(each, other));
        } else if (first instanceof ValueTest.Regex regex && second instanceof ValueTest.Regex other) {
            return regex.expression().source().equals(other.expression().source())
                    && other.expression().flags().equals(regex.expression().flags());
        }
        return false;
    }

    /**
     * Whether no field meets both.
     *
     * @param isSingle whether the field has one value at most; of several, one may meet one test and one the other
     */
    static boolean exclude(ValueTest first, ValueTest second, boolean isSingle) {
        return excludesOneWay(first, second, isSingle) || excludesOneWay(second, first, isSingle);
    }

    private static boolean excludesOneWay(ValueTest first, ValueTest second, boolean isSingle) {
        boolean secondNeedsValue = second instanceof ValueTest.OfOne || second instanceof ValueTest.Not;
        if (first instanceof ValueTest.Absent) {
            return secondNeedsValue;
        } else if (first instanceof ValueTest.Exists exists) {
            boolean secondNeedsField = second instanceof ValueTest.Exists other && other.expected();
            return !exists.expected() && (secondNeedsValue || secondNeedsField);
        } else if (first instanceof ValueTest.Not not) {
            return second instanceof ValueTest.OfOne && implies(second, not.test());
        } else if (!isSingle) {
            return false;
        } else if (first instanceof ValueTest.AnyOf any) {
            return any.tests().stream().allMatch(each -> exclude(each, second, true));
        } else if (first instanceof ValueTest.Truth truth) {
            return second instanceof ValueTest.Truth other && truth.expected() != other.expected();
        } else if (first instanceof ValueTest.Whole whole) {
            return second instanceof ValueTest.Whole other
                    ? whole.expected() != other.expected()
                    : second instanceof ValueTest.Ordered ordered && !holds(ordered, Decimal.of(whole.expected()));
        } else if (first instanceof ValueTest.Ordered ordered) {
            return second instanceof ValueTest.Ordered other && areApart(ordered, other);
        } else if (first instanceof ValueTest.Text || first instanceof ValueTest.OneOf) {
            List<TextPattern> texts = patterns(first);
            List<TextPattern> others = patterns(second);
            return !texts.isEmpty()
                    && !others.isEmpty()
                    && texts.stream().allMatch(text -> others.stream().allMatch(text::excludes));
        }
        return false;
    }

    /** The patterns of which one must match; none where it is no test of texts, or where there are too many. */
    private static List<TextPattern> patterns(ValueTest test) {
        if (test instanceof ValueTest.Text text) {
            return List.of(text.pattern());
        }
        if (test instanceof ValueTest.OneOf oneOf && oneOf.texts().list().size() <= MAX_TEXTS) {
            TextSet texts = oneOf.texts();
            Stream<TextPattern> plain = texts.list().stream().map(TextPattern::ofPlain);
            return (texts.cased() ? plain.map(TextPattern::cased) : plain).toList();
        }
        return List.of();
    }

    private static boolean isWithin(IpNetwork network, ValueTest.Network other) {
        return other.networks().list().stream().anyMatch(each -> each.contains(network));
    }

    /** Whether a number meets the comparison. */
    static boolean holds(ValueTest.Ordered ordered, Decimal number) {
        return ordered.order().holds(number.compareTo(ordered.bound()));
    }

    private static boolean isLower(ValueTest.Ordered ordered) {
        return ordered.order() == ValueTest.Order.GT || ordered.order() == ValueTest.Order.GTE;
    }

    private static boolean isStrict(ValueTest.Ordered ordered) {
        return ordered.order() == ValueTest.Order.GT || ordered.order() == ValueTest.Order.LT;
    }

    private static boolean implies(ValueTest.Ordered first, ValueTest.Ordered second) {
        return isLower(first) == isLower(second)
                && (holds(second, first.bound()) || (first.bound().equals(second.bound()) && isStrict(first)));
    }

    private static boolean areApart(ValueTest.Ordered first, ValueTest.Ordered second) {
        if (isLower(first) == isLower(second)) {
            return false;
        }
        int comparison = isLower(first)
                ? first.bound().compareTo(second.bound())
                : second.bound().compareTo(first.bound());
        return comparison > 0 || (comparison == 0 && (isStrict(first) || isStrict(second)));
    }
}
