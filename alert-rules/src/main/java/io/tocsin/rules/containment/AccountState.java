package io.tocsin.rules.containment;

import io.tocsin.rules.containment.CommandResult.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The present state of an account that Tocsin has touched: the value of the compacted topic {@code accounts}.
 *
 * @param tenant whose account it is
 * @param account the user id, verbatim
 * @param status where the lock stands
 * @param command the last command that changed the state
 * @param lock the lock that stands or, once it was lifted or ran out, that stood last: tells why and until when
 * @param answer what an identity provider's executor reported last on {@code command}, or {@code null}: no report has come
 * @param change why this state is published
 * @param review what came of it that a person contested the lock, or {@code null}: nobody has
 * @param escalated whether people were told that {@code command} isn't confirmed
 * @param changedAtMs append time of the change, milliseconds since the epoch
 */
public record AccountState(
        String tenant,
        String account,
        Status status,
        AccountCommand command,
        AccountCommand lock,
        @Nullable ReportedResult answer,
        @Nullable Review review,
        Change change,
        boolean escalated,
        long changedAtMs) {

    /** Where a lock stands. */
    public enum Status {
        /** Asked for; no identity provider has confirmed it. */
        REQUESTED("requested, not enforced by an identity provider"),
        /** The identity provider's own state was read back: it is locked. */
        CONFIRMED("locked, confirmed by the identity provider"),
        /** The identity provider did not do it, and won't. */
        FAILED("not locked, the identity provider did not do it"),
        /** The identity provider doesn't know the account: there is nothing to lock. */
        NO_SUCH_ACCOUNT("not locked, the identity provider doesn't know the account"),
        /** An operator lifted it. */
        RELEASED("released by an operator"),
        /** Its time was over. */
        EXPIRED("expired, its time was over");

        private final String meaning;

        Status(String meaning) {
            this.meaning = meaning;
        }

        /** The words for people, without what an identity provider says of it, see {@link AccountState#meaning()}. */
        public String meaning() {
            return meaning;
        }

        /** Whether a lock is in force or asked for. */
        public boolean isLocked() {
            return this == REQUESTED || this == CONFIRMED || this == FAILED;
        }
    }

    /** Why a state is published. */
    public enum Change {
        /** A lock or its end was decided. */
        COMMAND,
        /** An executor reported on the last command. */
        RESULT,
        /** A person contested the lock, or another reviewed it. */
        REVIEW,
        /** The last command isn't confirmed after a time in which it should have been. */
        UNCONFIRMED
    }

    public AccountState {
        requireSameAccount(tenant, account, command);
        requireSameAccount(tenant, account, lock);
        if (lock.action() != AccountCommand.Action.LOCK) {
            throw new IllegalArgumentException("the lock of an account's state is a command to " + lock.action()
                    + "; only a command to LOCK is allowed");
        }
    }

    /** A state that was decided, and on which nothing has been reported. */
    public AccountState(
            String tenant,
            String account,
            Status status,
            AccountCommand command,
            AccountCommand lock,
            long changedAtMs) {
        this(tenant, account, status, command, lock, null, Change.COMMAND, false, changedAtMs);
    }

    /** A state of a lock that nobody has contested. */
    public AccountState(
            String tenant,
            String account,
            Status status,
            AccountCommand command,
            AccountCommand lock,
            @Nullable ReportedResult answer,
            Change change,
            boolean escalated,
            long changedAtMs) {
        this(tenant, account, status, command, lock, answer, null, change, escalated, changedAtMs);
    }

    /** The state in words for people; every output that shows a state shows them. */
    public String meaning() {
        String meaning = command.action() == AccountCommand.Action.UNLOCK
                ? status.meaning() + ", " + meaningOfEnd(answer)
                : status.meaning();
        return review != null && review.isDue() ? meaning + "; contested, its review is due" : meaning;
    }

    /** That a lock was lifted is true only once the provider says so. */
    private static String meaningOfEnd(@Nullable ReportedResult answer) {
        Outcome outcome = answer == null ? Outcome.WAITING : answer.result().outcome();
        return switch (outcome) {
            case WAITING, ACTING -> "not confirmed by an identity provider";
            case CONFIRMED, ALREADY -> "confirmed by the identity provider";
            case NO_SUCH_ACCOUNT -> "the identity provider doesn't know the account";
            case KEPT -> "but left as it is, as somebody else changed the account";
            case FAILED, EXPIRED -> "but the identity provider did not do it";
        };
    }

    private static void requireSameAccount(String tenant, String account, AccountCommand command) {
        AccountRequest request = command.request();
        if (!request.tenant().equals(tenant) || !request.account().equals(account)) {
            throw new IllegalArgumentException("the state of an account holds a command for another account");
        }
    }
}
