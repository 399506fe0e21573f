package io.tocsin.rules.sigma;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lists that {@code %name%} stands for in a value with the modifier {@code expand}.
 *
 * @param byName each list's values by its name, in the order they are tried; each is a text that is meant as it stands,
 *     {@code *} and {@code ?} included. A list may be empty: then nothing matches
 */
public record ValueLists(SortedMap<String, List<String>> byName) {

    /** No lists: a rule that asks for one is refused. */
    public static final ValueLists NONE = new ValueLists(Map.of());

    /** What a list may be called. */
    public static final String NAME_RULE = "one or more letters, digits, `_`, `-` and `.` are allowed";

    private static final Pattern PLACEHOLDER = Pattern.compile("%([^%\\\\\\s]+)%");

    public ValueLists {
        SortedMap<String, List<String>> copy = new TreeMap<>();
        byName.forEach((name, values) -> {
            if (!isName(name)) {
                throw new IllegalArgumentException("the name of a value list is `" + name + "`; " + NAME_RULE);
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

    /** These and other lists; one that is in both has the values of both. */
    public ValueLists and(ValueLists others) {
        SortedMap<String, List<String>> both = new TreeMap<>(byName);
        others.byName.forEach((name, values) -> both.merge(name, values, ValueLists::united));
        return new ValueLists(both);
    }

    private static List<String> united(List<String> some, List<String> others) {
        SortedSet<String> united = new TreeSet<>(some);
        united.addAll(others);
        return List.copyOf(united);
    }

    /**
     * These lists, and an empty one for every other name that files of rules might ask for: so rules can be looked over before
     * all lists are there.
     */
    public ValueLists orEmpty(Collection<RuleFile> files) {
        SortedMap<String, List<String>> all = new TreeMap<>(byName);
        for (RuleFile file : files) {
            Matcher matcher = PLACEHOLDER.matcher(file.text());
            while (matcher.find()) {
                if (isName(matcher.group(1))) {
                    all.putIfAbsent(matcher.group(1), List.of());
                }
                matcher.region(matcher.end() - 1, file.text().length());
            }
        }
        return new ValueLists(all);
    }
}
