package io.tocsin.rules.sigma;

import io.tocsin.rules.yaml.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts what value lists hold in place of {@code %name%}, the modifier {@code expand}. */
final class Placeholders {

    /** The most values that one value may become. */
    static final int MOST_ALTERNATIVES = 100_000;

    /** The most characters that these may have together. */
    static final int MOST_CHARACTERS = 10_000_000;

    /** A placeholder; or what is none: an escaped percent sign, or any other escape, of which the next may be one. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\\\(.)|%([^%\\\\\\s]+)%");

    private final SortedMap<String, List<String>> lists;
    private final SortedMap<String, List<String>> used = new TreeMap<>();

    Placeholders(ValueLists lists) {
        this.lists = lists.byName();
    }

    /** The lists that values have asked for so far. */
    SortedMap<String, List<String>> used() {
        return used;
    }

    /**
     * The values that one value stands for; itself where it has no placeholder.
     *
     * @param escape writes a text of a list so that each of its characters is meant as it stands
     */
    List<String> expand(String value, UnaryOperator<String> escape) throws UnfitValueException {
        List<String> written = List.of("");
        int from = 0;
        Matcher matcher = PLACEHOLDER.matcher(value);
        while (matcher.find()) {
            String name = matcher.group(2);
            if (name == null) {
                String escaped = matcher.group(1).equals("%") ? "%" : matcher.group();
                written = combine(written, value.substring(from, matcher.start()), List.of(escaped));
            } else {
                List<String> values = list(name).stream().map(escape).toList();
                written = combine(written, value.substring(from, matcher.start()), values);
            }
            from = matcher.end();
        }
        return combine(written, value.substring(from), List.of(""));
    }

    private List<String> list(String name) throws UnfitValueException {
        List<String> values = lists.get(name);
        if (values == null) {
            throw new UnfitValueException("`%" + name + "%` stands for no value list; "
                    + (lists.isEmpty()
                            ? "none is loaded, and \\% is a plain percent sign"
                            : Names.hint(name, "lists", lists.keySet()).substring(2)));
        }
        used.put(name, values);
        return values;
    }

    private static List<String> combine(List<String> begun, String between, List<String> ends)
            throws UnfitValueException {
        if ((long) begun.size() * ends.size() > MOST_ALTERNATIVES) {
            throw new UnfitValueException("its placeholders stand for " + (long) begun.size() * ends.size()
                    + " values together; at most " + MOST_ALTERNATIVES + " are allowed");
        }
        List<String> longer = new ArrayList<>(begun.size() * ends.size());
        long characters = 0;
        for (String begin : begun) {
            for (String end : ends) {
                String text = begin + between + end;
                characters += text.length();
                if (characters > MOST_CHARACTERS) {
                    throw new UnfitValueException("its placeholders make more than " + MOST_CHARACTERS
                            + " characters of it; write a shorter value around them");
                }
                longer.add(text);
            }
        }
        return longer;
    }
}
