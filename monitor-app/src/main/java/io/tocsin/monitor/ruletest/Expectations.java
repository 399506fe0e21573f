package io.tocsin.monitor.ruletest;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.sigma.RuleInfo;
import io.tocsin.rules.yaml.MapReader;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlScalar;
import io.tocsin.rules.yaml.YamlValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads what one test expects. */
final class Expectations {
    private final Map<String, RuleInfo> rules;
    private final List<RuleInfo> tested;
    private final List<SecurityEvent> events;
    private final TestTime time;
    private final Problems problems;

    Expectations(
            Map<String, RuleInfo> rules,
            List<RuleInfo> tested,
            List<SecurityEvent> events,
            TestTime time,
            Problems problems) {
        this.rules = rules;
        this.tested = tested;
        this.events = events;
        this.time = time;
        this.problems = problems;
    }

    /** The numbers of the events that match; nothing where the test doesn't ask. */
    Optional<List<Integer>> matches(MapReader test) {
        List<YamlScalar> written = test.scalars("matches");
        if (!test.has("matches")) {
            return Optional.empty();
        }
        if (written.size() == 1 && written.get(0).text().equals("all")) {
            return Optional.of(IntStream.rangeClosed(1, events.size()).boxed().toList());
        }
        if (written.size() == 1 && written.get(0).text().equals("none")) {
            return Optional.of(List.of());
        }
        List<Integer> numbers = new ArrayList<>();
        for (YamlScalar each : written) {
            Optional<Long> number = each.asLong().filter(this::isEvent);
            if (number.isPresent()) {
                numbers.add((int) (long) number.get());
            } else {
                problems.add(
                        each,
                        "`matches` holds " + each.text() + "; all, none or numbers of events from 1 to " + events.size()
                                + " are expected");
            }
        }
        return Optional.of(numbers);
    }

    /** The alerts; nothing where the test doesn't ask. */
    Optional<List<ExpectedAlert>> alerts(MapReader test) {
        Optional<YamlValue> written = test.value("alerts");
        if (written.isEmpty()) {
            return Optional.empty();
        }
        if (written.get() instanceof YamlScalar scalar && scalar.text().equals("none")) {
            return Optional.of(List.of());
        }
        return Optional.of(test.maps("alerts").stream().map(this::alert).toList());
    }

    private ExpectedAlert alert(MapReader reader) {
        RuleInfo rule = rule(reader);
        return new ExpectedAlert(
                reader.line(),
                rule == null ? "" : rule.id(),
                rule == null ? "" : rule.name(),
                reader.string("tenant").orElse(null),
                group(reader),
                crossingTimeMs(reader),
                reader.integer("count", 1, Long.MAX_VALUE).orElse(null),
                reader.oneOf("severity", List.of(Severity.values()), Severity::label)
                        .orElse(null));
    }

    private @Nullable RuleInfo rule(MapReader reader) {
        Optional<String> reference = reader.string("rule");
        if (reference.isEmpty()) {
            if (tested.size() > 1) {
                reader.problem("`rule` is missing, and the test is about several rules");
            }
            return tested.isEmpty() ? null : tested.get(0);
        }
        Optional<RuleInfo> found = RuleTestReader.find(rules, reference.get());
        if (found.isEmpty()) {
            reader.problem("rule", "is unknown: " + RuleTestReader.unknown(rules, reference.get()));
        } else if (!tested.isEmpty() && !tested.contains(found.get())) {
            reader.problem("rule", "is " + reference.get() + ", which the test isn't about; add it to `rules`");
        }
        return found.orElse(null);
    }

    private @Nullable Map<String, String> group(MapReader reader) {
        Optional<YamlValue> value = reader.value("group");
        if (value.isEmpty()) {
            return null;
        }
        Map<String, String> group = new LinkedHashMap<>();
        if (value.get() instanceof YamlMap map) {
            for (YamlMap.Entry each : map.entries()) {
                if (each.value() instanceof YamlScalar scalar) {
                    group.put(each.name(), scalar.text());
                } else {
                    problems.add(
                            each.value(),
                            "a value of `group` is " + each.value().kindName());
                }
            }
        } else {
            reader.problem("group", "is " + value.get().kindName() + "; a map of fields and values is expected");
        }
        return group;
    }

    private @Nullable Long crossingTimeMs(MapReader reader) {
        Optional<Long> event = reader.integer("event", 1, Math.max(1, events.size()));
        Optional<Long> at = time.at(reader, "time");
        if (reader.has("event") && reader.has("time")) {
            reader.problem("write `event` or `time`, not both: either says when the threshold was crossed");
        }
        return event.filter(this::isEvent)
                .map(number -> events.get((int) (number - 1)).timeMs())
                .or(() -> at)
                .orElse(null);
    }

    private boolean isEvent(long number) {
        return number >= 1 && number <= events.size();
    }
}
