package io.tocsin.rules.sigma;

import io.tocsin.rules.sigma.CorrelationRule.SequenceStep;
import io.tocsin.rules.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a reference in {@code rules} of a correlation means.
 *
 * @param at where it stands
 * @param info the rule
 * @param detection the rule where it is a detection
 * @param correlation the rule where it is a correlation
 * @param counted whether it is a correlation whose own window is counted in the group of the rule that refers to it, and not
 *     by itself
 */
record ReferredRule(
        YamlScalar at,
        RuleInfo info,
        @Nullable DetectionRule detection,
        @Nullable CorrelationRule correlation,
        boolean counted) {

    static ReferredRule of(YamlScalar at, RuleReferences.Entry entry) {
        return new ReferredRule(at, entry.info(), entry.detection(), entry.correlation(), false);
    }

    /** The detections whose events count for the rule that refers to it. */
    List<DetectionRule> detections() {
        if (detection != null) {
            return List.of(detection);
        }
        return correlation != null && counted ? correlation.rules() : List.of();
    }

    /** The correlation whose episodes count for the rule that refers to it. */
    Optional<CorrelationRule> inner() {
        return counted ? Optional.empty() : Optional.ofNullable(correlation);
    }

    SequenceStep step() {
        return correlation == null || !counted
                ? new SequenceStep(detections(), 1, 1)
                : new SequenceStep(detections(), correlation.timespanMs(), correlation.threshold());
    }

    /**
     * The same, counted in the group of a rule of steps where that can be: a count of events that only grows, grouped alike.
     * Then the step is taken at once, by each of its events, and nothing is counted twice.
     */
    ReferredRule countedWhereGrouped(List<String> groupBy, FieldAliases aliases) {
        boolean alike = correlation != null
                && correlation.type() == CorrelationType.EVENT_COUNT
                && !correlation.isRefutable()
                && !correlation.isChained()
                && correlation.rules().stream()
                        .allMatch(rule -> correlation
                                .aliases()
                                .fields(correlation.groupBy(), rule)
                                .equals(aliases.fields(groupBy, rule)));
        return alike ? new ReferredRule(at, info, detection, correlation, true) : this;
    }

    /** The rules by whose ids aliases are told, by each name that a document may have for them. */
    static Map<String, List<RuleInfo>> byReference(List<ReferredRule> rules) {
        Map<String, List<RuleInfo>> byReference = new LinkedHashMap<>();
        for (ReferredRule each : rules) {
            List<RuleInfo> told = new ArrayList<>();
            each.inner().ifPresent(inner -> told.add(inner.info()));
            each.detections().forEach(detection -> told.add(detection.info()));
            byReference.put(each.info().name(), told);
            byReference.put(each.info().id(), told);
            byReference.put(each.at().text(), told);
        }
        return byReference;
    }
}
