package io.tocsin.rules.sigma;

import io.tocsin.rules.yaml.MapReader;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the length of a window, such as {@code 5m}. */
final class Timespan {

    /** The longest window: what a group has to remember grows with it. */
    static final long MAX_MS = 366L * 86_400_000;

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})([smhdwMy])");

    private Timespan() {}

    /** The {@code timespan} of a map in milliseconds; after a problem, and where there is none, it means nothing. */
    static long readMs(MapReader at) {
        Optional<String> text = at.string("timespan");
        if (text.isEmpty()) {
            return 1;
        }
        Matcher matcher = FORM.matcher(text.get());
        if (!matcher.matches()) {
            at.problem(
                    "timespan",
                    "is " + text.get() + "; a whole number followed by s, m, h, d, w, M or y is expected, such as 5m");
            return 1;
        }
        long ms = Long.parseLong(matcher.group(1)) * unitMs(matcher.group(2));
        if (ms < 1 || ms > MAX_MS) {
            at.problem("timespan", "is " + text.get() + "; 1s to 366d are allowed");
            return 1;
        }
        return ms;
    }

    private static long unitMs(String unit) {
        return switch (unit) {
            case "s" -> 1_000L;
            case "m" -> 60_000L;
            case "h" -> 3_600_000L;
            case "d" -> 86_400_000L;
            // A twelfth of a mean year of the Gregorian calendar, and such a year.
            case "M" -> 2_629_746_000L;
            case "y" -> 31_556_952_000L;
            default -> 7 * 86_400_000L;
        };
    }
}
