package io.tocsin.rules.detect;

import io.tocsin.rules.event.EventType;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.DetectionRule;
import io.tocsin.rules.sigma.RuleSet;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the correlation rules that an event counts for. Stateless: the same event always gives the same hits. */
public final class RuleIndex {

    /**
     * An event counts for a rule.
     *
     * @param rule the rule
     * @param group the group it counts in, or {@code null} where the event lacks a field of the rule's {@code group-by}
     * @param distinct the hash of the value that feeds the score, or 0
     */
    public record Hit(CorrelationRule rule, @Nullable Group group, long distinct) {}

    private final Map<EventType, List<CorrelationRule>> byType = new EnumMap<>(EventType.class);

    /** An index of a rule set. */
    public RuleIndex(RuleSet rules) {
        for (EventType type : EventType.values()) {
            byType.put(
                    type,
                    rules.correlations().stream()
                            .filter(rule -> rule.types().contains(type))
                            .toList());
        }
    }

    /** The rules that the event counts for, in the rule set's order. */
    public List<Hit> hits(SecurityEvent event) {
        List<Hit> hits = List.of();
        for (CorrelationRule rule : byType.getOrDefault(event.type(), List.of())) {
            if (matchesAny(rule.rules(), event)) {
                hits = hits.isEmpty() ? new ArrayList<>(2) : hits;
                hits.add(hit(rule, event));
            }
        }
        return hits;
    }

    private static boolean matchesAny(List<DetectionRule> detections, SecurityEvent event) {
        for (DetectionRule detection : detections) {
            if (detection.matches(event)) {
                return true;
            }
        }
        return false;
    }

    private static Hit hit(CorrelationRule rule, SecurityEvent event) {
        Optional<Group> group = Group.of(event, rule.groupBy());
        Object distinct = rule.distinctField() == null ? null : event.field(rule.distinctField());
        return new Hit(rule, group.orElse(null), distinct == null ? 0 : Match.hash(distinct.toString()));
    }
}
