package io.tocsin.rules.detect;

import io.tocsin.rules.event.SecurityEvent;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is counted together: the values of a rule's {@code group-by} fields within a tenant.
 *
 * @param tenant whose events they are
 * @param values field to value, verbatim, in the rule's order
 */
public record Group(String tenant, Map<String, String> values) {
    public Group {
        values = values.size() <= 1 ? Map.copyOf(values) : Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The event's group, or nothing where it lacks one of the fields: such an event isn't counted. */
    public static Optional<Group> of(SecurityEvent event, List<String> groupBy) {
        return of(event, groupBy, groupBy);
    }

    /** The same where the fields have other names in the event than in the group. */
    static Optional<Group> of(SecurityEvent event, List<String> groupBy, List<String> fields) {
        if (groupBy.size() == 1) {
            Object only = event.field(fields.get(0));
            return only == null
                    ? Optional.empty()
                    : Optional.of(new Group(event.eventId().tenant(), Map.of(groupBy.get(0), only.toString())));
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < groupBy.size(); i++) {
            Object value = event.field(fields.get(i));
            if (value == null) {
                return Optional.empty();
            }
            values.put(groupBy.get(i), value.toString());
        }
        return Optional.of(new Group(event.eventId().tenant(), values));
    }
}
