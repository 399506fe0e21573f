package io.tocsin.rules.match;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A number that values of events are compared with: the one place where it is said which is greater. Whole numbers and texts
 * that hold a decimal number are compared exactly, however large they are; a {@code double}, which stands for all that are
 * nearest to it, is the fraction that is written so, and else the whole number that it is printed as. Zero has no sign.
 */
public final class Decimal implements Comparable<Decimal> {
    private static final int MOST_CHARS = 40;

    /** No number of an event comes near to having so many. */
    private static final int MOST_DIGITS = 1_000;

    private final BigDecimal exact;
    private final double nearest;
    private final boolean isLong;
    private final long asLong;

    /**
     * A number.
     *
     * @param exact it, of at most 1,000 digits, between 10<sup>-1000</sup> and 10<sup>1000</sup> or 0: larger ones would cost
     *     what they are large
     */
    public Decimal(BigDecimal exact) {
        if (exact.precision() > MOST_DIGITS || Math.abs((long) exact.precision() - exact.scale()) > MOST_DIGITS) {
            throw new IllegalArgumentException("a number of " + exact.precision() + " digits and the scale "
                    + exact.scale() + "; at most " + MOST_DIGITS + " are allowed of either");
        }
        this.exact = exact.stripTrailingZeros();
        this.nearest = exact.doubleValue();
        this.asLong = exact.longValue();
        this.isLong = BigDecimal.valueOf(asLong).compareTo(exact) == 0;
    }

    /** A whole number. */
    public static Decimal of(long number) {
        return new Decimal(BigDecimal.valueOf(number));
    }

    /** The text's number, exactly, where it holds a decimal number and nothing else; {@code null} for any other. */
    static @Nullable BigDecimal parse(String text) {
        return text.isEmpty() || text.length() > MOST_CHARS || !isDecimal(text) ? null : new BigDecimal(text);
    }

    /** Below 0 where the value is less than this, 0 where they are equal; {@code null} where it isn't a number. */
    @Nullable
    Integer compare(Object value) {
        if (value instanceof Long || value instanceof Integer) {
            long number = ((Number) value).longValue();
            return isLong
                    ? Long.compare(number, asLong)
                    : BigDecimal.valueOf(number).compareTo(exact);
        }
        if (value instanceof Double number) {
            return number.isNaN() ? null : Integer.valueOf(compare(number.doubleValue()));
        }
        BigDecimal number = value instanceof String text ? parse(text) : null;
        return number == null ? null : Integer.valueOf(number.compareTo(exact));
    }

    /** Whether two numbers of events are equal. */
    static boolean areEqual(Number one, Number other) {
        if (one instanceof Double == other instanceof Double) {
            return one instanceof Double
                    ? one.doubleValue() == other.doubleValue()
                    : one.longValue() == other.longValue();
        }
        double fraction = (one instanceof Double ? one : other).doubleValue();
        long whole = (one instanceof Double ? other : one).longValue();
        // Few are as near as that, so it is rarely asked exactly.
        return fraction == whole && of(whole).compare(fraction) == 0;
    }

    private int compare(double number) {
        if (number != nearest) {
            return number < nearest ? -1 : 1;
        }
        if (Double.isInfinite(number)) {
            return number < 0 ? -1 : 1;
        }
        return number == Math.rint(number) ? BigDecimal.valueOf(number).compareTo(exact) : 0;
    }

    @Override
    public int compareTo(Decimal other) {
        return exact.compareTo(other.exact);
    }

    /** An optional sign, digits, and behind a point more digits; neither exponents nor hexadecimal. */
    private static boolean isDecimal(String text) {
        int at = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
        int points = 0;
        for (int i = at; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' && points == 0 && i > at && i < text.length() - 1) {
                points++;
            } else if (c < '0' || c > '9') {
                return false;
            }
        }
        return text.length() > at;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Decimal number && exact.equals(number.exact);
    }

    @Override
    public int hashCode() {
        return exact.hashCode();
    }

    /** Plainly, or with an exponent where that would be long. */
    @Override
    public String toString() {
        boolean isShort = Math.abs(exact.precision() - exact.scale()) + exact.precision() <= MOST_CHARS;
        return isShort ? exact.toPlainString() : exact.toString();
    }
}
