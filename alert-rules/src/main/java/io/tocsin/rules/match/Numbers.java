package io.tocsin.rules.match;

import org.jspecify.annotations.Nullable;

/** Reads values as numbers. */
final class Numbers {
    private static final int MOST_CHARS = 40;

    private Numbers() {}

    /** The number that a value is or that a text holds in decimal; {@code null} for any other. */
    static @Nullable Double of(Object value) {
        if (value instanceof java.lang.Number number) {
            return number.doubleValue();
        }
        if (!(value instanceof String text) || text.isEmpty() || text.length() > MOST_CHARS || !isDecimal(text)) {
            return null;
        }
        return Double.valueOf(text);
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
}
