package io.tocsin.rules.yaml;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Collects everything that is wrong with one or several files, so that it can be said at once. */
public final class Problems {
    private final SortedSet<Problem> found = new TreeSet<>();

    /** Notes a problem at a line, counted from 1. */
    public void add(String file, int line, String message) {
        found.add(new Problem(file, line, message));
    }

    /** Notes a problem where a value stands. */
    public void add(YamlValue at, String message) {
        add(at.file(), at.line(), message);
    }

    /** How many problems were noted, the same one counted once. */
    public int count() {
        return found.size();
    }

    /** Whether nothing was noted. */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** What was noted, ordered by file and line. */
    public List<Problem> sorted() {
        return List.copyOf(found);
    }

    /**
     * Ends the reading of files that are wrong.
     *
     * @throws InvalidDocumentException with every problem, if there is one
     */
    public void throwIfAny() throws InvalidDocumentException {
        if (!found.isEmpty()) {
            throw new InvalidDocumentException(sorted());
        }
    }
}
