package io.tocsin.rules.containment;

import org.jspecify.annotations.Nullable;

/** What {@code respond} is asked: something of an account, or of a source. */
public sealed interface ContainmentRequest permits AccountRequest, BlockRequest {

    /** What the principal of an alert's request begins with. */
    String RULE = "rule:";

    /** What the principal of an operator's request begins with. */
    String OPERATOR = "operator:";

    /** What the principals of {@code respond} begin with. */
    String RESPOND = "respond:";

    /** The principal of what time alone decides. */
    String EXPIRY = RESPOND + "expiry";

    /** The principal of locks that go on because the alert behind them is still open. */
    String RENEWAL = RESPOND + "renewal";

    /** The principal of what an identity provider made of a lock; the only one of respond that asks through the topic. */
    String RESULT = RESPOND + "result";

    /** The principal of blocks in place of a lock of an account that the identity provider doesn't know. */
    String UNKNOWN_ACCOUNT = RESPOND + "unknown-account";

    /** The principal of what follows from a spent budget of locks. */
    String BUDGET = RESPOND + "budget";

    /** The principal of what follows from the networks that are always allowed. */
    String ALLOWLIST = RESPOND + "allow";

    /** The longest reason, in characters: rules may have long names. */
    int LONGEST_REASON = 4_096;

    /** Idempotency key. */
    String id();

    /** Whose account or traffic it is; keys the topic. */
    String tenant();

    /** Why, for the person who reads it: never empty. */
    String reason();

    /** The principal that asks. */
    String requestedBy();

    /** The alert behind it, or {@code null} for an operator's request. */
    @Nullable
    AlertCause alert();

    /** Whether a person asks, and not an alert. */
    default boolean isByOperator() {
        return alert() == null;
    }

    /**
     * Refuses what no request may be.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    static void require(String id, String tenant, String reason, String requestedBy, @Nullable AlertCause alert) {
        if (id.isEmpty() || tenant.isEmpty() || reason.isBlank() || requestedBy.isEmpty()) {
            throw new IllegalArgumentException("a request needs an id, a tenant, a reason and who asks");
        }
        String kind = alert == null ? OPERATOR : RULE;
        if (!isA(kind, requestedBy) && !isA(RESPOND, requestedBy)) {
            throw new IllegalArgumentException("requestedBy must be " + kind + " and a name where "
                    + (alert == null ? "no alert" : "an alert") + " asks");
        }
    }

    /** A further reason in front of the one that was given, as much of it as a reason may have. */
    static String because(String further, String reason) {
        String whole = further + "; " + reason;
        if (whole.length() <= LONGEST_REASON) {
            return whole;
        }
        // Half of a surrogate pair couldn't be written as UTF-8.
        boolean splits = Character.isHighSurrogate(whole.charAt(LONGEST_REASON - 2));
        return whole.substring(0, LONGEST_REASON - (splits ? 2 : 1)) + "…";
    }

    private static boolean isA(String kind, String principal) {
        return principal.startsWith(kind) && principal.length() > kind.length();
    }
}
