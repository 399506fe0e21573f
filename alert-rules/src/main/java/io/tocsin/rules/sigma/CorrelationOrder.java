package io.tocsin.rules.sigma;

import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlList;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlScalar;
import io.tocsin.rules.yaml.YamlValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The order in which correlations are compiled: those that others refer to come first. Correlations that refer to one
 * another in a circle are refused, and too many of them one behind the other.
 */
final class CorrelationOrder {

    /** So many correlations may stand one behind the other: each adds its own delay to the last one's alert. */
    static final int MAX_DEPTH = 4;

    private final Map<RuleInfo, YamlMap> documents;
    private final RuleReferences references;
    private final Problems problems;
    /** How many correlations stand one behind the other from each that was visited; in the order of their compilation. */
    private final Map<RuleInfo, Integer> depths = new LinkedHashMap<>();

    private CorrelationOrder(Map<RuleInfo, YamlMap> documents, RuleReferences references, Problems problems) {
        this.documents = documents;
        this.references = references;
        this.problems = problems;
    }

    /** The correlations among these documents in the order of their compilation. */
    static List<RuleInfo> of(Map<RuleInfo, YamlMap> documents, RuleReferences references, Problems problems) {
        CorrelationOrder order = new CorrelationOrder(documents, references, problems);
        documents.keySet().forEach(info -> order.visit(info, new ArrayList<>()));
        return List.copyOf(order.depths.keySet());
    }

    private void visit(RuleInfo info, List<RuleInfo> path) {
        if (depths.containsKey(info)) {
            return;
        }
        path.add(info);
        int depth = 1;
        for (YamlScalar reference : references(Objects.requireNonNull(documents.get(info)))) {
            RuleInfo inner = references
                    .find(reference.text())
                    .map(RuleReferences.Entry::info)
                    .filter(documents::containsKey)
                    .orElse(null);
            if (inner == null) {
                continue;
            }
            if (path.contains(inner)) {
                refuseCircle(reference, path.subList(path.indexOf(inner), path.size()));
                continue;
            }
            if (path.size() < MAX_DEPTH) {
                visit(inner, path);
            }
            int behind = depths.getOrDefault(inner, MAX_DEPTH);
            if (behind >= MAX_DEPTH) {
                problems.add(
                        reference,
                        "`" + reference.text() + "` would be one of more than " + MAX_DEPTH
                                + " correlations that refer to one another; " + MAX_DEPTH
                                + " may stand one behind the other");
            } else {
                depth = Math.max(depth, 1 + behind);
            }
        }
        path.remove(path.size() - 1);
        depths.put(info, depth);
    }

    private void refuseCircle(YamlScalar reference, List<RuleInfo> circle) {
        problems.add(
                reference,
                circle.size() == 1
                        ? "`" + reference.text() + "` is this rule itself"
                        : "`" + reference.text() + "` refers to this rule in turn: "
                                + circle.stream().map(RuleInfo::name).collect(Collectors.joining(", "))
                                + " and back; a rule can't wait for itself");
    }

    /** What a document refers to, read without a word about what is wrong with it. */
    private static List<YamlScalar> references(YamlMap document) {
        if (!(document.get("correlation").orElse(null) instanceof YamlMap correlation)) {
            return List.of();
        }
        Optional<YamlValue> rules = correlation.get("rules");
        if (rules.isPresent()) {
            List<YamlValue> listed = rules.get() instanceof YamlList list ? list.items() : List.of(rules.get());
            return listed.stream()
                    .filter(YamlScalar.class::isInstance)
                    .map(YamlScalar.class::cast)
                    .toList();
        }
        return correlation
                .get("condition")
                .filter(YamlScalar.class::isInstance)
                .map(condition -> StepExpression.references((YamlScalar) condition))
                .orElse(List.of());
    }
}
