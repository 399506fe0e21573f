package io.tocsin.rules.sigma;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.yaml.MapReader;
import io.tocsin.rules.yaml.Names;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlScalar;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The fields that a correlation may name: those that every event it counts can have, and its aliases. */
final class SharedFields {
    private final List<DetectionRule> rules;
    private final List<CorrelationRule> inners;
    private final Problems problems;
    private final FieldAliases aliases;

    /** Reads the aliases of a correlation over these rules. */
    SharedFields(MapReader body, List<ReferredRule> referred, Problems problems) {
        this.rules = referred.stream()
                .flatMap(each -> each.detections().stream())
                .distinct()
                .toList();
        this.inners = referred.stream().flatMap(each -> each.inner().stream()).toList();
        this.problems = problems;
        Map<String, List<RuleInfo>> byReference = ReferredRule.byReference(referred);
        Map<String, Map<String, String>> read = new LinkedHashMap<>();
        body.map("aliases").ifPresent(all -> {
            for (YamlMap.Entry entry : all.map().entries()) {
                all.map(entry.name()).ifPresent(each -> read.put(entry.name(), alias(entry.name(), each, byReference)));
            }
        });
        this.aliases = read.isEmpty() ? FieldAliases.NONE : new FieldAliases(read);
    }

    /** The fields of one detection, which has no aliases. */
    SharedFields(DetectionRule rule, Problems problems) {
        this.rules = List.of(rule);
        this.inners = List.of();
        this.problems = problems;
        this.aliases = FieldAliases.NONE;
    }

    FieldAliases aliases() {
        return aliases;
    }

    private Map<String, String> alias(String alias, MapReader mapping, Map<String, List<RuleInfo>> byReference) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (YamlMap.Entry entry : mapping.map().entries()) {
            String field = mapping.string(entry.name()).orElse(alias);
            List<RuleInfo> named = byReference.get(entry.name());
            if (named == null) {
                problems.add(
                        entry.key(),
                        "`" + entry.name() + "` is not among the `rules` of this correlation"
                                + Names.nearest(entry.name(), byReference.keySet())
                                        .map(name -> "; did you mean `" + name + "`?")
                                        .orElse(""));
                continue;
            }
            named.forEach(rule -> fields.put(rule.id(), field));
        }
        return fields;
    }

    /** A field that not every counted event can have would leave events out without a word. */
    void require(YamlScalar at, String name) {
        requireOfInners(at, name);
        for (DetectionRule rule : rules) {
            String field = aliases.field(name, rule);
            for (EventStream stream : rule.streams()) {
                if (!stream.canHave(field)) {
                    String alias = field.equals(name) ? "" : ", for which `" + name + "` stands,";
                    problems.add(
                            at,
                            "`" + field + "`" + alias + " is not a field of the " + stream.label()
                                    + " events that rule `"
                                    + rule.info().name() + "` matches"
                                    + Names.hint(field, "fields of all rules", ofAll()));
                    return;
                }
            }
        }
    }

    /** Whether a field is true or false in some counted events, and never a number. */
    boolean isTruth(String name) {
        return rules.stream()
                .anyMatch(rule -> FieldKind.of(aliases.field(name, rule), rule.streams()) == FieldKind.BOOLEAN);
    }

    private void requireOfInners(YamlScalar at, String name) {
        for (CorrelationRule inner : inners) {
            String field = aliases.field(name, inner.info());
            if (!canHave(inner, field)) {
                String alias = field.equals(name) ? "" : ", for which `" + name + "` stands,";
                problems.add(
                        at,
                        "`" + field + "`" + alias + " is neither a field that `"
                                + inner.info().name() + "` groups by, nor one of all events that it looks at");
                return;
            }
        }
    }

    /** Whether what a correlation finds has a field: its group, or the event at its crossing, whichever it is. */
    private static boolean canHave(CorrelationRule rule, String field) {
        return rule.groupBy().contains(field)
                || (rule.rules().stream()
                                .allMatch(each -> each.streams().stream()
                                        .allMatch(stream ->
                                                stream.canHave(rule.aliases().field(field, each))))
                        && rule.inners().stream()
                                .allMatch(each -> canHave(
                                        each.rule(),
                                        rule.aliases().field(field, each.rule().info()))));
    }

    /** Fields whose values are told apart within a group. */
    List<String> distinct(MapReader at, String key, List<String> groupBy) {
        for (YamlScalar field : at.scalars(key)) {
            if (groupBy.contains(field.text())) {
                at.problem(key, "names `" + field.text() + "`, which has one value in every group");
            } else {
                require(field, field.text());
            }
        }
        return at.strings(key);
    }

    private Set<String> ofAll() {
        Set<String> shared = new LinkedHashSet<>();
        rules.forEach(rule -> rule.streams().forEach(stream -> shared.addAll(stream.names())));
        for (DetectionRule rule : rules) {
            rule.streams().stream()
                    .filter(stream -> !stream.hasAnyField())
                    .forEach(stream -> shared.retainAll(stream.names()));
        }
        return shared;
    }
}
