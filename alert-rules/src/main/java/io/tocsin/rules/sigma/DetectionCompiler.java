package io.tocsin.rules.sigma;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.LogSource;
import io.tocsin.rules.match.Condition;
import io.tocsin.rules.yaml.MapReader;
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

/** Compiles a detection document: its {@code logsource} into streams of events, its {@code detection} into one predicate. */
final class DetectionCompiler {
    /** Stands for a part of a rule that was refused. */
    static final Condition NEVER = new Condition.Any(List.of());

    private final MapReader reader;
    private final LogSources sources;
    private final ValueLists lists;
    private final Problems problems;

    DetectionCompiler(MapReader reader, LogSources sources, ValueLists lists, Problems problems) {
        this.reader = reader;
        this.sources = sources;
        this.lists = lists;
        this.problems = problems;
    }

    /** The rule; after a problem its condition means nothing, and the rule set is refused. */
    DetectionRule compile(RuleInfo info) {
        reader.require("logsource", "detection");
        Source source = reader.map("logsource").map(this::source).orElse(Source.REFUSED);
        Condition condition = NEVER;
        Optional<YamlValue> detection = reader.value("detection");
        if (detection.isPresent() && detection.get() instanceof YamlMap map) {
            condition = condition(map, source.streams());
        } else if (detection.isPresent()) {
            reader.problem("detection", "is " + detection.get().kindName() + "; a map is expected");
        }
        return new DetectionRule(info, source.named(), source.streams(), condition).limitedTo(info.tenants());
    }

    /** What a rule looks at: the events of these streams, or those of a log source that has none. */
    private record Source(LogSource named, Set<EventStream> streams) {
        static final Source REFUSED = new Source(new LogSource(null, null, null), Set.of());
    }

    private Source source(MapReader logsource) {
        logsource.string("definition");
        LogSource named = new LogSource(
                logsource.string("product").orElse(null),
                logsource.string("category").orElse(null),
                logsource.string("service").orElse(null));
        Set<EventStream> streams = sources.of(named);
        if (named.product() == null && named.category() == null && named.service() == null) {
            logsource.problem("category", "is missing; " + categories());
            return Source.REFUSED;
        } else if (streams.isEmpty() && !sources.any()) {
            refuse(logsource, named);
        }
        return new Source(named, streams);
    }

    private void refuse(MapReader logsource, LogSource named) {
        if (named.product() != null && !named.product().equals(LogSource.OWN_PRODUCT)) {
            logsource.problem(
                    "product", "is " + named.product() + ", and no events of it are configured; " + categories());
        } else if (named.service() != null) {
            logsource.problem(
                    "service", "is " + named.service() + ", and no events of it are configured; " + categories());
        } else if (named.category() == null) {
            logsource.problem("category", "is missing; " + categories());
        } else {
            logsource.problem("category", "is " + named.category() + "; " + categories());
        }
    }

    private String categories() {
        List<String> others = sources.streams().stream()
                .filter(stream -> !EventStream.OWN.contains(stream))
                .flatMap(stream -> stream.logSources().stream())
                .map(LogSource::toString)
                .toList();
        return "Tocsin's own categories are "
                + String.join(
                        ", ", EventStream.OWN.stream().map(EventStream::label).toList())
                + (others.isEmpty() ? "" : "; configured are " + String.join(" · ", others));
    }

    private Condition condition(YamlMap detection, Set<EventStream> streams) {
        FieldItemCompiler items = new FieldItemCompiler(streams, problems);
        Map<String, Condition> detections = new LinkedHashMap<>();
        for (YamlMap.Entry entry : detection.entries()) {
            if (entry.name().equals("timeframe")) {
                problems.add(entry.key(), "`timeframe` is not part of Sigma 2; a correlation document has `timespan`");
            } else if (!entry.name().equals("condition")) {
                detections.put(entry.name(), new Condition.Selection(entry.name(), search(entry, items)));
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
            return NEVER;
        }
        return alternatives(condition.get(), detections);
    }

    /** A list of conditions matches if one of them does. */
    private Condition alternatives(YamlMap.Entry condition, Map<String, Condition> detections) {
        List<YamlValue> written =
                condition.value() instanceof YamlList list ? list.items() : List.of(condition.value());
        List<Condition> alternatives = new ArrayList<>();
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
        return new Condition.Any(alternatives);
    }

    /** One search identifier: a map whose entries must all match, or a list of such maps of which one must. */
    private Condition search(YamlMap.Entry entry, FieldItemCompiler items) {
        if (entry.value() instanceof YamlMap map) {
            return fields(entry, map, items);
        }
        if (!(entry.value() instanceof YamlList list)) {
            problems.add(
                    entry.key(),
                    "`" + entry.name() + "` is " + entry.value().kindName()
                            + "; a map of fields or a list of such maps is expected");
            return NEVER;
        }
        List<Condition> alternatives = new ArrayList<>();
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
        return new Condition.Any(alternatives);
    }

    private Condition fields(YamlMap.Entry entry, YamlMap map, FieldItemCompiler items) {
        if (map.entries().isEmpty()) {
            problems.add(entry.key(), "`" + entry.name() + "` holds an empty map; it would match everything");
            return NEVER;
        }
        return new Condition.All(map.entries().stream().map(items::compile).toList());
    }
}
