package io.tocsin.rules.sigma;

import io.tocsin.rules.match.DateUnit;
import io.tocsin.rules.match.Decimal;
import io.tocsin.rules.match.Need.Place;
import io.tocsin.rules.match.RegularExpression;
import io.tocsin.rules.match.TextPattern;
import io.tocsin.rules.match.ValueTest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** The changes that are a line each. Each takes the forms that {@link Modifier} lets it stand behind, and no other. */
final class Changes {
    private static final byte[] NO_MARK = {};
    private static final byte[] LITTLE_ENDIAN_MARK = {(byte) 0xff, (byte) 0xfe};

    private Changes() {}

    /** Where the reading of the value is all that the modifier says. */
    static Change none() {
        return (form, test) -> test;
    }

    /** Where in the field the value stands. */
    static Change place(Place place) {
        return (form, test) -> test instanceof ValueTest.SameAs same
                ? new ValueTest.SameAs(same.other(), place, same.cased())
                : text(test, pattern -> placed(pattern, place));
    }

    private static TextPattern placed(TextPattern pattern, Place place) {
        return switch (place) {
            case WHOLE -> pattern;
            case START -> pattern.beforeAnything();
            case END -> pattern.afterAnything();
            case ANYWHERE -> pattern.afterAnything().beforeAnything();
        };
    }

    /** Case matters. */
    static Change cased() {
        return (form, test) -> test instanceof ValueTest.SameAs same
                ? new ValueTest.SameAs(same.other(), same.place(), true)
                : text(test, TextPattern::cased);
    }

    /** Any of the five dashes. */
    static Change anyDash() {
        return (form, test) -> text(test, TextPattern::anyDash);
    }

    /** The bytes of another encoding. */
    static Change encoded(Charset charset) {
        return (form, test) -> text(test, pattern -> pattern.encoded(charset, NO_MARK));
    }

    /** UTF-16 in little-endian order, as Windows writes it, behind its byte order mark. */
    static Change encodedWithMark() {
        return (form, test) -> text(test, pattern -> pattern.encoded(StandardCharsets.UTF_16LE, LITTLE_ENDIAN_MARK));
    }

    private static ValueTest.OfOne text(ValueTest.OfOne test, UnaryOperator<TextPattern> change) {
        return new ValueTest.Text(change.apply(((ValueTest.Text) test).pattern()));
    }

    /** A flag of a regular expression. */
    static Change flag(RegularExpression.Flag flag) {
        return (form, test) -> {
            try {
                return new ValueTest.Regex(((ValueTest.Regex) test).expression().with(flag));
            } catch (RegularExpression.InvalidExpressionException e) {
                throw new UnfitValueException(e);
            }
        };
    }

    /** An order of numbers instead of equality. */
    static Change order(ValueTest.Order order) {
        return (form, test) -> test instanceof ValueTest.DatePart part
                ? new ValueTest.DatePart(part.unit(), ordered(part.number(), order))
                : ordered(test, order);
    }

    private static ValueTest.OfOne ordered(ValueTest.OfOne number, ValueTest.Order order) {
        return new ValueTest.Ordered(
                order,
                number instanceof ValueTest.Whole whole
                        ? Decimal.of(whole.expected())
                        : ((ValueTest.Fraction) number).expected());
    }

    /** A number of a date. */
    static Change datePart(DateUnit unit) {
        return (form, test) -> {
            String name = unit.name().toLowerCase(Locale.ROOT);
            if (!(test instanceof ValueTest.Whole whole)
                    || whole.expected() < unit.lowest()
                    || whole.expected() > unit.highest()) {
                throw new UnfitValueException(
                        "`" + name + "` is a whole number from " + unit.lowest() + " to " + unit.highest());
            }
            return new ValueTest.DatePart(unit, test);
        };
    }
}
