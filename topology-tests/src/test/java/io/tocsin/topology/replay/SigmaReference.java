package io.tocsin.topology.replay;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sigma's detections, evaluated as the specification says them and in no other way: from the YAML as maps and lists, one
 * value after the other, by java.util.regex. It shares nothing with the engine that it is compared with, knows flat events
 * alone, and takes every modifier that the rules at hand have.
 */
final class SigmaReference {
    private static final List<String> DASHES = List.of("-", "/", "\u2013", "\u2014", "\u2015");
    /** A wildcard that no backslash before it makes plain; no rule has this character. */
    private static final String ANYTHING = "\uE000";

    private static final Pattern DASH = Pattern.compile("\\B[-/]\\b");

    private final Map<?, ?> detection;
    private final Map<String, List<String>> lists;
    /** By modifiers and value, because each is needed for each event. */
    private final Map<List<Object>, List<Pattern>> patterns = new HashMap<>();

    private Map<String, ?> event = Map.of();

    /**
     * A rule.
     *
     * @param lists what its placeholders stand for
     */
    SigmaReference(Map<?, ?> rule, Map<String, List<String>> lists) {
        this.detection = (Map<?, ?>) Objects.requireNonNull(rule.get("detection"));
        this.lists = lists;
    }

    /** Whether the rule's detection matches an event, its log source aside. */
    boolean matches(Map<String, ?> candidate) {
        event = candidate;
        return asList(detection.get("condition")).stream().anyMatch(condition -> condition(condition.toString()));
    }

    private static List<?> asList(@Nullable Object value) {
        return value instanceof List<?> list ? list : Arrays.asList(value);
    }

    // The condition: words from left to right, the weakest operator outermost.

    private boolean condition(String text) {
        Deque<String> words = new ArrayDeque<>();
        Matcher matcher = Pattern.compile("[()]|[^\\s()]+").matcher(text);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        boolean result = or(words);
        if (!words.isEmpty()) {
            throw new IllegalArgumentException("not read to its end: " + text);
        }
        return result;
    }

    private boolean or(Deque<String> words) {
        boolean result = and(words);
        while ("or".equals(words.peek())) {
            words.pop();
            result |= and(words);
        }
        return result;
    }

    private boolean and(Deque<String> words) {
        boolean result = not(words);
        while ("and".equals(words.peek())) {
            words.pop();
            result &= not(words);
        }
        return result;
    }

    private boolean not(Deque<String> words) {
        String word = words.pop();
        if (word.equals("not")) {
            return !not(words);
        }
        if (word.equals("(")) {
            boolean result = or(words);
            words.pop();
            return result;
        }
        if (!"of".equals(words.peek())) {
            return selection(Objects.requireNonNull(detection.get(word), word));
        }
        words.pop();
        String pattern = words.pop();
        Predicate<String> named =
                name -> pattern.equals("them") ? !name.startsWith("_") : name.matches(pattern.replace("*", ".*"));
        var found = detection.keySet().stream()
                .map(Object::toString)
                .filter(name -> !name.equals("condition") && named.test(name));
        return word.equals("all")
                ? found.allMatch(name -> selection(Objects.requireNonNull(detection.get(name))))
                : found.anyMatch(name -> selection(Objects.requireNonNull(detection.get(name))));
    }

    // A search identifier.

    private boolean selection(Object body) {
        if (body instanceof Map<?, ?> map) {
            return map.entrySet().stream().allMatch(entry -> line(entry.getKey().toString(), entry.getValue()));
        }
        return asList(body).stream().anyMatch(part -> part instanceof Map ? selection(part) : line("", part));
    }

    private boolean line(String key, @Nullable Object body) {
        List<String> parts = List.of(key.split("\\|", -1));
        List<String> modifiers = parts.subList(1, parts.size());
        Predicate<Object> matches = value -> value(parts.get(0), modifiers, value);
        List<?> values = asList(body);
        boolean all = modifiers.contains("all");
        return all ? values.stream().allMatch(matches) : values.stream().anyMatch(matches);
    }

    private boolean value(String field, List<String> modifiers, @Nullable Object value) {
        if (field.isEmpty()) {
            List<String> anywhere = new ArrayList<>(modifiers);
            anywhere.add("contains");
            return event.values().stream()
                    .anyMatch(
                            there -> there != null && text(anywhere, Objects.requireNonNull(value), there.toString()));
        }
        Object there = there(field);
        if (modifiers.contains("exists")) {
            return event.containsKey(field) == Boolean.TRUE.equals(value);
        }
        if (value == null || there == null) {
            return value == null && there == null;
        }
        if (modifiers.contains("fieldref")) {
            Object other = there(value.toString());
            return other != null && there.toString().equalsIgnoreCase(other.toString());
        }
        if (modifiers.contains("cidr")) {
            return isIn(there.toString(), value.toString());
        }
        if (modifiers.contains("gt")
                || modifiers.contains("gte")
                || modifiers.contains("lt")
                || modifiers.contains("lte")) {
            return ordered(modifiers, new BigDecimal(there.toString()).compareTo(new BigDecimal(value.toString())));
        }
        return text(modifiers, value, there.toString());
    }

    /** The event's field of this name, or else of one that is this without its blanks ("Field Usage"). */
    private @Nullable Object there(String field) {
        return event.containsKey(field)
                ? event.get(field)
                : event.entrySet().stream()
                        .filter(entry -> entry.getKey().replace(" ", "").equals(field))
                        .map(entry -> (Object) entry.getValue())
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
    }

    private static boolean ordered(List<String> modifiers, int comparison) {
        return (modifiers.contains("gt") && comparison > 0)
                || (modifiers.contains("gte") && comparison >= 0)
                || (modifiers.contains("lt") && comparison < 0)
                || (modifiers.contains("lte") && comparison <= 0);
    }

    // Text.

    private boolean text(List<String> modifiers, Object value, String there) {
        boolean whole = !modifiers.contains("re");
        return patterns
                .computeIfAbsent(List.of(modifiers, value), key -> patterns(modifiers, value.toString()))
                .stream()
                .map(pattern -> pattern.matcher(there))
                .anyMatch(matcher -> whole ? matcher.matches() : matcher.find());
    }

    private List<Pattern> patterns(List<String> modifiers, String value) {
        if (modifiers.contains("re")) {
            int flags = (modifiers.contains("i") ? Pattern.CASE_INSENSITIVE : 0)
                    | (modifiers.contains("m") ? Pattern.MULTILINE : 0)
                    | (modifiers.contains("s") ? Pattern.DOTALL : 0);
            return List.of(Pattern.compile(value, flags));
        }
        List<String> values = List.of(value);
        for (String modifier : modifiers) {
            values = values.stream()
                    .flatMap(each -> changed(modifier, each).stream())
                    .toList();
        }
        int flags =
                Pattern.DOTALL | (modifiers.contains("cased") ? 0 : Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        return values.stream().map(each -> Pattern.compile(regex(each), flags)).toList();
    }

    private List<String> changed(String modifier, String value) {
        return switch (modifier) {
            case "contains" -> List.of(ANYTHING + value + ANYTHING);
            case "startswith" -> List.of(value + ANYTHING);
            case "endswith" -> List.of(ANYTHING + value);
            case "windash" -> dashes(value);
            case "base64offset" -> base64(value);
            case "expand" -> {
                Matcher placeholder = Pattern.compile("%(\\w+)%").matcher(value);
                yield placeholder.find()
                        ? Objects.requireNonNull(lists.get(placeholder.group(1))).stream()
                                .map(each -> value.replace(placeholder.group(), each))
                                .toList()
                        : List.of(value);
            }
            case "all", "cased" -> List.of(value);
            default -> throw new IllegalArgumentException("the reference doesn't know the modifier " + modifier);
        };
    }

    private static List<String> dashes(String value) {
        Matcher dash = DASH.matcher(value);
        List<Integer> places = new ArrayList<>();
        while (dash.find()) {
            places.add(dash.start());
        }
        List<String> written = List.of(value);
        for (int place : places) {
            written = written.stream()
                    .flatMap(each ->
                            DASHES.stream().map(sign -> each.substring(0, place) + sign + each.substring(place + 1)))
                    .toList();
        }
        return written;
    }

    /** By trial: what two encodings have in common that differ in what stands before and behind the value. */
    private static List<String> base64(String value) {
        List<String> ways = new ArrayList<>();
        for (int shift = 0; shift < 3; shift++) {
            String one = encode("\0".repeat(shift) + value + "\0\0\0");
            String other = encode("\177".repeat(shift) + value + "\177\177\177");
            int start = 0;
            while (one.charAt(start) != other.charAt(start)) {
                start++;
            }
            int end = start;
            while (one.charAt(end) == other.charAt(end)) {
                end++;
            }
            ways.add(one.substring(start, end));
        }
        return ways;
    }

    private static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A Sigma text as a regular expression for the whole of a value. */
    private static String regex(String sigma) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < sigma.length(); i++) {
            char c = sigma.charAt(i);
            if (c == '\\' && i + 1 < sigma.length() && "\\*?".indexOf(sigma.charAt(i + 1)) >= 0) {
                i++;
                regex.append(Pattern.quote(sigma.substring(i, i + 1)));
            } else {
                regex.append(
                        c == '*' || c == ANYTHING.charAt(0) ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }

    private static boolean isIn(String address, String network) {
        if (!address.toLowerCase(Locale.ROOT).matches("[0-9a-f.:]*[.:][0-9a-f.:]*")) {
            return false;
        }
        String[] parts = network.split("/");
        byte[] there = bytes(address);
        byte[] first = bytes(parts[0]);
        int bits = Integer.parseInt(parts[1]);
        boolean same = there.length == first.length;
        for (int bit = 0; same && bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            same = (there[bit / 8] & mask) == (first[bit / 8] & mask);
        }
        return same;
    }

    private static byte[] bytes(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
