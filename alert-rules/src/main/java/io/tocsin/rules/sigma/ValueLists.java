package io.tocsin.rules.sigma;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The lists that {@code %name%} stands for in a value with the modifier {@code expand}.
 *
 * @param byName each list's values by its name, in the order they are tried; each is a text that is meant as it stands,
 *     {@code *} and {@code ?} included. A list may be empty: then nothing matches
 */
public record ValueLists(SortedMap<String, List<String>> byName) {

    /** No lists: a rule that asks for one is refused. */
    public static final ValueLists NONE = new ValueLists(Map.of());

    public ValueLists {
        SortedMap<String, List<String>> copy = new TreeMap<>();
        byName.forEach((name, values) -> {
            if (!isName(name)) {
                throw new IllegalArgumentException("the name of a value list is `" + name
                        + "`; one or more letters, digits, `_`, `-` and `.` are allowed");
            }
            copy.put(name, List.copyOf(values));
        });
        byName = Collections.unmodifiableSortedMap(copy);
    }

    /** Lists in whatever map. */
    public ValueLists(Map<String, List<String>> byName) {
        this((SortedMap<String, List<String>>) new TreeMap<>(byName));
    }

    /** Whether a list may have this name. */
    public static boolean isName(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> Character.isLetterOrDigit(c) || "_-.".indexOf(c) >= 0);
    }
}
