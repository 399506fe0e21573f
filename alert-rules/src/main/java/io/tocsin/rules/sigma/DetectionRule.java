package io.tocsin.rules.sigma;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.FieldMapping;
import io.tocsin.rules.event.LogSource;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.match.Condition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A compiled Sigma detection.
 *
 * @param info what the document says of itself
 * @param source its {@code logsource}
 * @param streams the streams that it looks at; none where there are no events of its log source
 * @param condition its condition over one such event; pure and total
 * @param filters what the filters say of themselves that are part of the condition
 */
public record DetectionRule(
        RuleInfo info, LogSource source, Set<EventStream> streams, Condition condition, List<RuleInfo> filters) {
    public DetectionRule {
        filters = List.copyOf(filters);
        // In the order that was given: what is made for each of them follows it.
        streams = Collections.unmodifiableSet(new LinkedHashSet<>(streams));
    }

    /** A detection without filters. */
    public DetectionRule(RuleInfo info, LogSource source, Set<EventStream> streams, Condition condition) {
        this(info, source, streams, condition, List.of());
    }

    /** Whether the event is of a stream of this rule and meets its condition. */
    public boolean matches(SecurityEvent event) {
        return isOf(event.stream().label()) && condition.matches(seen(event));
    }

    /** The event by the names that the rule has for its fields. */
    public SecurityEvent seen(SecurityEvent event) {
        return EventNames.of(event.stream().label(), List.of(this)).seen(event);
    }

    /** The same rule where it looks at the events of some tenants alone; all tenants' if there are none. */
    DetectionRule limitedTo(Set<String> tenants) {
        return tenants.isEmpty()
                ? this
                : new DetectionRule(
                        info,
                        source,
                        streams,
                        new Condition.All(List.of(new Condition.OfTenants(tenants), condition)),
                        filters);
    }

    /**
     * The same rule where an event must meet a further condition.
     *
     * @param by what the filter says of itself
     * @param seen the streams as that condition sees them: it may be of another taxonomy
     */
    DetectionRule filteredBy(RuleInfo by, Condition filter, Set<EventStream> seen) {
        Set<EventStream> named = new LinkedHashSet<>();
        for (EventStream stream : streams) {
            List<FieldMapping> further = seen.stream()
                    .filter(other -> other.label().equals(stream.label()))
                    .flatMap(other -> other.mappings().stream())
                    .filter(mapping -> !stream.mappings().contains(mapping))
                    .toList();
            named.add(further.isEmpty() ? stream : stream.with(List.of(), further));
        }
        List<RuleInfo> all = new ArrayList<>(filters);
        all.add(by);
        return new DetectionRule(info, source, named, new Condition.All(List.of(condition, filter)), all);
    }

    /** Whether it looks at the stream of this label. */
    public boolean isOf(String stream) {
        for (EventStream each : streams) {
            if (each.label().equals(stream)) {
                return true;
            }
        }
        return false;
    }
}
