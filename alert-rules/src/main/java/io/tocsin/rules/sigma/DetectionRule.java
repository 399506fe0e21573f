package io.tocsin.rules.sigma;

import io.tocsin.rules.event.EventType;
import io.tocsin.rules.event.SecurityEvent;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A compiled Sigma detection.
 *
 * @param info what the document says of itself
 * @param types the event types its {@code logsource} names
 * @param condition its condition over one event of those types; pure and total
 */
public record DetectionRule(RuleInfo info, Set<EventType> types, Predicate<SecurityEvent> condition) {
    public DetectionRule {
        types = Set.copyOf(types);
    }

    /** Whether the event is of a type of this rule and meets its condition. */
    public boolean matches(SecurityEvent event) {
        return types.contains(event.type()) && condition.test(event);
    }
}
