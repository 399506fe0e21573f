package io.tocsin.rules.detect;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** Some segments and a newest one, so that a match that only changes that one leaves the list of the others as it is. */
final class Segments extends AbstractList<Segment> implements RandomAccess {
    private final List<Segment> older;
    private final Segment newest;

    Segments(List<Segment> older, Segment newest) {
        this.older = List.copyOf(older);
        this.newest = newest;
    }

    /** All but the newest. */
    List<Segment> older() {
        return older;
    }

    @Override
    public Segment get(int index) {
        return index == older.size() ? newest : older.get(index);
    }

    @Override
    public int size() {
        return older.size() + 1;
    }
}
