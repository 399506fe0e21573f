package io.tocsin.rules.sigma;

import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlDocuments;
import io.tocsin.rules.yaml.YamlList;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlScalar;
import io.tocsin.rules.yaml.YamlValue;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Gathers value lists from files and elsewhere. A list that stands in several places has the values of all of them; the
 * order in which they are read, and what is there twice, doesn't matter.
 */
public final class ValueListsBuilder {

    /** The most lists. */
    public static final int MAX_LISTS = 1_000;

    /** The most values of one list. */
    public static final int MAX_VALUES = 100_000;

    /** The most values of all lists together. */
    public static final int MAX_TOTAL = 1_000_000;

    /** The longest value, in characters. */
    public static final int MAX_VALUE_CHARS = 1_024;

    private final SortedMap<String, SortedSet<String>> lists = new TreeMap<>();
    private final Problems problems;
    private int total;

    /** A builder without lists; what is wrong is noted. */
    public ValueListsBuilder(Problems problems) {
        this.problems = problems;
    }

    /** The lists that were read. */
    public ValueLists build() {
        SortedMap<String, List<String>> byName = new TreeMap<>();
        lists.forEach((name, values) -> byName.put(name, List.copyOf(values)));
        return new ValueLists(byName);
    }

    /** Makes a list known that may have no values; what is wrong is noted at the place. */
    public void list(String name, String file, int line) {
        if (!ValueLists.isName(name)) {
            problems.add(file, line, "the list is called `" + name + "`; " + ValueLists.NAME_RULE);
        } else if (!lists.containsKey(name) && lists.size() == MAX_LISTS) {
            problems.add(file, line, "`" + name + "` is one list too many; at most " + MAX_LISTS + " are allowed");
        } else {
            lists.computeIfAbsent(name, added -> new TreeSet<>());
        }
    }

    /** Adds a value to a list; what is wrong is noted at the place. */
    public void value(String name, String value, String file, int line) {
        list(name, file, line);
        SortedSet<String> values = lists.get(name);
        if (values == null) {
            return;
        }
        if (value.isEmpty() || value.length() > MAX_VALUE_CHARS) {
            problems.add(
                    file,
                    line,
                    "a value of `" + name + "` has " + value.length() + " characters; 1 to " + MAX_VALUE_CHARS
                            + " are allowed");
        } else if (values.size() == MAX_VALUES && !values.contains(value)) {
            problems.add(file, line, "`" + name + "` has more than " + MAX_VALUES + " values, which is the most");
        } else if (total == MAX_TOTAL && !values.contains(value)) {
            problems.add(file, line, "the lists have more than " + MAX_TOTAL + " values together, which is the most");
        } else if (values.add(value)) {
            total++;
        }
    }

    /** Reads a YAML file: a map from the name of a list to its values, or to the only one. */
    public void readYaml(String file, String text) {
        YamlDocuments.readMap(file, text, problems).ifPresent(map -> {
            for (YamlMap.Entry entry : map.entries()) {
                list(entry.name(), file, entry.key().line());
                for (YamlValue item : items(entry.value())) {
                    if (item instanceof YamlScalar scalar && !scalar.isNull()) {
                        value(entry.name(), scalar.text(), file, scalar.line());
                    } else {
                        problems.add(
                                item,
                                "`" + entry.name() + "` holds "
                                        + (item instanceof YamlScalar ? "nothing" : item.kindName())
                                        + "; a list of values is expected");
                    }
                }
            }
        });
    }

    private static List<YamlValue> items(YamlValue value) {
        return value instanceof YamlList list ? list.items() : List.of(value);
    }

    /**
     * Reads a text of one value a line. What begins with {@code #}, at the beginning of a line or after a blank, is a
     * comment.
     */
    public void readLines(String name, String file, String text) {
        list(name, file, 1);
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line =
                    i == 0 && lines.get(i).startsWith("\uFEFF") ? lines.get(i).substring(1) : lines.get(i);
            String value = withoutComment(line);
            if (value.isEmpty()) {
                continue;
            }
            if (isBlank(value.charAt(0))
                    || (value.length() == line.length() && isBlank(value.charAt(value.length() - 1)))) {
                problems.add(
                        file,
                        i + 1,
                        "the value begins or ends with a blank; a YAML file can hold it, in quotation marks");
            } else {
                value(name, value, file, i + 1);
            }
        }
    }

    /** Whether a value stands in a text of one value a line as it is. */
    public static boolean isOneLine(String value) {
        return value.lines().count() == 1
                && withoutComment(value).equals(value)
                && !isBlank(value.charAt(0))
                && !isBlank(value.charAt(value.length() - 1))
                && value.indexOf('\n') < 0
                && value.indexOf('\r') < 0
                && value.charAt(0) != '\uFEFF';
    }

    private static String withoutComment(String line) {
        int end = line.length();
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == '#' && (i == 0 || isBlank(line.charAt(i - 1)))) {
                end = i;
                break;
            }
        }
        if (end == line.length()) {
            return line.isBlank() ? "" : line;
        }
        while (end > 0 && isBlank(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(0, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
