package io.tocsin.rules.match;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A number in a date, as Sigma's modifiers of time name it. */
public enum DateUnit {
    MINUTE(0, 59),
    HOUR(0, 23),
    DAY(1, 31),
    /** Of ISO 8601: the first one of a year is the one with its first Thursday. */
    WEEK(1, 53),
    MONTH(1, 12),
    YEAR(0, 9999);

    /** ISO 8601 and RFC 3339, a blank instead of the T and slashes instead of dashes allowed. */
    private static final Pattern DATE = Pattern.compile(
            "([0-9]{4})[-/]([0-9]{2})[-/]([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
                    + " ?(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2})?)?");

    private static final int MOST_CHARS = 48;

    private final int lowest;
    private final int highest;

    DateUnit(int lowest, int highest) {
        this.lowest = lowest;
        this.highest = highest;
    }

    /** The lowest number that it can be. */
    public int lowest() {
        return lowest;
    }

    /** The highest number that it can be. */
    public int highest() {
        return highest;
    }

    /** This number of the date that a text holds, as it is written, whatever its time zone; {@code null} where it holds none. */
    @Nullable
    Long of(String text) {
        if (text.length() > MOST_CHARS) {
            return null;
        }
        Matcher matcher = DATE.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        try {
            LocalDate date = LocalDate.of(number(matcher, 1), number(matcher, 2), number(matcher, 3));
            return switch (this) {
                case YEAR -> (long) date.getYear();
                case MONTH -> (long) date.getMonthValue();
                case WEEK -> (long) date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
                case DAY -> (long) date.getDayOfMonth();
                case HOUR -> matcher.group(4) == null ? null : (Long) (long) number(matcher, 4);
                case MINUTE -> matcher.group(5) == null ? null : (Long) (long) number(matcher, 5);
            };
        } catch (DateTimeException e) {
            // Digits that are no date, such as the 31st of February.
            return null;
        }
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }
}
