package io.tocsin.rules.containment;

import org.jspecify.annotations.Nullable;

/**
 * Somebody asks that a source be blocked, or no longer.
 *
 * @param id idempotency key: a request of the same id as the last of the source changes nothing
 * @param tenant whose traffic it is about; keys the topic
 * @param source what is to be blocked
 * @param action what is asked for
 * @param reason why, for the person who reads it: never empty
 * @param requestedBy the principal that asks: {@code rule:<rule name>}, {@code operator:<name>} or one of {@code respond};
 *     asserted and not proven
 * @param alert the alert behind it, or {@code null} for an operator's request
 * @param durationMs how long an operator wants the block to last, milliseconds; 0: as the policy says
 */
public record BlockRequest(
        String id,
        String tenant,
        Source source,
        Action action,
        String reason,
        String requestedBy,
        @Nullable AlertCause alert,
        long durationMs)
        implements ContainmentRequest {

    /** The shortest block that an operator can ask for, milliseconds. */
    public static final long SHORTEST_MS = ContainmentPolicy.SHORTEST_LOCK_MS;

    /** The longest block that an operator can ask for, milliseconds: none is permanent. */
    public static final long LONGEST_MS = ContainmentPolicy.LONGEST_LOCK_MS;

    /** What can be asked for. */
    public enum Action {
        BLOCK,
        UNBLOCK
    }

    public BlockRequest {
        ContainmentRequest.require(id, tenant, reason, requestedBy, alert);
        if (durationMs != 0 && (action != Action.BLOCK || alert != null)) {
            throw new IllegalArgumentException("only a block that an operator asks for can have a length of its own");
        }
        if (durationMs != 0 && (durationMs < SHORTEST_MS || durationMs > LONGEST_MS)) {
            throw new IllegalArgumentException("the block is to last " + durationMs + " ms; " + SHORTEST_MS + " to "
                    + LONGEST_MS + " are allowed");
        }
    }
}
