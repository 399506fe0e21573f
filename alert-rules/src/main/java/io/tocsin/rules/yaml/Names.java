package io.tocsin.rules.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Helps people who mistyped a name. */
public final class Names {
    private Names() {}

    /** The known name that was probably meant, if one is near. */
    public static Optional<String> nearest(String written, Collection<String> known) {
        // Beyond a third of the letters a suggestion is a guess; very long names aren't typing mistakes.
        int furthest = Math.min(3, Math.max(1, written.length() / 3));
        if (written.length() > 100) {
            return Optional.empty();
        }
        return known.stream()
                .filter(name -> distance(written, name) <= furthest)
                .min(Comparator.comparing(name -> distance(written, name)));
    }

    /** {@code "; did you mean X?"}, or nothing. */
    static String suggestion(String written, Collection<String> known) {
        return nearest(written, known)
                .map(name -> "; did you mean `" + name + "`?")
                .orElse("");
    }

    /** {@code "; did you mean X?"} or nothing, then the known names: {@code "; known A are X, Y"}. */
    public static String hint(String written, String plural, Collection<String> known) {
        return suggestion(written, known) + "; known " + plural + " are " + String.join(", ", known);
    }

    /** Levenshtein's distance, two letters that changed places counted as one fault, case ignored. */
    static int distance(String a, String b) {
        String from = a.toLowerCase(Locale.ROOT);
        String to = b.toLowerCase(Locale.ROOT);
        int[][] faults = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    faults[i][j] = i + j;
                    continue;
                }
                boolean equal = from.charAt(i - 1) == to.charAt(j - 1);
                int replaced = faults[i - 1][j - 1] + (equal ? 0 : 1);
                faults[i][j] = Math.min(replaced, 1 + Math.min(faults[i - 1][j], faults[i][j - 1]));
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    faults[i][j] = Math.min(faults[i][j], faults[i - 2][j - 2] + 1);
                }
            }
        }
        return faults[from.length()][to.length()];
    }
}
