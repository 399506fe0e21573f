package io.tocsin.rules.sigma;

import io.tocsin.rules.event.EventType;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.yaml.MapReader;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlList;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlScalar;
import io.tocsin.rules.yaml.YamlValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Compiles a detection document: its {@code logsource} into event types, its {@code detection} into one predicate. */
final class DetectionCompiler {
    private static final String PRODUCT = "tocsin";

    private final MapReader reader;
    private final Problems problems;

    DetectionCompiler(MapReader reader, Problems problems) {
        this.reader = reader;
        this.problems = problems;
    }

    /** The rule; after a problem its condition means nothing, and the rule set is refused. */
    DetectionRule compile(RuleInfo info) {
        reader.require("logsource", "detection");
        Set<EventType> types = reader.map("logsource").map(this::types).orElse(Set.of());
        Predicate<SecurityEvent> condition = Predicates::never;
        Optional<YamlValue> detection = reader.value("detection");
        if (detection.isPresent() && detection.get() instanceof YamlMap map) {
            condition = condition(map, types);
        } else if (detection.isPresent()) {
            reader.problem("detection", "is " + detection.get().kindName() + "; a map is expected");
        }
        return new DetectionRule(info, types, condition);
    }

    private Set<EventType> types(MapReader logsource) {
        logsource.string("definition");
        logsource
                .string("product")
                .filter(product -> !product.equals(PRODUCT))
                .ifPresent(product ->
                        logsource.problem("product", "is " + product + "; only " + PRODUCT + " is supported, or none"));
        logsource
                .string("service")
                .ifPresent(service -> logsource.problem(
                        "service", "is " + service + "; services are not supported yet, name a category"));
        if (!logsource.has("category")) {
            logsource.problem("category", "is missing; " + categories());
        }
        Optional<String> category = logsource.string("category");
        Optional<EventType> type = category.flatMap(label -> Arrays.stream(EventType.values())
                .filter(each -> each.label().equals(label))
                .findFirst());
        if (category.isPresent() && type.isEmpty()) {
            logsource.problem("category", "is " + category.get() + "; " + categories());
        }
        return type.map(Set::of).orElse(Set.of());
    }

    private static String categories() {
        return "the supported log sources are "
                + String.join(
                        ", ",
                        Arrays.stream(EventType.values()).map(EventType::label).toList());
    }

    private Predicate<SecurityEvent> condition(YamlMap detection, Set<EventType> types) {
        FieldItemCompiler items = new FieldItemCompiler(types, problems);
        Map<String, Predicate<SecurityEvent>> detections = new LinkedHashMap<>();
        for (YamlMap.Entry entry : detection.entries()) {
            if (entry.name().equals("timeframe")) {
                problems.add(entry.key(), "`timeframe` is not part of Sigma 2; a correlation document has `timespan`");
            } else if (!entry.name().equals("condition")) {
                detections.put(entry.name(), search(entry, items));
            }
        }
        if (detections.isEmpty()) {
            reader.problem("detection", "names nothing to look for");
        }
        Optional<YamlMap.Entry> condition = detection.entry("condition");
        if (condition.isEmpty()) {
            reader.problem("detection", "has no condition");
        }
        if (condition.isEmpty() || detections.isEmpty()) {
            return Predicates::never;
        }
        return alternatives(condition.get(), detections);
    }

    /** A list of conditions matches if one of them does. */
    private Predicate<SecurityEvent> alternatives(
            YamlMap.Entry condition, Map<String, Predicate<SecurityEvent>> detections) {
        List<YamlValue> written =
                condition.value() instanceof YamlList list ? list.items() : List.of(condition.value());
        List<Predicate<SecurityEvent>> alternatives = new ArrayList<>();
        for (YamlValue each : written) {
            if (!(each instanceof YamlScalar scalar) || scalar.text().isBlank() || scalar.isNull()) {
                problems.add(each, "the condition is " + each.kindName() + "; a text is expected");
                continue;
            }
            try {
                alternatives.add(ConditionParser.parse(scalar.text(), detections));
            } catch (ConditionParser.ConditionException e) {
                problems.add(scalar, "the condition can't be read: " + e.getMessage());
            }
        }
        if (written.isEmpty()) {
            problems.add(condition.key(), "the list of conditions is empty");
        }
        return Predicates.anyOf(alternatives);
    }

    /** One search identifier: a map whose entries must all match, or a list of such maps of which one must. */
    private Predicate<SecurityEvent> search(YamlMap.Entry entry, FieldItemCompiler items) {
        if (entry.value() instanceof YamlMap map) {
            return fields(entry, map, items);
        }
        if (!(entry.value() instanceof YamlList list)) {
            problems.add(
                    entry.key(),
                    "`" + entry.name() + "` is " + entry.value().kindName()
                            + "; a map of fields or a list of such maps is expected");
            return Predicates::never;
        }
        List<Predicate<SecurityEvent>> alternatives = new ArrayList<>();
        for (YamlValue item : list.items()) {
            if (item instanceof YamlMap map) {
                alternatives.add(fields(entry, map, items));
            } else {
                problems.add(
                        item,
                        "`" + entry.name() + "` holds " + item.kindName()
                                + "; keyword searches are not supported yet, write maps of fields");
            }
        }
        if (list.items().isEmpty()) {
            problems.add(entry.key(), "`" + entry.name() + "` is empty; it would match nothing");
        }
        return Predicates.anyOf(alternatives);
    }

    private Predicate<SecurityEvent> fields(YamlMap.Entry entry, YamlMap map, FieldItemCompiler items) {
        if (map.entries().isEmpty()) {
            problems.add(entry.key(), "`" + entry.name() + "` holds an empty map; it would match everything");
            return Predicates::never;
        }
        return Predicates.allOf(map.entries().stream().map(items::compile).toList());
    }
}
