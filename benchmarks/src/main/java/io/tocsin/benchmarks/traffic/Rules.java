package io.tocsin.benchmarks.traffic;

import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.sigma.ShippedRules;
import java.util.List;
import java.util.Set;

/** The rule sets that are measured. */
public final class Rules {

    /** The three thresholds of the requirement. */
    private static final Set<String> THRESHOLDS =
            Set.of("failed_logins_per_user", "api_errors_per_client", "suspicious_activity_per_actor");

    private Rules() {}

    /** All rules that come with the program. */
    public static RuleSet shipped() {
        return ShippedRules.load();
    }

    /** The requirement's three thresholds alone. */
    public static RuleSet threshold() {
        RuleSet all = shipped();
        var kept = all.correlations().stream()
                .filter(rule -> THRESHOLDS.contains(rule.info().name()))
                .toList();
        if (kept.size() != THRESHOLDS.size()) {
            throw new IllegalStateException("the shipped rules no longer have all of " + List.copyOf(THRESHOLDS));
        }
        return new RuleSet(all.detections(), kept, all.hash());
    }
}
