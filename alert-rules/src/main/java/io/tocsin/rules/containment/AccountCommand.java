package io.tocsin.rules.containment;

/**
 * What {@code respond} decided on one {@link AccountRequest}. A refusal is a command too, with action {@link Action#NONE}
 * and the reason code, so that nothing is decided in silence.
 *
 * @param id the id of the request it answers; for a lock that ran out, the lock's id with {@link #EXPIRED_SUFFIX}
 * @param action what an executor must do
 * @param code why it was decided so
 * @param request what was asked for; for a lock that ran out, what {@code respond} asks of itself
 * @param decidedAtMs append time of the request, milliseconds since the epoch
 * @param untilMs for LOCK: when the lock ends by itself; else 0
 * @param repetition for LOCK: the how-manieth lock in a row of the account it is, by which the policy reckons its length;
 *     a lock whose length an operator gave isn't counted and repeats the number before it, 0 if there is none; else 0
 */
public record AccountCommand(
        String id, Action action, Code code, AccountRequest request, long decidedAtMs, long untilMs, int repetition) {

    /** What the id of an {@link Code#EXPIRED} command ends with, so that it differs from its lock's. */
    public static final String EXPIRED_SUFFIX = ":expired";

    /** What an executor must do. */
    public enum Action {
        LOCK,
        UNLOCK,
        NONE
    }

    /** Why a request was granted or refused. */
    public enum Code {
        /** The policy asks for it. */
        GRANTED,
        /** The lock's time is over: time decided, nobody asked. */
        EXPIRED,
        /** The alert is about history: nobody is locked today for it. */
        SKIPPED_STALE,
        /** More accounts were locked in ten minutes than the budget allows. */
        SKIPPED_BUDGET,
        /** The account is kept open for emergencies: it alerts only, unless an operator forces the lock. */
        BREAK_GLASS,
        /** {@code respond.mode: observe}: decided and recorded, not acted on. */
        OBSERVED,
        /** An unlock for an account that Tocsin has not locked. */
        NOT_LOCKED,
        /** A request of this id was decided before. */
        DUPLICATE
    }

    public AccountCommand {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("an account command needs an id");
        }
        if (action == Action.LOCK ? untilMs <= decidedAtMs : untilMs != 0) {
            throw new IllegalArgumentException("untilMs is " + untilMs + " for " + action + " decided at " + decidedAtMs
                    + "; a lock ends after it began, and nothing else has an end (0)");
        }
        if (action == Action.LOCK ? repetition < 0 : repetition != 0) {
            throw new IllegalArgumentException("repetition is " + repetition + " for " + action
                    + "; locks in a row are counted from 0 on, and nothing else is counted (0)");
        }
    }
}
