package io.tocsin.rules.containment;

import io.tocsin.rules.alert.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Somebody asks that an account be locked or unlocked. Written by alerts and by operators; decided by {@code respond}.
 *
 * @param id idempotency key: a second request of the same id changes nothing
 * @param tenant whose account it is; keys the topic
 * @param account the user id, verbatim
 * @param action what is asked for
 * @param reason why, for the person who reads it: never empty
 * @param requestedBy {@code rule:<rule name>} or {@code operator:<name>}
 * @param alert the alert behind it, or {@code null} for an operator's request
 */
public record AccountRequest(
        String id,
        String tenant,
        String account,
        Action action,
        String reason,
        String requestedBy,
        @Nullable AlertCause alert) {

    /** What can be asked for. */
    public enum Action {
        LOCK,
        UNLOCK
    }

    /**
     * The alert that asks.
     *
     * @param uid the alert's uid
     * @param ruleId the id of its rule
     * @param ruleName the name of its rule
     * @param crossingTimeMs event time of the crossing
     * @param severity the alert's severity when it asked
     * @param stale whether the crossing was history when it arrived: nothing is locked then
     */
    public record AlertCause(
            String uid, String ruleId, String ruleName, long crossingTimeMs, Severity severity, boolean stale) {}

    public AccountRequest {
        if (id.isEmpty() || tenant.isEmpty() || reason.isBlank() || requestedBy.isEmpty()) {
            throw new IllegalArgumentException("an account request needs an id, a tenant, a reason and who asks");
        }
    }

    /** Whether a person asks, and not an alert. */
    public boolean isByOperator() {
        return alert == null;
    }
}
