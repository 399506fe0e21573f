package io.tocsin.rules.event;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A value of a field that can have only a few, with the name that it has in JSON and in rules. */
public interface Labelled {

    /** The name in JSON and in rules. */
    String label();

    /** The labels of these, in their order. */
    static List<String> labels(Labelled... values) {
        return Arrays.stream(values).map(Labelled::label).toList();
    }

    /** The one of these that has the label. */
    static <T extends Labelled> Optional<T> of(String label, T[] values) {
        return Arrays.stream(values).filter(each -> each.label().equals(label)).findFirst();
    }
}
