package io.tocsin.rules.containment;

import io.tocsin.rules.containment.AccountState.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one account to say where its lock stands: the last command, and what an identity provider made of
 * it. Only {@link AccountProjection} changes it.
 *
 * @param command the last command that changed the account, or {@code null} where none has come yet
 * @param lock the lock that stands or stood last; {@code null} as long as {@code command} is
 * @param answer the last report on {@code command}, or {@code null}
 * @param review that the lock was contested and what came of it, or {@code null}
 * @param early reports on commands that haven't come yet, oldest first, at most {@link #EARLY_LIMIT}
 * @param knownIds the ids of the commands that came last, oldest first, at most {@link #ID_LIMIT}
 * @param alarm whether people are to be told that {@code command} isn't confirmed
 * @param heardAtMs append time of the last command or report, milliseconds since the epoch
 * @param dueAtMs append time from which on a tick has something to do; {@link #NEVER}: none has
 */
public record AccountView(
        @Nullable AccountCommand command,
        @Nullable AccountCommand lock,
        @Nullable ReportedResult answer,
        @Nullable Review review,
        List<ReportedResult> early,
        List<String> knownIds,
        Alarm alarm,
        long heardAtMs,
        long dueAtMs) {

    /** No tick has anything to do. */
    public static final long NEVER = Long.MAX_VALUE;

    /** How many reports on commands that haven't come are kept of an account. */
    public static final int EARLY_LIMIT = 8;

    /** How many ids of commands are kept of an account; a report on one before them counts as early. */
    public static final int ID_LIMIT = 32;

    /** An account of which nothing is remembered. */
    public static final AccountView NONE =
            new AccountView(null, null, null, null, List.of(), List.of(), Alarm.OFF, 0, NEVER);

    /** Whether people are told that a command isn't confirmed. */
    public enum Alarm {
        /** They are, unless it is confirmed in time. */
        SET,
        /** They were told. */
        RAISED,
        /** They aren't: no provider is expected, it was confirmed in time, or it is too long ago. */
        OFF
    }

    public AccountView {
        early = List.copyOf(early);
        knownIds = List.copyOf(knownIds);
        if (early.size() > EARLY_LIMIT || knownIds.size() > ID_LIMIT) {
            throw new IllegalArgumentException(early.size() + " early reports and " + knownIds.size()
                    + " ids are remembered; at most " + EARLY_LIMIT + " and " + ID_LIMIT + " are allowed");
        }
        if ((command == null) != (lock == null)) {
            throw new IllegalArgumentException("a command that changed an account concerns a lock");
        }
    }

    /** Whether nothing more is done about the last command. */
    boolean isAnswered() {
        return answer != null && answer.result().outcome().isFinal();
    }

    AccountView withCommand(AccountCommand newCommand, List<String> newIds, Alarm newAlarm, long nowMs) {
        AccountCommand newLock = newCommand.action() == AccountCommand.Action.LOCK ? newCommand : lock;
        return new AccountView(
                newCommand,
                newLock,
                null,
                reviewAfter(newCommand),
                early,
                newIds,
                newAlarm,
                Math.max(heardAtMs, nowMs),
                dueAtMs);
    }

    /** A further lock after one whose review is over has nothing to do with that. */
    private @Nullable Review reviewAfter(AccountCommand newCommand) {
        boolean isNewLock = newCommand.action() == AccountCommand.Action.LOCK
                && command != null
                && command.action() == AccountCommand.Action.UNLOCK;
        return isNewLock && review != null && !review.isDue() ? null : review;
    }

    AccountView withReview(Review newReview, List<String> newIds, long nowMs) {
        return new AccountView(
                command, lock, answer, newReview, early, newIds, alarm, Math.max(heardAtMs, nowMs), dueAtMs);
    }

    AccountView withAnswer(ReportedResult newAnswer) {
        Alarm still = alarm == Alarm.SET && newAnswer.result().outcome().isFinal() ? Alarm.OFF : alarm;
        return new AccountView(
                command,
                lock,
                newAnswer,
                review,
                early,
                knownIds,
                still,
                Math.max(heardAtMs, newAnswer.reportedAtMs()),
                dueAtMs);
    }

    AccountView withEarly(List<ReportedResult> newEarly) {
        return new AccountView(command, lock, answer, review, newEarly, knownIds, alarm, heardAtMs, dueAtMs);
    }

    AccountView withAlarm(Alarm newAlarm) {
        return new AccountView(command, lock, answer, review, early, knownIds, newAlarm, heardAtMs, dueAtMs);
    }

    AccountView withDue(long newDueAtMs) {
        return new AccountView(command, lock, answer, review, early, knownIds, alarm, heardAtMs, newDueAtMs);
    }

    /**
     * The account's state, as it is published.
     *
     * @throws IllegalStateException if no command has come yet
     */
    AccountState state(AccountState.Change change, long changedAtMs) {
        if (command == null || lock == null) {
            throw new IllegalStateException("an account that no command has changed has no state");
        }
        AccountRequest request = command.request();
        return new AccountState(
                request.tenant(),
                request.account(),
                status(command, answer),
                command,
                lock,
                answer,
                review,
                change,
                alarm == Alarm.RAISED,
                changedAtMs);
    }

    private static Status status(AccountCommand command, @Nullable ReportedResult answer) {
        if (command.action() == AccountCommand.Action.UNLOCK) {
            return command.code() == AccountCommand.Code.EXPIRED ? Status.EXPIRED : Status.RELEASED;
        }
        if (answer == null) {
            return Status.REQUESTED;
        }
        return switch (answer.result().outcome()) {
            case WAITING, ACTING -> Status.REQUESTED;
            case CONFIRMED, ALREADY -> Status.CONFIRMED;
            case NO_SUCH_ACCOUNT -> Status.NO_SUCH_ACCOUNT;
            case FAILED, EXPIRED, KEPT -> Status.FAILED;
        };
    }
}
