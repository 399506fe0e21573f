package io.tocsin.rules.detect;

import io.tocsin.rules.event.SecurityEvent;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is counted together: the values of a rule's {@code group-by} fields within a tenant.
 *
 * <p>A class, for what a record could not be: looked up for each event that counts, with its hash at hand and the names of
 * its fields shared by all groups of a rule.
 */
public final class Group {
    private final String tenant;
    private final List<String> fields;
    private final String[] texts;
    private final int hash;

    private Group(String tenant, List<String> fields, String... texts) {
        this.tenant = tenant;
        this.fields = fields;
        this.texts = texts;
        this.hash = 31 * tenant.hashCode() + Arrays.hashCode(texts);
    }

    /**
     * A group.
     *
     * @param tenant whose events they are
     * @param values field to value, verbatim, in the rule's order
     */
    public Group(String tenant, Map<String, String> values) {
        this(tenant, List.copyOf(values.keySet()), values.values().toArray(String[]::new));
    }

    /**
     * The event's group, or nothing where it lacks one of the fields, or has several values in one: such an event isn't
     * counted.
     */
    public static Optional<Group> of(SecurityEvent event, List<String> groupBy) {
        return of(event, groupBy, groupBy);
    }

    /** The same where the fields have other names in the event than in the group. */
    static Optional<Group> of(SecurityEvent event, List<String> groupBy, List<String> fields) {
        if (groupBy.size() == 1) {
            String only = BoundedFields.single(event, fields.get(0));
            return only == null
                    ? Optional.empty()
                    : Optional.of(new Group(event.eventId().tenant(), List.copyOf(groupBy), only));
        }
        String[] texts = new String[fields.size()];
        for (int i = 0; i < texts.length; i++) {
            String text = BoundedFields.single(event, fields.get(i));
            if (text == null) {
                return Optional.empty();
            }
            texts[i] = text;
        }
        return Optional.of(new Group(event.eventId().tenant(), List.copyOf(groupBy), texts));
    }

    /** Whose events they are. */
    public String tenant() {
        return tenant;
    }

    /** Field to value, verbatim, in the rule's order. */
    public Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < texts.length; i++) {
            values.put(fields.get(i), texts[i]);
        }
        return Collections.unmodifiableMap(values);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Group group
                        && hash == group.hash
                        && Arrays.equals(texts, group.texts)
                        && fields.equals(group.fields)
                        && tenant.equals(group.tenant));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Such as {@code default {userId=alice}}. */
    @Override
    public String toString() {
        return tenant + " " + values();
    }
}
