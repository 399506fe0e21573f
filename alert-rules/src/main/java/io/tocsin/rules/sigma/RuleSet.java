package io.tocsin.rules.sigma;

import java.util.List;

/**
 * A whole, valid set of rules.
 *
 * @param detections the detection rules, ordered by id
 * @param correlations the correlation rules, ordered by id
 * @param hash SHA-256 over the documents' sources in a canonical order, lower-case hex: equal hashes mean equal rules
 */
public record RuleSet(List<DetectionRule> detections, List<CorrelationRule> correlations, String hash) {
    public RuleSet {
        detections = List.copyOf(detections);
        correlations = List.copyOf(correlations);
    }
}
