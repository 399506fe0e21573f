package io.tocsin.rules.containment;

import io.tocsin.rules.containment.AccountCommand.Action;
import io.tocsin.rules.containment.AccountCommand.Code;
import io.tocsin.rules.containment.AccountState.Change;
import io.tocsin.rules.containment.AccountView.Alarm;
import io.tocsin.rules.containment.CommandResult.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the state of accounts from what was decided and what was proven. Pure: what is remembered comes in, what is
 * remembered and published from now on goes out; time is the append time of the record at hand.
 *
 * <p>A report counts for the last command alone, and of final ones the first. A report may come before its command, as the
 * two stand on different topics: it is kept and applied after the command, whose own state is published first.
 *
 * <p>That a lock is contested, and what its review found, changes nothing but that: it is published beside the lock, which is
 * not forgotten until the review.
 *
 * <p>Where an identity provider is expected, a command that isn't confirmed {@link #UNCONFIRMED_AFTER_MS} after it was
 * decided is published once more as {@link Change#UNCONFIRMED}. A command older than {@link #TOO_OLD_MS} isn't: a first
 * start reads a year of them.
 */
public final class AccountProjection {

    /** How long a provider has to confirm a command before people are told, milliseconds after the decision. */
    public static final long UNCONFIRMED_AFTER_MS = 60_000;

    /** Nobody is told of a command that was decided longer ago than this, milliseconds. */
    public static final long TOO_OLD_MS = 3_600_000;

    /** How long a report waits for its command, milliseconds after its append time. */
    public static final long EARLY_MS = 3_600_000;

    /** An account whose lock has ended is forgotten this long after it was heard of last, milliseconds. */
    public static final long FORGET_AFTER_MS = 24 * 3_600_000L;

    /** The same where the expected confirmation of the unlock never came, milliseconds. */
    public static final long GIVE_UP_AFTER_MS = 30 * FORGET_AFTER_MS;

    private final boolean isProviderExpected;

    /**
     * What becomes of one record.
     *
     * @param view what is remembered from now on
     * @param states what is published, in order
     * @param unknown reports that no command has come for
     */
    public record Projected(AccountView view, List<AccountState> states, List<ReportedResult> unknown) {
        public Projected {
            states = List.copyOf(states);
            unknown = List.copyOf(unknown);
        }
    }

    /**
     * @param isProviderExpected whether an identity provider is configured, so that what it doesn't confirm is told
     */
    public AccountProjection(boolean isProviderExpected) {
        this.isProviderExpected = isProviderExpected;
    }

    /**
     * A command was decided. Refusals change nothing, nor does a command that is known already.
     *
     * @param nowMs append time of the command, milliseconds since the epoch
     */
    public Projected command(AccountView view, AccountCommand command, long nowMs) {
        if (command.code() == Code.CONTESTED || Review.isOutcome(command)) {
            return reviewed(view, command, nowMs);
        }
        return decided(view, command, nowMs);
    }

    /** A lock that nothing is remembered of has no state to show a review in. */
    private Projected reviewed(AccountView view, AccountCommand command, long nowMs) {
        Review after = reviewAfter(view.review(), command);
        if (view.lock() == null || after == null || view.knownIds().contains(command.id())) {
            return unchanged(view);
        }
        boolean isUnlock = command.action() == Action.UNLOCK;
        AccountView reviewed = view.withReview(after, isUnlock ? view.knownIds() : idsAfter(view, command), nowMs);
        return isUnlock
                ? decided(reviewed, command, nowMs)
                : new Projected(
                        timed(reviewed), List.of(reviewed.state(Change.REVIEW, command.decidedAtMs())), List.of());
    }

    /** The first contest counts until it is reviewed. */
    private static @Nullable Review reviewAfter(@Nullable Review before, AccountCommand command) {
        boolean isDue = before != null && before.isDue();
        if (command.code() == Code.CONTESTED) {
            return isDue ? null : new Review(command, null);
        }
        return before != null && isDue ? new Review(before.contested(), command) : null;
    }

    private Projected decided(AccountView view, AccountCommand command, long nowMs) {
        boolean isChange = command.action() == Action.LOCK || command.action() == Action.UNLOCK && view.lock() != null;
        if (!isChange || view.knownIds().contains(command.id())) {
            return unchanged(view);
        }
        Alarm alarm = isProviderExpected ? Alarm.SET : Alarm.OFF;
        AccountView decided = view.withCommand(command, idsAfter(view, command), alarm, nowMs);
        List<AccountState> states = new ArrayList<>();
        states.add(decided.state(Change.COMMAND, command.decidedAtMs()));

        ReportedResult early = reportOn(command, view.early());
        if (early != null) {
            List<ReportedResult> others = new ArrayList<>(view.early());
            others.remove(early);
            decided = decided.withEarly(others).withAnswer(early);
            states.add(decided.state(Change.RESULT, Math.max(command.decidedAtMs(), early.reportedAtMs())));
        }
        return new Projected(timed(decided), states, List.of());
    }

    /** An executor reported on a command. */
    public Projected result(AccountView view, ReportedResult report) {
        AccountCommand command = view.command();
        if (report.result().outcome() == Outcome.ACTING) {
            return unchanged(view); // the executor's own note; the command is no further than it was
        }
        if (command == null || !report.isOf(command)) {
            boolean isSuperseded = view.knownIds().contains(report.result().commandId());
            return isSuperseded ? unchanged(view) : keepEarly(view, report);
        }
        ReportedResult before = view.answer();
        if (view.isAnswered() || before != null && report.repeats(before)) {
            return unchanged(view);
        }
        AccountView answered = view.withAnswer(report);
        AccountState state = answered.state(Change.RESULT, report.reportedAtMs());
        return new Projected(timed(answered), List.of(state), List.of());
    }

    /**
     * What time alone decides: that a command is unconfirmed for too long, that a report has no command, and that an account
     * is forgotten.
     *
     * @param nowMs append time of the tick, milliseconds since the epoch
     */
    public Projected tick(AccountView view, long nowMs) {
        if (nowMs < view.dueAtMs()) {
            return unchanged(view);
        }
        List<ReportedResult> unknown =
                view.early().stream().filter(each -> isOverdue(each, nowMs)).toList();
        List<ReportedResult> early =
                view.early().stream().filter(each -> !isOverdue(each, nowMs)).toList();
        AccountView after = view.withEarly(early);
        List<AccountState> states = new ArrayList<>();
        AccountCommand command = view.command();
        if (command != null && view.alarm() == Alarm.SET && nowMs >= alarmAtMs(command)) {
            boolean isTold = isProviderExpected && nowMs - command.decidedAtMs() <= TOO_OLD_MS;
            after = after.withAlarm(isTold ? Alarm.RAISED : Alarm.OFF);
            if (isTold) {
                states.add(after.state(Change.UNCONFIRMED, nowMs));
            }
        }
        boolean isForgotten = early.isEmpty() && nowMs >= forgetAtMs(after);
        return new Projected(isForgotten ? AccountView.NONE : timed(after), states, unknown);
    }

    /** The newest report on a command counts, but nothing after a final one; what finds no room isn't waited for. */
    private Projected keepEarly(AccountView view, ReportedResult report) {
        List<ReportedResult> early = new ArrayList<>(view.early());
        ReportedResult before = reportOn(report.result().commandId(), early);
        if (before != null && before.result().outcome().isFinal()) {
            return unchanged(view);
        }
        early.remove(before);
        early.add(report);
        List<ReportedResult> unknown =
                early.size() > AccountView.EARLY_LIMIT ? List.of(early.remove(0)) : List.<ReportedResult>of();
        return new Projected(timed(view.withEarly(early)), List.of(), unknown);
    }

    private AccountView timed(AccountView view) {
        AccountCommand command = view.command();
        long dueAtMs = forgetAtMs(view);
        if (command != null && view.alarm() == Alarm.SET) {
            dueAtMs = Math.min(dueAtMs, alarmAtMs(command));
        }
        for (ReportedResult each : view.early()) {
            dueAtMs = Math.min(dueAtMs, each.reportedAtMs() + EARLY_MS);
        }
        return view.withDue(dueAtMs);
    }

    /** A lock is remembered until its end is decided, which always happens; its unlock until it is settled. */
    private long forgetAtMs(AccountView view) {
        AccountCommand command = view.command();
        if (command == null) {
            return view.early().isEmpty() ? Long.MIN_VALUE : AccountView.NEVER;
        }
        Review review = view.review();
        if (command.action() == Action.LOCK || (review != null && review.isDue())) {
            return AccountView.NEVER;
        }
        boolean isSettled = view.isAnswered() || !isProviderExpected;
        return view.heardAtMs() + (isSettled ? FORGET_AFTER_MS : GIVE_UP_AFTER_MS);
    }

    private static long alarmAtMs(AccountCommand command) {
        return command.decidedAtMs() + UNCONFIRMED_AFTER_MS;
    }

    private static boolean isOverdue(ReportedResult early, long nowMs) {
        return nowMs >= early.reportedAtMs() + EARLY_MS;
    }

    private static @Nullable ReportedResult reportOn(AccountCommand command, List<ReportedResult> reports) {
        return reportOn(command.id(), reports);
    }

    private static @Nullable ReportedResult reportOn(String commandId, List<ReportedResult> reports) {
        return reports.stream()
                .filter(each -> each.result().commandId().equals(commandId))
                .findFirst()
                .orElse(null);
    }

    private static List<String> idsAfter(AccountView view, AccountCommand command) {
        List<String> ids = new ArrayList<>(view.knownIds());
        ids.add(command.id());
        return ids.subList(Math.max(0, ids.size() - AccountView.ID_LIMIT), ids.size());
    }

    private static Projected unchanged(AccountView view) {
        return new Projected(view, List.of(), List.of());
    }
}
