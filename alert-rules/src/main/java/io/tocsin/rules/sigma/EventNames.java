package io.tocsin.rules.sigma;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.FieldMapping;
import io.tocsin.rules.event.FieldMapping.Target;
import io.tocsin.rules.event.MappedEvent;
import io.tocsin.rules.event.SecurityEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The names that some rules have for the fields of a stream's events, beside the events' own. Mappings that contradict each
 * other are refused where they are read, so that one view does for all rules.
 *
 * @param names the names and what they stand for
 */
public record EventNames(Map<String, Target> names) {
    public EventNames {
        names = Map.copyOf(names);
    }

    /** The names that these rules have for the fields of the stream of this label. */
    public static EventNames of(String label, Collection<DetectionRule> rules) {
        Map<String, Target> names = new HashMap<>();
        for (DetectionRule rule : rules) {
            for (EventStream stream : rule.streams()) {
                if (stream.label().equals(label)) {
                    stream.mappings().stream().map(FieldMapping::fields).forEach(names::putAll);
                }
            }
        }
        return new EventNames(names);
    }

    /** The event by these names: itself where it has no others. */
    public SecurityEvent seen(SecurityEvent event) {
        return names.isEmpty() ? event : new MappedEvent(event, names);
    }
}
