package io.tocsin.rules.sigma;

import io.tocsin.rules.yaml.Problem;
import java.util.List;

/**
 * A whole, valid set of rules.
 *
 * @param detections the detection rules, ordered by id
 * @param correlations the correlation rules, ordered by id
 * @param warnings what is allowed, and probably not meant
 * @param hash SHA-256 over the documents' sources in a canonical order, lower-case hex: equal hashes mean equal rules
 */
public record RuleSet(
        List<DetectionRule> detections, List<CorrelationRule> correlations, List<Problem> warnings, String hash) {
    public RuleSet {
        detections = List.copyOf(detections);
        correlations = List.copyOf(correlations);
        warnings = List.copyOf(warnings);
    }

    /** A set of which nothing is to be warned. */
    public RuleSet(List<DetectionRule> detections, List<CorrelationRule> correlations, String hash) {
        this(detections, correlations, List.of(), hash);
    }
}
