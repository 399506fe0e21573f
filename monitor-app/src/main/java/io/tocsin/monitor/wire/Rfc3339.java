package io.tocsin.monitor.wire;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * Date and time as RFC 3339 writes them, read and written without a {@code DateTimeFormatter}, which costs more than
 * the rest of an event.
 */
public final class Rfc3339 {

    /** The last millisecond of the year 9999, the last that four digits can name. */
    public static final long MAX_TIME_MS = 253_402_300_799_999L;

    private static final int MS_PER_SECOND = 1_000;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int MAX_FRACTION_DIGITS = 9;

    private Rfc3339() {}

    /**
     * Reads a time with its offset, such as {@code 2026-01-01T00:00:00.123+02:00}.
     *
     * <p>At most nine digits of a second's fraction are accepted, and what is below a millisecond is cut off. A leap
     * second counts as the second before it.
     *
     * @return milliseconds since the epoch; negative for times before 1970
     * @throws IllegalArgumentException with a sentence that doesn't repeat the text
     */
    public static long parse(String text) {
        if (text.length() < "2026-01-01T00:00:00Z".length()) {
            throw notATime();
        }
        requireAt(text, 4, '-');
        requireAt(text, 7, '-');
        if (text.charAt(10) != 'T' && text.charAt(10) != 't') {
            throw notATime();
        }
        requireAt(text, 13, ':');
        requireAt(text, 16, ':');
        long day = epochDay(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2));
        int second = digits(text, 17, 2);
        long timeOfDay = secondOfDay(digits(text, 11, 2), digits(text, 14, 2), second == 60 ? 59 : second);
        int at = 19;
        int fractionMs = 0;
        if (text.charAt(at) == '.') {
            int end = endOfDigits(text, at + 1);
            fractionMs = milliseconds(text, at + 1, end);
            at = end;
        }
        long utcSecond = day * SECONDS_PER_DAY + timeOfDay - offsetSeconds(text, at);
        if (second == 60 && Math.floorMod(utcSecond, SECONDS_PER_DAY) != SECONDS_PER_DAY - 1) {
            throw new IllegalArgumentException("a leap second can only end a day in UTC");
        }
        return utcSecond * MS_PER_SECOND + fractionMs;
    }

    /**
     * Writes a time in UTC with milliseconds, such as {@code 2026-01-01T00:00:00.000Z}.
     *
     * @param timeMs milliseconds since the epoch, at most {@link #MAX_TIME_MS}
     */
    public static String format(long timeMs) {
        if (timeMs < 0 || timeMs > MAX_TIME_MS) {
            throw new IllegalArgumentException("time is " + timeMs + " ms; 0 to " + MAX_TIME_MS + " can be written");
        }
        LocalDate date = LocalDate.ofEpochDay(timeMs / (SECONDS_PER_DAY * (long) MS_PER_SECOND));
        int ofDayMs = (int) (timeMs % (SECONDS_PER_DAY * (long) MS_PER_SECOND));
        byte[] out = "0000-00-00T00:00:00.000Z".getBytes(StandardCharsets.ISO_8859_1);
        put(out, 0, 4, date.getYear());
        put(out, 5, 2, date.getMonthValue());
        put(out, 8, 2, date.getDayOfMonth());
        put(out, 11, 2, ofDayMs / 3_600_000);
        put(out, 14, 2, ofDayMs / 60_000 % 60);
        put(out, 17, 2, ofDayMs / MS_PER_SECOND % 60);
        put(out, 20, 3, ofDayMs % MS_PER_SECOND);
        return new String(out, StandardCharsets.ISO_8859_1);
    }

    private static void put(byte[] out, int from, int width, int value) {
        int rest = value;
        for (int i = from + width - 1; i >= from; i--) {
            out[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private static long epochDay(int year, int month, int day) {
        try {
            return LocalDate.of(year, month, day).toEpochDay();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("there is no such day", e);
        }
    }

    private static long secondOfDay(int hour, int minute, int second) {
        if (hour > 23 || minute > 59 || second > 59) {
            throw new IllegalArgumentException("there is no such time of day");
        }
        return hour * 3_600L + minute * 60L + second;
    }

    private static long offsetSeconds(String text, int at) {
        if (at >= text.length()) {
            throw notATime();
        }
        char sign = text.charAt(at);
        if (sign == 'Z' || sign == 'z') {
            requireEnd(text, at + 1);
            return 0;
        }
        if (sign != '+' && sign != '-') {
            throw notATime();
        }
        requireEnd(text, at + 6);
        requireAt(text, at + 3, ':');
        long seconds = secondOfDay(digits(text, at + 1, 2), digits(text, at + 4, 2), 0);
        return sign == '+' ? seconds : -seconds;
    }

    private static int endOfDigits(String text, int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        if (end == from || end - from > MAX_FRACTION_DIGITS) {
            throw new IllegalArgumentException("a second's fraction has 1 to " + MAX_FRACTION_DIGITS + " digits");
        }
        return end;
    }

    private static int milliseconds(String text, int from, int end) {
        int value = 0;
        for (int i = from; i < from + 3; i++) {
            value = value * 10 + (i < end ? text.charAt(i) - '0' : 0);
        }
        return value;
    }

    private static int digits(String text, int from, int count) {
        int value = 0;
        for (int i = from; i < from + count; i++) {
            char c = text.charAt(i);
            if (!isDigit(c)) {
                throw notATime();
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static void requireAt(String text, int at, char expected) {
        if (text.charAt(at) != expected) {
            throw notATime();
        }
    }

    private static void requireEnd(String text, int end) {
        if (text.length() != end) {
            throw notATime();
        }
    }

    private static IllegalArgumentException notATime() {
        return new IllegalArgumentException("not a time of RFC 3339, such as 2026-01-01T00:00:00.000Z");
    }
}
