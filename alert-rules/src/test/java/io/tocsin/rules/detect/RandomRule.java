package io.tocsin.rules.detect;

import io.tocsin.rules.event.ApiResponseEvent;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.sigma.CorrelationType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A random rule document, and what it says of an event by the words of the specification, not by the engine. */
final class RandomRule {

    /** The detections, and which events meet them. */
    private static final Map<String, Predicate<SecurityEvent>> DETECTIONS = Map.of(
            "failure", event -> event instanceof LoginEvent login && !login.success(),
            "success", event -> event instanceof LoginEvent login && login.success(),
            "read", event -> event instanceof ApiResponseEvent api && "GET".equals(api.method()),
            "error", event -> event instanceof ApiResponseEvent api && api.responseCode() == 500,
            "burst", event -> event instanceof LoginEvent login && !login.success());

    private static final Map<String, String> WHO =
            Map.of("failure", "userId", "success", "userId", "read", "clientId", "error", "endpoint");
    private static final Map<String, String> WHAT =
            Map.of("failure", "userAgent", "success", "userAgent", "read", "endpoint", "error", "userAgent");

    private final Random random;
    private final CorrelationType type;
    private final List<String> rules = new ArrayList<>();
    private final List<String> groupBy;
    private final List<String> counted;
    private final boolean aliased;
    private final boolean share;
    /** The names of the steps as marks tell them apart: those that must not be taken come last in a sequence. */
    private final List<String> steps = new ArrayList<>();

    private final String text;
    private final Map<List<Object>, Long> marks = new HashMap<>();

    RandomRule(Random random) {
        this.random = random;
        this.type = CorrelationType.values()[random.nextInt(CorrelationType.values().length)];
        this.share = type == CorrelationType.VALUE_PERCENTILE && random.nextBoolean();
        List<String> names = new ArrayList<>(
                type.isOverNumbers() && !share
                        ? List.of("read", "error")
                        : List.of("failure", "success", "read", "error"));
        Collections.shuffle(names, random);
        int least = type.hasSteps() ? 2 : 1;
        rules.addAll(names.subList(0, least + random.nextInt(names.size() - least + 1)));
        List<List<String>> groupings =
                List.of(List.of(), List.of("who"), List.of("sourceIp"), List.of("who", "sourceIp"));
        this.groupBy = groupings.get(random.nextInt(groupings.size()));
        this.counted = counted();
        this.aliased = groupBy.contains("who") || counted.contains("what");
        if (type.hasSteps() && !aliased && rules.contains("failure") && random.nextBoolean()) {
            rules.set(rules.indexOf("failure"), "burst");
        }
        this.text = document();
    }

    String text() {
        return text;
    }

    private List<String> counted() {
        if (type.isOverNumbers() && !share) {
            return List.of("responseCode");
        }
        if (type != CorrelationType.VALUE_COUNT && !share) {
            return List.of();
        }
        return switch (random.nextInt(share ? 2 : 3)) {
            case 0 -> List.of("userAgent");
            case 1 -> List.of("what");
            default -> groupBy.contains("sourceIp") ? List.of("userAgent", "what") : List.of("sourceIp", "userAgent");
        };
    }

    private String document() {
        StringBuilder text = new StringBuilder();
        text.append(detection(1, "failure", "login", "success: false"))
                .append(detection(2, "success", "login", "success: true"))
                .append(detection(3, "read", "api-response", "method: GET"))
                .append(detection(4, "error", "api-response", "responseCode: 500"));
        if (rules.contains("burst")) {
            text.append(header(5, "burst"))
                    .append("correlation: {type: event_count, rules: [failure], group-by: ")
                    .append(groupBy)
                    .append(", timespan: ")
                    .append(1 + random.nextInt(4))
                    .append("s, condition: {gte: ")
                    .append(1 + random.nextInt(3))
                    .append("}}\n---\n");
        }
        text.append(header(6, "rule"))
                .append("correlation:\n    type: ")
                .append(type.label())
                .append("\n    rules: ")
                .append(rules)
                .append("\n    group-by: ")
                .append(groupBy)
                .append("\n    timespan: ")
                .append(1 + random.nextInt(5))
                .append("s\n");
        if (groupBy.isEmpty()) {
            text.delete(text.indexOf("    group-by: []"), text.indexOf("    timespan:"));
            int of = text.indexOf(" group-by: [],");
            text.delete(of < 0 ? 0 : of, of < 0 ? 0 : of + " group-by: [],".length());
        }
        if (aliased) {
            text.append("    aliases: {").append(aliases()).append("}\n");
        }
        String condition = condition();
        if (!condition.isEmpty()) {
            text.append("    condition: ").append(condition).append('\n');
        }
        return text.toString();
    }

    private String aliases() {
        List<String> aliases = new ArrayList<>();
        for (Map.Entry<String, Map<String, String>> alias :
                Map.of("who", WHO, "what", WHAT).entrySet()) {
            if (groupBy.contains(alias.getKey()) || counted.contains(alias.getKey())) {
                aliases.add(alias.getKey() + ": {"
                        + String.join(
                                ", ",
                                rules.stream()
                                        .map(rule ->
                                                rule + ": " + alias.getValue().get(rule))
                                        .toList())
                        + "}");
            }
        }
        return String.join(", ", aliases);
    }

    private static String header(int id, String name) {
        return "title: Test\nid: " + String.valueOf(id).repeat(8) + "-1111-4111-8111-111111111111\nname: " + name
                + "\n";
    }

    private static String detection(int id, String name, String category, String field) {
        return header(id, name) + "logsource: {category: " + category + "}\ndetection: {sel: {" + field
                + "}, condition: sel}\n---\n";
    }

    private String condition() {
        if (type.hasSteps()) {
            boolean extended = random.nextBoolean();
            if (type == CorrelationType.TEMPORAL_ORDERED) {
                return extended ? inOrder() : all();
            }
            steps.addAll(rules);
            return extended ? anyOrder() : random.nextBoolean() ? "" : "{" + comparisons(rules.size()) + "}";
        }
        String field = counted.isEmpty() ? "" : ", field: " + (counted.size() == 1 ? counted.get(0) : counted);
        return switch (type) {
            case VALUE_SUM -> "{" + comparisons(3_000) + field + "}";
            case VALUE_AVG, VALUE_MEDIAN -> "{" + comparisons(600) + field + "}";
            case VALUE_PERCENTILE ->
                "{" + comparisons(share ? 100 : 600) + field
                        + (share ? "" : ", percentile: " + (1 + random.nextInt(100))) + "}";
            case EVENT_COUNT, VALUE_COUNT, TEMPORAL, TEMPORAL_ORDERED -> "{" + comparisons(6) + field + "}";
        };
    }

    private String all() {
        steps.addAll(rules);
        return "";
    }

    /** Any of the steps may be one that must not be taken, but not all. */
    private String inOrder() {
        List<String> terms = new ArrayList<>();
        List<String> ruledOut = new ArrayList<>();
        int asked = random.nextInt(rules.size());
        for (int i = 0; i < rules.size(); i++) {
            boolean isAsked = i == asked || random.nextInt(3) > 0;
            (isAsked ? steps : ruledOut).add(rules.get(i));
            terms.add((isAsked ? "" : "not ") + rules.get(i));
        }
        steps.addAll(ruledOut);
        return String.join(" and ", terms);
    }

    private String anyOrder() {
        List<String> terms = new ArrayList<>(rules);
        String last = (random.nextInt(3) > 0 ? " and not " : " or ") + terms.remove(terms.size() - 1);
        return "(" + String.join(random.nextBoolean() ? " and " : " or ", terms) + ")" + last;
    }

    private String comparisons(int most) {
        long value = 1L + random.nextInt(most);
        return switch (random.nextInt(8)) {
            case 0 -> "lt: " + value;
            case 1 -> "lte: " + (type.isOverNumbers() || value < most ? value : value - 1);
            case 2 -> "eq: " + (random.nextBoolean() || type.isOverNumbers() ? value : 0);
            case 3 -> "neq: " + (type == CorrelationType.TEMPORAL && value == 0 ? 1 : value);
            case 4 -> "gte: " + value + ", lte: " + (value + random.nextInt(3));
            case 5 -> "gt: " + (value - 1);
            default -> "gte: " + value;
        };
    }

    /** The first of the rules that the event meets: aliases are told by it. */
    private @Nullable String met(SecurityEvent event) {
        return rules.stream().filter(rule -> meets(event, rule)).findFirst().orElse(null);
    }

    private static boolean meets(SecurityEvent event, String rule) {
        return Objects.requireNonNull(DETECTIONS.get(rule)).test(event);
    }

    private static String resolve(String name, String rule) {
        return switch (name) {
            case "who" -> Objects.requireNonNull(WHO.get(rule));
            case "what" -> Objects.requireNonNull(WHAT.get(rule));
            default -> name;
        };
    }

    /** The group that an event is counted in; {@code null} where it isn't. */
    @Nullable
    Group group(SecurityEvent event) {
        String rule = met(event);
        if (rule == null) {
            return null;
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : groupBy) {
            Object value = event.field(resolve(name, rule));
            if (value == null) {
                return null;
            }
            values.put(name, value.toString());
        }
        return new Group(event.eventId().tenant(), values);
    }

    /** What tells apart what is counted; {@code null} where the event has nothing to count. */
    @Nullable
    Long mark(SecurityEvent event) {
        String rule = met(event);
        if (rule == null) {
            return null;
        }
        if (type.hasSteps()) {
            long bits = 0;
            for (int i = 0; i < steps.size(); i++) {
                bits |= meets(event, steps.get(i)) ? 1L << i : 0;
            }
            return bits;
        }
        if (type.isOverNumbers() && !share) {
            return ((ApiResponseEvent) event).responseCode() * 1_000L;
        }
        List<Object> values = new ArrayList<>();
        for (String name : counted) {
            Object value = event.field(resolve(name, rule));
            if (value == null) {
                return null;
            }
            values.add(value);
        }
        return counted.isEmpty() ? Long.valueOf(0) : marks.computeIfAbsent(values, any -> marks.size() + 1L);
    }

    /** Up to eighty events in the order of their times, many of which are the same, and some of which lack fields. */
    static List<SecurityEvent> events(Random random) {
        List<SecurityEvent> events = new ArrayList<>();
        long timeMs = 1_000_000;
        int size = 1 + random.nextInt(80);
        for (int i = 0; i < size; i++) {
            timeMs += 100L * (random.nextInt(4) == 0 ? random.nextInt(60) : random.nextInt(6));
            EventId id = new EventId(random.nextInt(5) == 0 ? "acme" : "default", "s", String.format("%04d", i));
            String address = random.nextInt(8) == 0 ? null : "192.0.2." + random.nextInt(2);
            String agent = random.nextInt(8) == 0 ? null : "agent" + random.nextInt(4);
            String name = "n" + random.nextInt(2);
            events.add(
                    random.nextBoolean()
                            ? new LoginEvent(id, timeMs, null, name, random.nextBoolean(), address, agent)
                            : new ApiResponseEvent(
                                    id,
                                    timeMs,
                                    null,
                                    name,
                                    random.nextInt(3) == 0 ? "POST" : "GET",
                                    "/" + random.nextInt(3),
                                    List.of(200, 204, 404, 500).get(random.nextInt(4)),
                                    address,
                                    agent));
        }
        return events;
    }
}
