package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.Rfc3339;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * The timestamps that lines of a syslog begin with: RFC 3164 ({@code Mar 27 13:06:56}, no year and no zone) and ISO 8601
 * as rsyslog and journalctl write it ({@code 2017-03-27T13:06:56.123456+02:00}, also {@code +0200} or no offset).
 *
 * <p>The year begins with the first line's and goes up where the months fall back by six or more: a log is written in
 * order, but a clock may be set back a little. A line of November or December right after one of January or February is a
 * straggler of the year before.
 */
final class SyslogTime {
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final int RFC_3164_CHARS = "Mar 27 13:06:56".length();
    private static final int HALF_A_YEAR = 6;
    private static final int FEBRUARY = 2;
    private static final int NOVEMBER = 11;
    private static final Duration CLOCKS_MAY_DIFFER = Duration.ofDays(1);

    private final LogSettings settings;
    private final ZoneId zone;
    private @Nullable Integer year;
    private int lastMonth;
    private boolean rolledOver;

    SyslogTime(LogSettings settings) {
        this.settings = settings;
        this.zone = settings.zone();
        this.year = settings.year();
    }

    /**
     * A timestamp and where it ends.
     *
     * @param timeMs milliseconds since the epoch
     * @param end the place of the first character after it
     */
    record Stamp(long timeMs, int end) {}

    /** Reads the timestamp that a line begins with. */
    Stamp read(String line) throws UnparsableLineException {
        try {
            boolean iso = !line.isEmpty() && Character.isDigit(line.charAt(0));
            Stamp stamp = iso ? readIso(line) : readRfc3164(line);
            if (stamp.timeMs() < 0 || stamp.timeMs() > Rfc3339.MAX_TIME_MS) {
                throw new UnparsableLineException("its time is before 1970 or after 9999");
            }
            return stamp;
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new UnparsableLineException("it doesn't begin with a timestamp that exists");
        }
    }

    private Stamp readIso(String line) {
        int space = line.indexOf(' ');
        int end = space < 0 ? line.length() : space;
        String text = line.substring(0, end);
        int last = text.length() - 1;
        int sign = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
        boolean offset = sign > text.indexOf('T') && text.indexOf('T') > 0;
        if (offset && last - sign == 4) {
            text = text.substring(0, sign + 3) + ":" + text.substring(sign + 3);
        } else if (!offset && !text.endsWith("Z")) {
            return new Stamp(LocalDateTime.parse(text).atZone(zone).toInstant().toEpochMilli(), end);
        }
        return new Stamp(Rfc3339.parse(text), end);
    }

    private Stamp readRfc3164(String line) {
        if (line.length() < RFC_3164_CHARS
                || line.charAt(3) != ' '
                || line.charAt(6) != ' '
                || line.charAt(9) != ':'
                || line.charAt(12) != ':') {
            throw new IllegalArgumentException("not the columns of RFC 3164");
        }
        int at = MONTHS.indexOf(line.substring(0, 3));
        if (at < 0 || at % 3 != 0) {
            throw new IllegalArgumentException("not a month");
        }
        int month = at / 3 + 1;
        int day = line.charAt(4) == ' ' ? digits(line, 5, 1) : digits(line, 4, 2);
        int second = Math.min(59, digits(line, 13, 2));
        LocalDateTime inLeapYear = LocalDateTime.of(2000, month, day, digits(line, 7, 2), digits(line, 10, 2), second);
        LocalDateTime time = LocalDateTime.of(
                yearOf(month, inLeapYear), month, day, inLeapYear.getHour(), inLeapYear.getMinute(), second);
        return new Stamp(time.atZone(zone).toInstant().toEpochMilli(), RFC_3164_CHARS);
    }

    private int yearOf(int month, LocalDateTime anyYear) {
        Integer known = year;
        if (known == null) {
            known = newestYear(anyYear);
        } else if (lastMonth - month >= HALF_A_YEAR) {
            known = known + 1;
            rolledOver = true;
        } else if (rolledOver && lastMonth <= FEBRUARY && month >= NOVEMBER) {
            return known - 1;
        }
        year = known;
        lastMonth = month;
        return known;
    }

    /** The newest year in which this date isn't in the future; the 29th of February skips the years without one. */
    private int newestYear(LocalDateTime anyYear) {
        LocalDateTime latest =
                LocalDateTime.ofInstant(settings.clock().instant().plus(CLOCKS_MAY_DIFFER), zone);
        int candidate = latest.getYear();
        while (anyYear.withYear(candidate).getDayOfMonth() != anyYear.getDayOfMonth()
                || anyYear.withYear(candidate).isAfter(latest)) {
            candidate--;
        }
        return candidate;
    }

    private static int digits(String text, int from, int count) {
        int value = 0;
        for (int i = from; i < from + count; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw new IllegalArgumentException("not a digit");
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }
}
