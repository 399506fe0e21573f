package io.tocsin.rules.sigma;

import io.tocsin.rules.match.Condition;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlList;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlScalar;
import io.tocsin.rules.yaml.YamlValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compiles the search identifiers of a detection or a filter and the condition over them. */
final class SelectionsCompiler {
    private final FieldItemCompiler items;
    private final Problems problems;

    SelectionsCompiler(FieldItemCompiler items, Problems problems) {
        this.items = items;
        this.problems = problems;
    }

    /**
     * The condition; after a problem it means nothing, and the rule set is refused.
     *
     * @param at the entry that holds the map
     * @param others keys of the map that are no search identifiers
     */
    Condition compile(YamlMap.Entry at, YamlMap map, Set<String> others) {
        Map<String, Condition> selections = new LinkedHashMap<>();
        for (YamlMap.Entry entry : map.entries()) {
            if (entry.name().equals("timeframe")) {
                problems.add(entry.key(), "`timeframe` is not part of Sigma 2; a correlation document has `timespan`");
            } else if (!entry.name().equals("condition") && !others.contains(entry.name())) {
                selections.put(entry.name(), new Condition.Selection(entry.name(), selection(entry)));
            }
        }
        if (selections.isEmpty()) {
            problems.add(at.key(), "`" + at.name() + "` names nothing to look for");
        }
        Optional<YamlMap.Entry> condition = map.entry("condition");
        if (condition.isEmpty()) {
            problems.add(at.key(), "`" + at.name() + "` has no condition");
        }
        if (condition.isEmpty() || selections.isEmpty()) {
            return DetectionCompiler.NEVER;
        }
        return alternatives(condition.get(), selections);
    }

    /** A list of conditions matches if one of them does. */
    private Condition alternatives(YamlMap.Entry condition, Map<String, Condition> selections) {
        List<YamlValue> written =
                condition.value() instanceof YamlList list ? list.items() : List.of(condition.value());
        ConditionParser parser = new ConditionParser(selections);
        List<Condition> alternatives = new ArrayList<>();
        for (YamlValue each : written) {
            if (!(each instanceof YamlScalar scalar) || scalar.text().isBlank() || scalar.isNull()) {
                problems.add(each, "the condition is " + each.kindName() + "; a text is expected");
                continue;
            }
            try {
                alternatives.add(parser.parse(scalar.text()));
            } catch (ConditionParser.ConditionException e) {
                problems.add(scalar, "the condition can't be read: " + e.getMessage());
            }
        }
        if (written.isEmpty()) {
            problems.add(condition.key(), "the list of conditions is empty");
        }
        return new Condition.Any(alternatives);
    }

    /** A map whose entries must all match; a list of maps and keywords of which one must; or a single keyword. */
    private Condition selection(YamlMap.Entry entry) {
        if (!(entry.value() instanceof YamlList list)) {
            return part(entry, entry.value());
        }
        if (list.items().isEmpty()) {
            problems.add(entry.key(), "`" + entry.name() + "` is empty; it would match nothing");
        }
        return new Condition.Any(
                list.items().stream().map(item -> part(entry, item)).toList());
    }

    private Condition part(YamlMap.Entry entry, YamlValue value) {
        if (value instanceof YamlScalar keyword) {
            return items.keyword(keyword);
        }
        if (!(value instanceof YamlMap map)) {
            problems.add(
                    value,
                    "`" + entry.name() + "` holds " + value.kindName()
                            + " in its list; maps of fields and keywords are expected");
            return DetectionCompiler.NEVER;
        }
        if (map.entries().isEmpty()) {
            problems.add(entry.key(), "`" + entry.name() + "` holds an empty map; it would match everything");
            return DetectionCompiler.NEVER;
        }
        return new Condition.All(map.entries().stream().map(items::compile).toList());
    }
}
