package io.tocsin.rules.containment;

import org.jspecify.annotations.Nullable;

/**
 * Somebody asks that an account be locked or unlocked. Written by alerts and by operators; decided by {@code respond}.
 *
 * @param id idempotency key: a second request of the same id changes nothing
 * @param tenant whose account it is; keys the topic
 * @param account the user id, verbatim
 * @param action what is asked for
 * @param reason why, for the person who reads it: never empty
 * @param requestedBy the principal that asks: {@code rule:<rule name>}, {@code operator:<name>} or {@link #EXPIRY}; it is
 *     what the writer of the request says of itself, asserted and not proven
 * @param alert the alert behind it, or {@code null} for an operator's request
 * @param durationMs how long an operator wants the lock to last, milliseconds; 0: as the policy says
 * @param force whether an operator wants the lock although the account is kept open for emergencies
 */
public record AccountRequest(
        String id,
        String tenant,
        String account,
        Action action,
        String reason,
        String requestedBy,
        @Nullable AlertCause alert,
        long durationMs,
        boolean force) {

    /** What the principal of an alert's request begins with. */
    public static final String RULE = "rule:";

    /** What the principal of an operator's request begins with. */
    public static final String OPERATOR = "operator:";

    /** What the principals of {@code respond} begin with. */
    public static final String RESPOND = "respond:";

    /** The principal of what time alone decides. */
    public static final String EXPIRY = RESPOND + "expiry";

    /** The shortest lock that an operator can ask for, milliseconds. */
    public static final long SHORTEST_MS = ContainmentPolicy.SHORTEST_LOCK_MS;

    /** The longest lock that an operator can ask for, milliseconds: none is permanent. */
    public static final long LONGEST_MS = ContainmentPolicy.LONGEST_LOCK_MS;

    /** What can be asked for. */
    public enum Action {
        LOCK,
        UNLOCK
    }

    public AccountRequest {
        if (id.isEmpty() || tenant.isEmpty() || reason.isBlank() || requestedBy.isEmpty()) {
            throw new IllegalArgumentException("an account request needs an id, a tenant, a reason and who asks");
        }
        requirePrincipal(requestedBy, alert);
        if ((durationMs != 0 || force) && (action != Action.LOCK || alert != null)) {
            throw new IllegalArgumentException(
                    "only a lock that an operator asks for can have a length of its own or be forced");
        }
        if (durationMs != 0 && (durationMs < SHORTEST_MS || durationMs > LONGEST_MS)) {
            throw new IllegalArgumentException(
                    "the lock is to last " + durationMs + " ms; " + SHORTEST_MS + " to " + LONGEST_MS + " are allowed");
        }
    }

    /** A request without a length of its own that forces nothing. */
    public AccountRequest(
            String id,
            String tenant,
            String account,
            Action action,
            String reason,
            String requestedBy,
            @Nullable AlertCause alert) {
        this(id, tenant, account, action, reason, requestedBy, alert, 0, false);
    }

    private static void requirePrincipal(String requestedBy, @Nullable AlertCause alert) {
        String kind = alert == null ? OPERATOR : RULE;
        if (!isA(kind, requestedBy) && !isA(RESPOND, requestedBy)) {
            throw new IllegalArgumentException("requestedBy must be " + kind + " and a name where "
                    + (alert == null ? "no alert" : "an alert") + " asks");
        }
    }

    private static boolean isA(String kind, String principal) {
        return principal.startsWith(kind) && principal.length() > kind.length();
    }

    /** Whether a person asks, and not an alert. */
    public boolean isByOperator() {
        return alert == null;
    }
}
