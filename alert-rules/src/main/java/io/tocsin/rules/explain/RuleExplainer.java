package io.tocsin.rules.explain;

import io.tocsin.rules.detect.RuleIndex;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.explain.RuleExplanation.Counting;
import io.tocsin.rules.explain.RuleExplanation.Detection;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.DetectionRule;
import io.tocsin.rules.sigma.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says what rules make of one event. */
public final class RuleExplainer {
    private final RuleIndex index;
    private final SecurityEvent event;

    /** An explainer of an event to these rules. */
    public RuleExplainer(RuleSet rules, SecurityEvent event) {
        this.index = new RuleIndex(rules);
        this.event = event;
    }

    /** What a detection that only correlations look at makes of it. */
    public RuleExplanation explain(DetectionRule rule) {
        return new RuleExplanation(List.of(detection(rule)), null);
    }

    /** What a correlation, or a detection that alerts by itself, makes of it. */
    public RuleExplanation explain(CorrelationRule rule) {
        List<Detection> detections = rule.rules().stream().map(this::detection).toList();
        return new RuleExplanation(detections, counting(rule, detections));
    }

    private Detection detection(DetectionRule rule) {
        boolean looksAt = rule.isOf(event.stream().label());
        return new Detection(
                rule, looksAt, rule.matches(event), ConditionExplainer.explain(rule.condition(), rule.seen(event)));
    }

    private Counting counting(CorrelationRule rule, List<Detection> detections) {
        Optional<RuleIndex.Hit> hit = index.search().hits(event).stream()
                .filter(each -> each.rule().equals(rule))
                .findFirst();
        Optional<DetectionRule> met = detections.stream()
                .filter(Detection::matches)
                .map(Detection::rule)
                .findFirst();
        if (hit.isEmpty() || met.isEmpty()) {
            return new Counting(rule, null, unmet(rule), List.of());
        }
        List<String> missing = missing(rule, met.get());
        if (hit.get().group() == null) {
            return new Counting(rule, null, "it has no value of " + String.join(", ", missing), List.of());
        }
        return new Counting(rule, hit.get().group(), null, values(rule, met.get(), hit.get()));
    }

    private static String unmet(CorrelationRule rule) {
        String none = "it matches none of the detections";
        if (!rule.isChained()) {
            return none;
        }
        String episodes = "episodes of "
                + rule.inners().stream()
                        .map(inner -> inner.rule().info().name())
                        .collect(Collectors.joining(", "))
                + " count, which one event doesn't tell";
        return rule.rules().isEmpty() ? episodes : none + "; " + episodes;
    }

    /** The fields that the rule needs and the event lacks, by the names that they have in the event. */
    private List<String> missing(CorrelationRule rule, DetectionRule met) {
        List<String> needed = new ArrayList<>(rule.groupBy());
        if (rule.countsValues()) {
            needed.addAll(rule.distinctFields());
        }
        String number = rule.condition().numberField();
        if (number != null) {
            needed.add(number);
        }
        List<String> missing = new ArrayList<>();
        for (String name : needed) {
            String field = rule.aliases().field(name, met);
            if (met.seen(event).field(field) == null) {
                missing.add(field);
            } else if (name.equals(number) && missing.isEmpty()) {
                missing.add(field + ", or none that is a number");
            }
        }
        return missing;
    }

    private List<String> values(CorrelationRule rule, DetectionRule met, RuleIndex.Hit hit) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < rule.steps().size(); i++) {
            if ((hit.mark() >> i & 1) == 1) {
                values.add("step " + (i + 1));
            }
        }
        List<String> fields = new ArrayList<>(rule.distinctFields());
        String number = rule.condition().numberField();
        if (number != null) {
            fields.add(number);
        }
        for (String name : fields) {
            String field = rule.aliases().field(name, met);
            Object value = met.seen(event).field(field);
            values.add(field + (value == null ? " isn't there" : " '" + value + "'"));
        }
        return values;
    }
}
