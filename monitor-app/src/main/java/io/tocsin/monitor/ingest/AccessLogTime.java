package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.Rfc3339;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** The time of access logs: {@code [25/Oct/2015:04:11:25 +0100]}, always with its zone. */
final class AccessLogTime {
    /** How long the column is, with the blanks around it. */
    static final int COLUMN_CHARS = " [25/Oct/2015:04:11:25 +0100] ".length();

    private static final String SHAPE = " [99/aaa/9999:99:99:99 +9999] ";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private AccessLogTime() {}

    /**
     * Reads the column.
     *
     * @param at the place of the blank before it; the line is at least so much longer
     * @return milliseconds since the epoch
     */
    static long read(byte[] line, int at) throws UnparsableLineException {
        for (int i = 0; i < COLUMN_CHARS; i++) {
            if (!fits(SHAPE.charAt(i), line[at + i])) {
                throw noTime();
            }
        }
        int month = month(line, at + 5);
        int offsetMinutes = digits(line, at + 24, 2) * 60 + digits(line, at + 26, 2);
        try {
            long seconds = LocalDateTime.of(
                            digits(line, at + 9, 4),
                            month,
                            digits(line, at + 2, 2),
                            digits(line, at + 14, 2),
                            digits(line, at + 17, 2),
                            Math.min(59, digits(line, at + 20, 2)))
                    .toEpochSecond(ZoneOffset.UTC);
            long timeMs = (line[at + 23] == '-' ? seconds + offsetMinutes * 60L : seconds - offsetMinutes * 60L) * 1000;
            if (timeMs < 0 || timeMs > Rfc3339.MAX_TIME_MS) {
                throw new UnparsableLineException("its time is before 1970 or after 9999");
            }
            return timeMs;
        } catch (DateTimeException e) {
            throw noTime();
        }
    }

    private static boolean fits(char shape, byte found) {
        return switch (shape) {
            case '9' -> found >= '0' && found <= '9';
            case 'a' -> (found >= 'a' && found <= 'z') || (found >= 'A' && found <= 'Z');
            case '+' -> found == '+' || found == '-';
            default -> found == shape;
        };
    }

    /** 1 to 12, or 0 for a month that doesn't exist. */
    private static int month(byte[] line, int from) {
        int at = MONTHS.indexOf(new String(line, from, 3, StandardCharsets.ISO_8859_1));
        return at % 3 == 0 ? at / 3 + 1 : 0;
    }

    private static int digits(byte[] line, int from, int count) {
        int value = 0;
        for (int i = from; i < from + count; i++) {
            value = value * 10 + line[i] - '0';
        }
        return value;
    }

    private static UnparsableLineException noTime() {
        return new UnparsableLineException(
                "no [dd/Mon/yyyy:HH:mm:ss zone] that exists stands right before the request");
    }
}
