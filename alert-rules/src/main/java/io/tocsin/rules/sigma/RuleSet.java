package io.tocsin.rules.sigma;

import io.tocsin.rules.yaml.Problem;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A whole, valid set of rules.
 *
 * @param detections the detection rules, ordered by id
 * @param correlations the correlation rules that alert, ordered by id
 * @param inners those that don't, but that others look at, ordered by id
 * @param warnings what is allowed, and probably not meant
 * @param hash SHA-256 over the documents' sources in a canonical order, the value lists that they name and the mappings
 *     that they are read by, lower-case hex: equal hashes mean equal rules
 */
public record RuleSet(
        List<DetectionRule> detections,
        List<CorrelationRule> correlations,
        List<CorrelationRule> inners,
        List<Problem> warnings,
        String hash) {
    public RuleSet {
        detections = List.copyOf(detections);
        correlations = List.copyOf(correlations);
        inners = List.copyOf(inners);
        warnings = List.copyOf(warnings);
    }

    /** A set of which nothing is to be warned, and in which none refers to a correlation that doesn't alert. */
    public RuleSet(List<DetectionRule> detections, List<CorrelationRule> correlations, String hash) {
        this(detections, correlations, List.of(), List.of(), hash);
    }

    /** All correlations that count something, be it that they alert or that others look at them. */
    public List<CorrelationRule> counting() {
        return inners.isEmpty()
                ? correlations
                : Stream.concat(correlations.stream(), inners.stream())
                        .sorted(Comparator.comparing(rule -> rule.info().id()))
                        .toList();
    }
}
