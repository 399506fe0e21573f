package io.tocsin.rules.event;

import java.util.Comparator;

/**
 * Where an imported event stood.
 *
 * @param file the file's name without its folders
 * @param line the line in the file, counted from 1
 */
public record Origin(String file, long line) implements Comparable<Origin> {

    private static final Comparator<Origin> ORDER =
            Comparator.comparing(Origin::file).thenComparingLong(Origin::line);

    public Origin {
        if (line < 1) {
            throw new IllegalArgumentException("line is " + line + "; lines are counted from 1");
        }
    }

    @Override
    public int compareTo(Origin other) {
        return ORDER.compare(this, other);
    }
}
