package io.tocsin.rules.match;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as whole thousandths, so that their sums are exact and the same in whatever order they are added.
 *
 * <p>What has more decimals is rounded to the nearest thousandth, to the even one of two. A number beyond {@link #MAX} counts
 * as that: whoever sends a number that is too large isn't passed over.
 */
public final class Thousandths {

    /** The largest number that is told apart: 4·10<sup>15</sup>, in thousandths. Twice it still fits. */
    public static final long MAX = 4_000_000_000_000_000_000L;

    private static final BigDecimal MAX_NUMBER = BigDecimal.valueOf(MAX, 3);

    private Thousandths() {}

    /** The number that a value is or that a text holds in decimal, in thousandths; {@code null} for any other. */
    public static @Nullable Long of(@Nullable Object value) {
        if (value instanceof Long || value instanceof Integer) {
            long number = ((Number) value).longValue();
            return Math.abs(number / 1_000) >= MAX / 1_000_000 ? clamped(BigDecimal.valueOf(number)) : number * 1_000;
        }
        if (value instanceof Double number) {
            return number.isNaN()
                    ? null
                    : number.isInfinite() ? Long.valueOf(number > 0 ? MAX : -MAX) : decimal(number);
        }
        BigDecimal decimal = value instanceof String text ? Decimal.parse(text) : null;
        return decimal == null ? null : clamped(decimal);
    }

    /** The number that a text holds if it has no more than three decimals and is no larger than {@link #MAX}. */
    public static @Nullable Long exactly(String text) {
        BigDecimal number = Decimal.parse(text);
        if (number == null) {
            return null;
        }
        number = number.stripTrailingZeros();
        return number.scale() > 3 || number.abs().compareTo(MAX_NUMBER) > 0 ? null : clamped(number);
    }

    /** In decimal, without needless zeros. */
    public static String toText(long thousandths) {
        return BigDecimal.valueOf(thousandths, 3).stripTrailingZeros().toPlainString();
    }

    private static Long decimal(double number) {
        return clamped(BigDecimal.valueOf(number));
    }

    private static Long clamped(BigDecimal number) {
        BigDecimal clamped = number.min(MAX_NUMBER).max(MAX_NUMBER.negate());
        return clamped.setScale(3, RoundingMode.HALF_EVEN).unscaledValue().longValueExact();
    }
}
