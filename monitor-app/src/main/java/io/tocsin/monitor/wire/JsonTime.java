package io.tocsin.monitor.wire;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the time of a JSON event stands, and how it is written there.
 *
 * <p>Without a pattern: RFC 3339, or a number since the epoch, as text or not. Its size tells its unit, as no event is from
 * before 1973 or after 5138: seconds below 10<sup>11</sup>, milliseconds below 10<sup>14</sup>, microseconds below
 * 10<sup>17</sup>, else nanoseconds. What is below a millisecond is cut off.
 */
public final class JsonTime {
    private static final BigDecimal FIRST_MS = BigDecimal.TEN.pow(11);
    private static final BigDecimal FIRST_MICROS = BigDecimal.TEN.pow(14);
    private static final BigDecimal FIRST_NANOS = BigDecimal.TEN.pow(17);
    private static final int MAX_NUMBER_CHARS = 32;
    private static final ZonedDateTime SAMPLE = ZonedDateTime.of(2026, 1, 31, 23, 59, 58, 0, ZoneOffset.UTC);

    private final String field;
    private final @Nullable DateTimeFormatter pattern;
    private final ZoneId zone;

    private JsonTime(String field, @Nullable DateTimeFormatter pattern, ZoneId zone) {
        this.field = field;
        this.pattern = pattern;
        this.zone = zone;
    }

    /** RFC 3339 or a number in a field. */
    public static JsonTime in(String field) {
        return new JsonTime(field, null, ZoneId.of("UTC"));
    }

    /**
     * A text by a pattern in a field.
     *
     * @param pattern of {@link DateTimeFormatter}, names of months and days in English, with date and time
     * @param zone for a pattern without an offset
     * @throws IllegalArgumentException with the end of a sentence, where it isn't a pattern that tells a time
     */
    public static JsonTime in(String field, String pattern, ZoneId zone) {
        DateTimeFormatter known;
        try {
            known = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "isn't a pattern of java.time.format.DateTimeFormatter: " + e.getMessage(), e);
        }
        JsonTime time = new JsonTime(field, known, zone);
        try {
            time.parse(known.format(SAMPLE));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IllegalArgumentException("doesn't tell a date and a time of day", e);
        }
        return time;
    }

    /** The field's name. */
    public String field() {
        return field;
    }

    /**
     * The time, in milliseconds since the epoch, from 1970 to 9999.
     *
     * @param value the field's value
     * @throws IllegalArgumentException with the end of a sentence that doesn't repeat the value
     */
    long parse(@Nullable Object value) {
        long timeMs;
        if (value == null) {
            throw new IllegalArgumentException("is missing");
        } else if (value instanceof String text) {
            timeMs = parse(text);
        } else if (value instanceof Number number && pattern == null) {
            timeMs = sinceEpoch(new BigDecimal(number.toString()));
        } else {
            throw new IllegalArgumentException("isn't a time");
        }
        if (timeMs < 0 || timeMs > Rfc3339.MAX_TIME_MS) {
            throw new IllegalArgumentException("isn't a time from 1970 to 9999");
        }
        return timeMs;
    }

    /** The time as it is written in the field: by the pattern, which may cut it, else as RFC 3339. */
    String format(long timeMs) {
        return pattern == null
                ? Rfc3339.format(timeMs)
                : pattern.format(Instant.ofEpochMilli(timeMs).atZone(zone));
    }

    private long parse(String text) {
        if (pattern != null) {
            return byPattern(pattern, text);
        }
        return isNumber(text) ? sinceEpoch(new BigDecimal(text)) : Rfc3339.parse(text);
    }

    private long byPattern(DateTimeFormatter known, String text) {
        try {
            TemporalAccessor time = known.parseBest(text, Instant::from, LocalDateTime::from);
            return time instanceof Instant instant
                    ? instant.toEpochMilli()
                    : LocalDateTime.from(time).atZone(zone).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("isn't a time by the configured pattern");
        }
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_NUMBER_CHARS
                && Character.isDigit(text.charAt(0))
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.')
                && text.indexOf('.') == text.lastIndexOf('.');
    }

    private static long sinceEpoch(BigDecimal number) {
        int decimals = number.compareTo(FIRST_MS) < 0 ? 3 : number.compareTo(FIRST_MICROS) < 0 ? 0 : micros(number);
        BigDecimal timeMs = number.movePointRight(decimals);
        return timeMs.compareTo(BigDecimal.valueOf(Rfc3339.MAX_TIME_MS)) > 0 ? Long.MAX_VALUE : timeMs.longValue();
    }

    private static int micros(BigDecimal number) {
        return number.compareTo(FIRST_NANOS) < 0 ? -3 : -6;
    }
}
