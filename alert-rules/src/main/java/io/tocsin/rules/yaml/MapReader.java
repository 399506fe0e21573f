package io.tocsin.rules.yaml;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a map key by key. What a caller asks for is what is known: {@link #finish()} reports every other key.
 *
 * <p>A value of a wrong form is noted as a problem and read as absent, so that reading goes on and finds the next one.
 * Therefore: read everything, let {@link Problems#throwIfAny()} decide, and only then build.
 */
public final class MapReader {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,18})(ms|s|m|h|d)");
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final YamlMap map;
    private final String path;
    private final int line;
    private final Problems problems;
    private final Set<String> known = new LinkedHashSet<>();
    private final List<MapReader> children = new ArrayList<>();
    private final Map<String, MapReader> maps = new HashMap<>();

    private MapReader(YamlMap map, String path, int line, Problems problems) {
        this.map = map;
        this.path = path;
        this.line = line;
        this.problems = problems;
    }

    /** A reader of a document's top. */
    public static MapReader of(YamlMap map, Problems problems) {
        return new MapReader(map, "", map.line(), problems);
    }

    /** A reader of a map inside a document; {@code path} stands before its keys in messages, such as {@code smtp.}. */
    public static MapReader of(YamlMap map, String path, Problems problems) {
        return new MapReader(map, path, map.line(), problems);
    }

    /** The map that is read. */
    public YamlMap map() {
        return map;
    }

    /** The line at which the map, or the key that holds it, stands. */
    public int line() {
        return line;
    }

    /** Whether the key is there, whatever its value. */
    public boolean has(String key) {
        return map.entry(key).isPresent();
    }

    /** Reports every one of these keys that is missing. */
    public void require(String... keys) {
        for (String key : keys) {
            known.add(key);
            if (!has(key)) {
                problem("`" + path + key + "` is missing");
            }
        }
    }

    /** Reports something about the map as a whole. */
    public void problem(String message) {
        problems.add(map.file(), line, message);
    }

    /** Reports something about a key: at its line, or at the map's if the key isn't there. */
    public void problem(String key, String message) {
        problems.add(map.file(), lineOf(key), "`" + path + key + "` " + message);
    }

    /** The line at which a key stands; the map's line if it isn't there. */
    public int lineOf(String key) {
        return map.entry(key).map(entry -> entry.key().line()).orElse(line);
    }

    /** The value of a key, whatever its form. */
    public Optional<YamlValue> value(String key) {
        known.add(key);
        return map.get(key);
    }

    /** Any single value as the text that was written ({@code 007} stays {@code 007}); an empty one is reported. */
    public Optional<String> string(String key) {
        return scalar(key, "a text").map(YamlScalar::text).filter(text -> {
            if (text.isBlank()) {
                problem(key, "is empty; give it a value or leave it out");
            }
            return !text.isBlank();
        });
    }

    /** A whole number within bounds, both allowed. */
    public Optional<Long> integer(String key, long min, long max) {
        return scalar(key, "a whole number").flatMap(scalar -> {
            Optional<Long> number = scalar.asLong().filter(n -> n >= min && n <= max);
            if (number.isEmpty()) {
                problem(key, "is " + scalar.shown() + "; a whole number from " + min + " to " + max + " is expected");
            }
            return number;
        });
    }

    /** {@code true} or {@code false}. */
    public Optional<Boolean> bool(String key) {
        return scalar(key, "true or false").flatMap(scalar -> {
            Optional<Boolean> value = scalar.asBoolean();
            if (value.isEmpty()) {
                problem(key, "is " + scalar.shown() + "; true or false is expected");
            }
            return value;
        });
    }

    /** A length of time: a whole number and {@code ms}, {@code s}, {@code m}, {@code h} or {@code d}, within bounds. */
    public Optional<Duration> duration(String key, Duration min, Duration max) {
        return scalar(key, "a length of time").flatMap(scalar -> {
            Optional<Duration> length = parseDuration(scalar.text());
            if (length.isEmpty()) {
                problem(
                        key,
                        "is " + scalar.shown()
                                + "; a whole number followed by ms, s, m, h or d is expected, such as 5m");
                return length;
            }
            if (length.get().compareTo(min) < 0 || length.get().compareTo(max) > 0) {
                problem(key, "is " + scalar.shown() + "; " + shown(min) + " to " + shown(max) + " are allowed");
                return Optional.empty();
            }
            return length;
        });
    }

    /** One of a fixed set of words, such as the labels of an enum. */
    public <E> Optional<E> oneOf(String key, List<E> values, Function<E, String> label) {
        return scalar(key, "one of a few words").flatMap(scalar -> {
            Optional<E> found = values.stream()
                    .filter(value -> label.apply(value).equals(scalar.text()))
                    .findFirst();
            if (found.isEmpty()) {
                List<String> labels = values.stream().map(label).toList();
                String suggestion = Names.suggestion(scalar.text(), labels);
                problem(key, "is " + scalar.shown() + suggestion + "; allowed are " + String.join(", ", labels));
            }
            return found;
        });
    }

    /** Some of a few words, each once: a list of them, or one; nothing if the key isn't there. */
    public <E> List<E> someOf(String key, List<E> values, Function<E, String> label) {
        List<String> labels = values.stream().map(label).toList();
        List<E> found = new ArrayList<>();
        List<YamlScalar> written = scalars(key);
        for (YamlScalar scalar : written) {
            int index = labels.indexOf(scalar.text());
            if (index < 0) {
                String suggestion = Names.suggestion(scalar.text(), labels);
                problem(key, "is " + scalar.shown() + suggestion + "; allowed are " + String.join(", ", labels));
            } else if (found.contains(values.get(index))) {
                problem(key, "names " + scalar.text() + " twice");
            } else {
                found.add(values.get(index));
            }
        }
        if (written.isEmpty() && value(key).filter(YamlList.class::isInstance).isPresent()) {
            problem(key, "is empty; allowed are " + String.join(", ", labels));
        }
        return found;
    }

    /** A list of single values as text, or one single value; nothing if the key isn't there. */
    public List<String> strings(String key) {
        return scalars(key).stream().map(YamlScalar::text).toList();
    }

    /** As {@link #strings}, each with its line. Empty ones and anything but single values are reported. */
    public List<YamlScalar> scalars(String key) {
        Optional<YamlValue> value = value(key);
        if (value.isEmpty()) {
            return List.of();
        }
        List<YamlValue> items = value.get() instanceof YamlList list ? list.items() : List.of(value.get());
        List<YamlScalar> scalars = new ArrayList<>();
        for (YamlValue item : items) {
            if (item instanceof YamlScalar scalar && !scalar.text().isBlank() && !scalar.isNull()) {
                scalars.add(scalar);
            } else {
                problems.add(item, "`" + path + key + "` holds " + described(item) + "; a list of texts is expected");
            }
        }
        return List.copyOf(scalars);
    }

    /** A map inside this one: the same reader whoever asks. {@link #finish()} of this reader finishes it, too. */
    public Optional<MapReader> map(String key) {
        Optional<YamlValue> value = value(key);
        if (value.isPresent() && !(value.get() instanceof YamlMap)) {
            problem(key, "is " + described(value.get()) + "; a map is expected");
        }
        return value.filter(YamlMap.class::isInstance)
                .map(YamlMap.class::cast)
                .map(inner -> maps.computeIfAbsent(key, added -> child(inner, path + key + ".", lineOf(key))));
    }

    /** A list of maps inside this one. {@link #finish()} of this reader finishes them, too. */
    public List<MapReader> maps(String key) {
        Optional<YamlValue> value = value(key);
        if (value.isEmpty()) {
            return List.of();
        }
        if (!(value.get() instanceof YamlList list)) {
            problem(key, "is " + described(value.get()) + "; a list of maps is expected");
            return List.of();
        }
        List<MapReader> readers = new ArrayList<>();
        for (YamlValue item : list.items()) {
            if (item instanceof YamlMap inner) {
                readers.add(child(inner, path + key + "[" + readers.size() + "].", inner.line()));
            } else {
                problems.add(item, "`" + path + key + "` holds " + described(item) + "; a list of maps is expected");
            }
        }
        return List.copyOf(readers);
    }

    /** Reports every key that nobody asked for, here and in the maps that were read through this reader. */
    public void finish() {
        for (YamlMap.Entry entry : map.entries()) {
            if (!known.contains(entry.name())) {
                problems.add(
                        entry.key(),
                        "unknown key `" + path + entry.name() + "`" + Names.hint(entry.name(), "keys", known));
            }
        }
        children.forEach(MapReader::finish);
    }

    /** Takes every key for known: for a map that can't be judged further. */
    public void ignoreRest() {
        known.addAll(map.names());
    }

    /** A length of time as it is written in files, if it is one. */
    public static Optional<Duration> parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        long unitMs = switch (matcher.group(2)) {
            case "ms" -> 1L;
            case "s" -> 1_000L;
            case "m" -> 60_000L;
            case "h" -> 3_600_000L;
            default -> 86_400_000L;
        };
        // What would overflow is longer than anything that is allowed anywhere.
        return Optional.of(
                amount > LONGEST.toMillis() / unitMs ? LONGEST.plusMillis(1) : Duration.ofMillis(amount * unitMs));
    }

    private MapReader child(YamlMap inner, String innerPath, int innerLine) {
        MapReader reader = new MapReader(inner, innerPath, innerLine, problems);
        children.add(reader);
        return reader;
    }

    private Optional<YamlScalar> scalar(String key, String expected) {
        Optional<YamlValue> value = value(key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.get() instanceof YamlScalar scalar && !scalar.isNull()) {
            return Optional.of(scalar);
        }
        problem(key, "is " + described(value.get()) + "; " + expected + " is expected");
        return Optional.empty();
    }

    private static String described(YamlValue value) {
        return value instanceof YamlScalar scalar && scalar.text().isBlank() ? "empty" : value.kindName();
    }

    private static String shown(Duration length) {
        long ms = length.toMillis();
        if (ms % 86_400_000L == 0 && ms > 0) {
            return ms / 86_400_000L + "d";
        } else if (ms % 3_600_000L == 0 && ms > 0) {
            return ms / 3_600_000L + "h";
        } else if (ms % 60_000L == 0 && ms > 0) {
            return ms / 60_000L + "m";
        } else if (ms % 1_000L == 0) {
            return ms / 1_000L + "s";
        }
        return ms + "ms";
    }
}
