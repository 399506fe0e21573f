package io.tocsin.rules.yaml;

import java.util.Comparator;

/**
 * One thing that is wrong with a file that a person wrote.
 *
 * @param file the file's name, as the person knows it
 * @param line the line, counted from 1
 * @param message what is wrong, which value, what is allowed: one sentence
 */
public record Problem(String file, int line, String message) implements Comparable<Problem> {
    private static final Comparator<Problem> ORDER =
            Comparator.comparing(Problem::file).thenComparing(Problem::line).thenComparing(Problem::message);

    public Problem {
        if (line < 1) {
            throw new IllegalArgumentException("line is " + line + "; lines are counted from 1");
        }
    }

    /** Orders by file, then line. */
    @Override
    public int compareTo(Problem other) {
        return ORDER.compare(this, other);
    }

    /** {@code file:line: message}, the form that editors and terminals make a link of. */
    @Override
    public String toString() {
        return file + ":" + line + ": " + message;
    }
}
