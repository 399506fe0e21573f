package io.tocsin.rules.sigma;

import io.tocsin.rules.event.EventType;
import io.tocsin.rules.event.LogSource;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.match.Condition;
import java.util.Set;

/**
 * A compiled Sigma detection.
 *
 * @param info what the document says of itself
 * @param source its {@code logsource}
 * @param types the types of Tocsin's own events that it looks at; none where the log source is another
 * @param condition its condition over one such event; pure and total
 */
public record DetectionRule(RuleInfo info, LogSource source, Set<EventType> types, Condition condition) {
    public DetectionRule {
        types = Set.copyOf(types);
    }

    /** Whether the event is of a type of this rule and meets its condition. */
    public boolean matches(SecurityEvent event) {
        return types.contains(event.type()) && condition.matches(event);
    }
}
