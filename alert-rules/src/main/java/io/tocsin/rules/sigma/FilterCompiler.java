package io.tocsin.rules.sigma;

import io.tocsin.rules.match.Condition;
import io.tocsin.rules.match.ValueTest;
import io.tocsin.rules.yaml.MapReader;
import io.tocsin.rules.yaml.Names;
import io.tocsin.rules.yaml.Problem;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlScalar;
import io.tocsin.rules.yaml.YamlValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Compiles a filter document and puts its condition behind those of the rules that it names (Sigma filters 2.0). An event
 * must meet both, as pySigma and others evaluate it: what is to be left out stands behind {@code not}.
 */
final class FilterCompiler {
    private static final String ANY = "any";

    private final MapReader reader;
    private final LogSources sources;
    private final Placeholders placeholders;
    private final Problems problems;

    FilterCompiler(MapReader reader, LogSources sources, Placeholders placeholders, Problems problems) {
        this.reader = reader;
        this.sources = sources;
        this.placeholders = placeholders;
        this.problems = problems;
    }

    /**
     * The rules, those that the filter applies to filtered by it.
     *
     * @param rules all detections
     * @param correlations ids and names of the other rules
     * @param warnings where to note what is allowed, and probably not meant
     */
    List<DetectionRule> apply(
            RuleInfo info, List<DetectionRule> rules, Set<String> correlations, List<Problem> warnings) {
        reader.require("logsource", "filter");
        LogSourceReader.Source source = new LogSourceReader(sources).read(reader);
        Optional<MapReader> filter = reader.map("filter");
        if (filter.isEmpty()) {
            return rules;
        }
        filter.get().require("rules");
        Condition condition = new DetectionCompiler(reader, sources, placeholders, problems)
                .condition("filter", source, Set.of("rules"));
        filter.get().ignoreRest();
        refuseAlternatives(filter.get());
        warnIfNothingIsDenied(filter.get(), condition, warnings);
        Condition limited = info.tenants().isEmpty()
                ? condition
                : new Condition.Any(List.of(new Condition.Not(new Condition.OfTenants(info.tenants())), condition));
        Condition named = new Condition.Selection(info.title(), limited);
        Set<DetectionRule> filtered = filtered(filter.get(), source, rules, correlations);
        return rules.stream()
                .map(rule -> filtered.contains(rule) ? rule.filteredBy(info, named, source.streams()) : rule)
                .toList();
    }

    private static void refuseAlternatives(MapReader filter) {
        Optional<YamlValue> condition = filter.value("condition");
        if (condition.isPresent() && !(condition.get() instanceof YamlScalar)) {
            filter.problem("condition", "is " + condition.get().kindName() + "; a filter has one condition, a text");
        }
    }

    private static void warnIfNothingIsDenied(MapReader filter, Condition condition, List<Problem> warnings) {
        if (!denies(condition)) {
            YamlMap map = filter.map();
            warnings.add(
                    new Problem(
                            map.file(),
                            filter.lineOf("condition"),
                            "the filter lets through only events that meet its condition; to leave these out, put `not` before it"));
        }
    }

    private static boolean denies(Condition condition) {
        if (condition instanceof Condition.All all) {
            return all.parts().stream().anyMatch(FilterCompiler::denies);
        } else if (condition instanceof Condition.Any any) {
            return any.parts().stream().anyMatch(FilterCompiler::denies);
        } else if (condition instanceof Condition.Selection selection) {
            return denies(selection.meaning());
        } else if (condition instanceof Condition.Field field) {
            return field.tests().stream().anyMatch(ValueTest.Not.class::isInstance);
        }
        return condition instanceof Condition.Not;
    }

    private Set<DetectionRule> filtered(
            MapReader filter, LogSourceReader.Source source, List<DetectionRule> rules, Set<String> correlations) {
        List<YamlScalar> references = filter.scalars("rules");
        if (references.isEmpty() && filter.has("rules")) {
            filter.problem("rules", "names no rule; list ids or names, or write `any`");
        }
        if (references.stream().anyMatch(each -> each.text().equals(ANY))) {
            return any(filter, source, rules, references.size());
        }
        Set<DetectionRule> found = new HashSet<>();
        for (YamlScalar reference : references) {
            Optional<DetectionRule> rule = rules.stream()
                    .filter(each -> isNamed(each.info(), reference.text()))
                    .findFirst();
            if (rule.isEmpty()) {
                problems.add(reference, unknown(reference.text(), rules, correlations));
            } else if (!source.named().covers(rule.get().source())) {
                problems.add(
                        reference,
                        "the filter is for " + source.named() + ", and `" + reference.text() + "` looks at "
                                + rule.get().source() + "; it would never apply");
            } else if (!found.add(rule.get())) {
                problems.add(reference, "`" + reference.text() + "` refers to a rule that stands in the list already");
            }
        }
        return found;
    }

    private static boolean isNamed(RuleInfo info, String reference) {
        return info.name().equals(reference) || info.id().equals(reference.toLowerCase(Locale.ROOT));
    }

    private static String unknown(String reference, List<DetectionRule> rules, Set<String> correlations) {
        if (correlations.contains(reference)) {
            return "`" + reference + "` is a correlation; filter the detections that it refers to";
        }
        List<String> names = new ArrayList<>();
        rules.forEach(rule -> names.add(rule.info().name()));
        return "no rule has the id or name `" + reference + "`"
                + Names.nearest(reference, names)
                        .map(name -> "; did you mean `" + name + "`?")
                        .orElse("");
    }

    private static Set<DetectionRule> any(
            MapReader filter, LogSourceReader.Source source, List<DetectionRule> rules, int count) {
        if (count > 1) {
            filter.problem("rules", "lists `any` beside others; write `rules: any` alone");
        }
        Set<DetectionRule> covered = new HashSet<>(rules);
        covered.removeIf(rule -> !source.named().covers(rule.source()));
        if (covered.isEmpty()) {
            filter.problem("rules", "is any, but no rule looks at " + source.named());
        }
        return covered;
    }
}
