package io.tocsin.rules.event;

import java.util.Comparator;

/**
 * The identity of an event: CloudEvents {@code source} and {@code id} within a tenant.
 *
 * @param tenant whose event it is; {@code default} where a platform has only one
 * @param source CloudEvents {@code source}: the sender, never empty
 * @param id CloudEvents {@code id}: unique within the source, never empty
 */
public record EventId(String tenant, String source, String id) implements Comparable<EventId> {

    /** The longest tenant, source or id, in characters. */
    public static final int MAX_LENGTH = 256;

    /** The tenant of a platform that has only one. */
    public static final String DEFAULT_TENANT = "default";

    private static final Comparator<EventId> ORDER =
            Comparator.comparing(EventId::source).thenComparing(EventId::id).thenComparing(EventId::tenant);

    public EventId {
        requireName("tenant", tenant);
        requireName("ce_source", source);
        requireName("ce_id", id);
    }

    private static void requireName(String what, String value) {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    what + " has " + value.length() + " characters; 1 to " + MAX_LENGTH + " are allowed");
        }
    }

    /** Orders events of equal time: by source, then by id, as the semantics profile says. */
    @Override
    public int compareTo(EventId other) {
        return ORDER.compare(this, other);
    }
}
