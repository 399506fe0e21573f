package io.tocsin.rules.match;

import io.tocsin.rules.event.FieldView;
import io.tocsin.rules.event.JsonEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rule asks of a field's value. */
public sealed interface ValueTest {

    /**
     * Whether a field's value meets it.
     *
     * @param field the field's name
     * @param value its value, a list of values, or {@code null} where the event has none
     * @param event the event, for what is compared with its other fields
     */
    boolean matches(String field, @Nullable Object value, FieldView event);

    /**
     * What an event must have to meet it, so that an index finds it; {@link Need#UNKNOWN} where nothing can be said.
     *
     * @param field the field's name, or {@link Need#ANY_FIELD} where every value of the event is tried
     */
    Need need(String field);

    /** What is asked of one single value that is there. Of a list, one value must meet it. */
    sealed interface OfOne extends ValueTest {

        /** Whether this value, which isn't a list, meets it. */
        boolean matches(Object value, FieldView event);

        @Override
        default boolean matches(String field, @Nullable Object value, FieldView event) {
            if (!JsonEvent.isSingle(value) && value instanceof List<?> values) {
                for (Object each : values) {
                    if (each != null && matches(each, event)) {
                        return true;
                    }
                }
                return false;
            }
            return value != null && matches(value, event);
        }
    }

    /** A text with wildcards; a number or boolean is compared as it is written in JSON. */
    record Text(TextPattern pattern) implements OfOne {
        @Override
        public boolean matches(Object value, FieldView event) {
            return pattern.matches(value instanceof String text ? text : value.toString());
        }

        @Override
        public Need need(String field) {
            return pattern.need(field);
        }
    }

    /** One of several texts, compared as a whole; a number or boolean as it is written in JSON. */
    record OneOf(TextSet texts) implements OfOne {
        @Override
        public boolean matches(Object value, FieldView event) {
            return texts.holds(value.toString());
        }

        @Override
        public Need need(String field) {
            return Need.any(texts.list().stream()
                    .map(text -> Need.literal(field, Need.Place.WHOLE, text))
                    .toList());
        }
    }

    /** One of these tests at least; with none of them, no value. */
    record AnyOf(List<OfOne> tests) implements OfOne {
        public AnyOf {
            tests = List.copyOf(tests);
        }

        @Override
        public boolean matches(Object value, FieldView event) {
            for (OfOne test : tests) {
                if (test.matches(value, event)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public Need need(String field) {
            return Need.any(tests.stream().map(test -> test.need(field)).toList());
        }
    }

    /** A regular expression that is found in the text; in a number or boolean as it is written in JSON. */
    record Regex(RegularExpression expression) implements OfOne {
        @Override
        public boolean matches(Object value, FieldView event) {
            return expression.isFoundIn(value.toString());
        }

        @Override
        public Need need(String field) {
            return expression.need(field);
        }
    }

    /** An IP address, IPv4 or IPv6, that belongs to one of the networks; a text that is no address doesn't. */
    record Network(IpNetworks networks) implements OfOne {
        @Override
        public boolean matches(Object value, FieldView event) {
            return value instanceof String text && networks.hold(text);
        }

        @Override
        public Need need(String field) {
            return Need.present(field);
        }
    }

    /** A date, one number of which meets a test; what isn't a text that holds a date doesn't. */
    record DatePart(DateUnit unit, OfOne number) implements OfOne {
        @Override
        public boolean matches(Object value, FieldView event) {
            Long part = value instanceof String text ? unit.of(text) : null;
            return part != null && number.matches(part, event);
        }

        @Override
        public Need need(String field) {
            return Need.present(field);
        }
    }

    /**
     * The value of another field of the same event, or one that it starts with, ends with or contains. Of a field with several
     * values, one must be so. Where the other field is absent or null, no value is.
     *
     * @param other the other field's name
     * @param place where in this value the other one stands
     * @param cased whether case matters
     */
    record SameAs(String other, Need.Place place, boolean cased) implements OfOne {
        @Override
        public boolean matches(Object value, FieldView event) {
            Object there = event.field(other);
            if (there instanceof List<?> values) {
                return values.stream().anyMatch(each -> each != null && compare(value, each));
            }
            return there != null && compare(value, there);
        }

        private boolean compare(Object value, Object there) {
            if (place == Need.Place.WHOLE && value instanceof Number one && there instanceof Number another) {
                return Decimal.areEqual(one, another);
            }
            String text = cased ? value.toString() : Folding.fold(value.toString());
            String part = cased ? there.toString() : Folding.fold(there.toString());
            return switch (place) {
                case WHOLE -> text.equals(part);
                case START -> text.startsWith(part);
                case END -> text.endsWith(part);
                case ANYWHERE -> text.contains(part);
            };
        }

        @Override
        public Need need(String field) {
            return Need.all(List.of(Need.present(field), Need.present(other)));
        }
    }

    /** A whole number; a text is compared where it is written exactly so. */
    record Whole(long expected) implements OfOne {
        /** From here on, 2<sup>53</sup>, a {@code double} isn't looked for by its digits. */
        private static final long FIRST_INEXACT = 1L << 53;

        @Override
        public boolean matches(Object value, FieldView event) {
            return value instanceof Number number
                    ? Decimal.areEqual(number, expected)
                    : value instanceof String text && text.equals(Long.toString(expected));
        }

        @Override
        public Need need(String field) {
            return -FIRST_INEXACT < expected && expected < FIRST_INEXACT
                    ? Need.literal(field, Need.Place.WHOLE, Long.toString(expected))
                    : Need.present(field);
        }
    }

    /** A decimal fraction; a text is compared where it holds the same number. */
    record Fraction(Decimal expected) implements OfOne {
        @Override
        public boolean matches(Object value, FieldView event) {
            Integer comparison = expected.compare(value);
            return comparison != null && comparison == 0;
        }

        @Override
        public Need need(String field) {
            return Need.present(field);
        }
    }

    /** True or false; a text is compared without regard to case. */
    record Truth(boolean expected) implements OfOne {
        @Override
        public boolean matches(Object value, FieldView event) {
            return value instanceof Boolean truth
                    ? truth == expected
                    : value instanceof String text && text.equalsIgnoreCase(Boolean.toString(expected));
        }

        @Override
        public Need need(String field) {
            return Need.literal(field, Need.Place.WHOLE, Boolean.toString(expected));
        }
    }

    /** The four orders of numbers. */
    enum Order {
        LT,
        LTE,
        GT,
        GTE;

        /** Whether a value meets it that is less than the bound (below 0), equal to it (0) or greater. */
        public boolean holds(int comparison) {
            return switch (this) {
                case LT -> comparison < 0;
                case LTE -> comparison <= 0;
                case GT -> comparison > 0;
                case GTE -> comparison >= 0;
            };
        }
    }

    /** A comparison of numbers by order; what isn't a number doesn't meet it. */
    record Ordered(Order order, Decimal bound) implements OfOne {
        @Override
        public boolean matches(Object value, FieldView event) {
            Integer comparison = bound.compare(value);
            return comparison != null && order.holds(comparison);
        }

        @Override
        public Need need(String field) {
            return Need.present(field);
        }
    }

    /** The field is absent, or null. */
    record Absent() implements ValueTest {
        @Override
        public boolean matches(String field, @Nullable Object value, FieldView event) {
            return value == null;
        }

        @Override
        public Need need(String field) {
            return Need.UNKNOWN;
        }
    }

    /** The event has the field, or hasn't, whatever its value. */
    record Exists(boolean expected) implements ValueTest {
        @Override
        public boolean matches(String field, @Nullable Object value, FieldView event) {
            return event.hasField(field) == expected;
        }

        @Override
        public Need need(String field) {
            return expected ? Need.present(field) : Need.UNKNOWN;
        }
    }

    /**
     * The value is there and doesn't meet the test; of a list, none of its values does. What is compared with another field
     * must have that one, too: what is absent is neither equal nor different.
     */
    record Not(ValueTest test) implements ValueTest {
        @Override
        public boolean matches(String field, @Nullable Object value, FieldView event) {
            return value != null
                    && !test.matches(field, value, event)
                    && !(test instanceof SameAs same && event.field(same.other()) == null);
        }

        @Override
        public Need need(String field) {
            return Need.present(field);
        }
    }
}
