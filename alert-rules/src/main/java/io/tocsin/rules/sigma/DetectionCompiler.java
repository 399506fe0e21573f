package io.tocsin.rules.sigma;

import io.tocsin.rules.match.Condition;
import io.tocsin.rules.yaml.MapReader;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compiles a detection document: its {@code logsource} into event types, its {@code detection} into one predicate. */
final class DetectionCompiler {
    /** Stands for a part of a rule that was refused. */
    static final Condition NEVER = new Condition.Any(List.of());

    private final MapReader reader;
    private final LogSources sources;
    private final Placeholders placeholders;
    private final Problems problems;

    DetectionCompiler(MapReader reader, LogSources sources, Placeholders placeholders, Problems problems) {
        this.reader = reader;
        this.sources = sources;
        this.placeholders = placeholders;
        this.problems = problems;
    }

    /** The rule; after a problem its condition means nothing, and the rule set is refused. */
    DetectionRule compile(RuleInfo info) {
        reader.require("logsource", "detection");
        LogSourceReader.Source source = new LogSourceReader(sources).read(reader);
        return new DetectionRule(info, source.named(), source.streams(), condition("detection", source, Set.of()))
                .limitedTo(info.tenants());
    }

    /** The condition that stands in a map of the document, over search identifiers that stand there, too. */
    Condition condition(String key, LogSourceReader.Source source, Set<String> others) {
        Optional<YamlMap.Entry> entry = reader.map().entry(key);
        reader.value(key);
        if (entry.isEmpty()) {
            return NEVER;
        }
        if (!(entry.get().value() instanceof YamlMap map)) {
            reader.problem(key, "is " + entry.get().value().kindName() + "; a map is expected");
            return NEVER;
        }
        return new SelectionsCompiler(new FieldItemCompiler(source.streams(), placeholders, problems), problems)
                .compile(entry.get(), map, others);
    }
}
