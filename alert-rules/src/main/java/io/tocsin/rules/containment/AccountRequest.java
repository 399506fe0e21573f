package io.tocsin.rules.containment;

import org.jspecify.annotations.Nullable;

/**
 * Somebody asks that an account be locked or unlocked, or that its next logins be proven by a second factor. Written by
 * alerts and by operators; decided by {@code respond}.
 *
 * @param id idempotency key: a second request of the same id changes nothing
 * @param tenant whose account it is; keys the topic
 * @param account the user id, verbatim
 * @param action what is asked for
 * @param reason why, for the person who reads it: never empty
 * @param requestedBy the principal that asks: {@code rule:<rule name>}, {@code operator:<name>} or one of {@code respond}; it is
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
        boolean force)
        implements ContainmentRequest {

    /** The shortest lock that an operator can ask for, milliseconds. */
    public static final long SHORTEST_MS = ContainmentPolicy.SHORTEST_LOCK_MS;

    /** The longest lock that an operator can ask for, milliseconds: none is permanent. */
    public static final long LONGEST_MS = ContainmentPolicy.LONGEST_LOCK_MS;

    /** What can be asked for. */
    public enum Action {
        LOCK,
        UNLOCK,
        STEP_UP,
        /** The alert is closed: it holds its lock no longer. */
        CLOSE,
        /** The identity provider did not do the lock, and won't. */
        NOT_DONE,
        /** The identity provider doesn't know the account. */
        NO_SUCH_ACCOUNT,
        /** A person says that the lock is wrong: somebody is to look at it. */
        CONTEST,
        /** Somebody has looked at a contested lock: it is right. */
        UPHOLD,
        /** Somebody has looked at a contested lock: it is wrong, and ends if it stands. */
        LIFT;

        /** Whether only a person can ask for it. */
        private boolean isHuman() {
            return this == CONTEST || this == UPHOLD || this == LIFT;
        }

        /** Whether it tells of what an identity provider made of a lock. */
        private boolean isResult() {
            return this == NOT_DONE || this == NO_SUCH_ACCOUNT;
        }
    }

    public AccountRequest {
        ContainmentRequest.require(id, tenant, reason, requestedBy, alert);
        if (action.isHuman() && alert != null) {
            throw new IllegalArgumentException("only an operator can say that a lock is contested or reviewed");
        }
        if (action == Action.CLOSE && alert == null) {
            throw new IllegalArgumentException("only an alert can be closed");
        }
        if (action.isResult() != requestedBy.equals(RESULT)) {
            throw new IllegalArgumentException(
                    "what an identity provider made of a lock is told by " + RESULT + ", who asks for nothing else");
        }
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
}
