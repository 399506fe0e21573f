package io.tocsin.rules.containment;

/**
 * What {@code respond} decided on one {@link AccountRequest}. A refusal is a command too, with action {@link Action#NONE}
 * and the reason code, so that nothing is decided in silence.
 *
 * @param id the id of the request it answers; for a lock that ran out, the lock's id with {@link #EXPIRED_SUFFIX}, for
 *     one that is lifted by itself with {@link #ALLOWED_SUFFIX}; for one that goes on, see {@link #renewedId}
 * @param action what an executor must do
 * @param code why it was decided so
 * @param request what was asked for; for a lock that ran out, what {@code respond} asks of itself
 * @param decidedAtMs append time of the request, milliseconds since the epoch
 * @param untilMs for LOCK: when the lock ends by itself; for STEP_UP: until when each login must be proven by a second
 *     factor; else 0
 * @param repetition for LOCK: the how-manieth lock in a row of the account it is, by which the policy reckons its length;
 *     a lock whose length an operator gave isn't counted and repeats the number before it, 0 if there is none; else 0
 */
public record AccountCommand(
        String id, Action action, Code code, AccountRequest request, long decidedAtMs, long untilMs, int repetition) {

    /** What the id of an {@link Code#EXPIRED} command ends with, so that it differs from its lock's. */
    public static final String EXPIRED_SUFFIX = ":expired";

    /** What the id of an unlock ends with that networks brought which are allowed now. */
    public static final String ALLOWED_SUFFIX = ":allowed";

    /** What the id of a request ends with that tells of what an identity provider made of a lock; before it the lock's. */
    public static final String UNDONE_SUFFIX = ":undone";

    /** What stands in the id of a {@link Code#RENEWED} command between its alert's request and when the lock was to end. */
    public static final String RENEWED_INFIX = ":renewed:";

    /** What an executor must do. */
    public enum Action {
        LOCK,
        UNLOCK,
        /** Ask for a second factor at each login; ends by itself. */
        STEP_UP,
        NONE;

        /** Whether it holds for a time only. */
        public boolean isTimed() {
            return this == LOCK || this == STEP_UP;
        }
    }

    /** Why a request was granted or refused. */
    public enum Code {
        /** The policy asks for it. */
        GRANTED,
        /** The lock's time is over: time decided, nobody asked. */
        EXPIRED,
        /** The lock would have ended, but an alert that led to it is still open: it goes on. */
        RENEWED,
        /** The alert is closed: what it led to ends at its time. */
        CLOSED,
        /** The identity provider did not do the lock, and won't: it counts no longer, and its budget is given back. */
        NOT_DONE,
        /** The identity provider doesn't know the account: the same, and the alert's sources are blocked. */
        NO_SUCH_ACCOUNT,
        /** The alert is about history: nobody is locked today for it. */
        SKIPPED_STALE,
        /** More accounts were locked in ten minutes than the budget allows: a second factor is asked for instead. */
        SKIPPED_BUDGET,
        /** The account is kept open for emergencies: it alerts only, unless an operator forces the lock. */
        BREAK_GLASS,
        /** Everybody knows the name and tries it: no alert locks it, a second factor is asked for instead. */
        ROOT_LIKE,
        /** All sources are of networks that are always allowed: it alerts only; what stood for them alone is lifted. */
        ALLOWED,
        /** {@code respond.mode: observe}: decided and recorded, not acted on. */
        OBSERVED,
        /** An unlock, or a contest, for an account that Tocsin has not locked. */
        NOT_LOCKED,
        /** The lock is contested, and waits for its review. */
        CONTESTED,
        /** The review of a contested lock found it right. */
        UPHELD,
        /** The review of a contested lock found it wrong. */
        LIFTED,
        /** The review of a lock that nobody has contested. */
        NOT_CONTESTED,
        /** A request of this id was decided before. */
        DUPLICATE;

        /** Whether it says that a lock was not done. */
        boolean isUndone() {
            return this == NOT_DONE || this == NO_SUCH_ACCOUNT;
        }
    }

    /** The id of the command by which a lock goes on, whose alert asked by {@code request} and which ended at {@code endMs}. */
    static String renewedId(AccountRequest request, long endMs) {
        return request.id() + RENEWED_INFIX + endMs;
    }

    public AccountCommand {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("an account command needs an id");
        }
        if (action.isTimed() ? untilMs <= decidedAtMs : untilMs != 0) {
            throw new IllegalArgumentException("untilMs is " + untilMs + " for " + action + " decided at " + decidedAtMs
                    + "; a lock or step-up ends after it began, and nothing else has an end (0)");
        }
        if (action == Action.LOCK ? repetition < 0 : repetition != 0) {
            throw new IllegalArgumentException("repetition is " + repetition + " for " + action
                    + "; locks in a row are counted from 0 on, and nothing else is counted (0)");
        }
    }

    /** Whether what was asked for isn't done, or something less is; what is only recorded, such as a contest, refuses nothing. */
    public boolean isRefusal() {
        return switch (code) {
            case CLOSED, NOT_DONE, NO_SUCH_ACCOUNT, CONTESTED, UPHELD, LIFTED -> false;
            default -> action == Action.NONE || action == Action.STEP_UP;
        };
    }
}
