package io.tocsin.monitor.cli;

import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.containment.AlertCause;
import io.tocsin.rules.containment.ReportedResult;
import java.util.ArrayList;
import java.util.List;

/** Accounts, locks and decisions in words for people. */
final class AccountText {
    private static final int UID_LENGTH = 8;

    private AccountText() {}

    /** The locks that stand, or stood, as a table. */
    static List<String> table(List<AccountState> states) {
        Table table = new Table("ACCOUNT", "STATE", "MEANING", "PROVIDER", "UNTIL", "IN A ROW", "BY", "REASON");
        states.forEach(state -> table.add(
                Terminal.printable(state.account()),
                state.status().name(),
                state.meaning(),
                provider(state),
                state.status().isLocked() ? AlertText.time(state.lock().untilMs()) : "-",
                isCounted(state) ? String.valueOf(state.lock().repetition()) : "-",
                Terminal.printable(state.command().request().requestedBy()),
                reason(state.command().request())));
        return table.lines();
    }

    /** What an identity provider said last. */
    private static String provider(AccountState state) {
        ReportedResult answer = state.answer();
        return answer == null
                ? "-"
                : Terminal.printable(answer.result().provider()) + " "
                        + answer.result().outcome();
    }

    /** A state that was just published, as one line. */
    static String line(AccountState state, long publishedAtMs) {
        ReportedResult answer = state.answer();
        String report = answer == null
                ? ""
                : "; " + provider(state) + ", "
                        + Terminal.printable(answer.result().detail());
        return AlertText.time(publishedAtMs) + "  " + Terminal.printable(state.account()) + "  "
                + (state.change() == AccountState.Change.UNCONFIRMED ? "UNCONFIRMED  " : "")
                + state.status() + ": " + state.meaning() + report + "; by "
                + Terminal.printable(state.command().request().requestedBy()) + ": "
                + reason(state.command().request());
    }

    /** All that is known of an account's lock, a line each. */
    static List<String> facts(AccountState state) {
        AccountRequest asked = state.lock().request();
        List<String> lines = new ArrayList<>();
        lines.add(Terminal.printable(state.account()) + ": " + state.status() + ", " + state.meaning());
        lines.add("Since: " + AlertText.time(state.command().decidedAtMs()));
        lines.add((state.status().isLocked() ? "Until: " : "Was to last until: ")
                + AlertText.time(state.lock().untilMs()));
        lines.add("Reason: " + Terminal.printable(asked.reason()));
        lines.add("Asked for by: " + Terminal.printable(asked.requestedBy()));
        AlertCause alert = asked.alert();
        if (alert != null) {
            lines.add(
                    "Rule: " + Terminal.printable(alert.ruleName()) + " (" + Terminal.printable(alert.ruleId()) + ")");
            lines.add("Alert: " + Terminal.printable(alert.uid()));
        }
        if (state.command().action() == AccountCommand.Action.UNLOCK) {
            AccountRequest ended = state.command().request();
            lines.add(
                    "Ended by: " + Terminal.printable(ended.requestedBy()) + ", " + Terminal.printable(ended.reason()));
        }
        ReportedResult answer = state.answer();
        lines.add("Identity provider: "
                + (answer == null
                        ? "has said nothing of it"
                        : provider(state) + " at " + AlertText.time(answer.reportedAtMs()) + ", "
                                + Terminal.printable(answer.result().detail())));
        if (state.escalated()) {
            lines.add("It was not confirmed in time, and people were told.");
        }
        return lines;
    }

    /** A lock that stands and whose length the policy reckoned: by the number that is shown. */
    private static boolean isCounted(AccountState state) {
        AccountCommand lock = state.lock();
        return state.status().isLocked() && lock.request().durationMs() == 0 && lock.repetition() > 0;
    }

    /** Why, and by which alert. */
    static String reason(AccountRequest request) {
        AlertCause alert = request.alert();
        String uid = alert == null ? "" : alert.uid();
        return Terminal.printable(request.reason())
                + (uid.isEmpty()
                        ? ""
                        : " (alert " + Terminal.printable(uid.substring(0, Math.min(UID_LENGTH, uid.length()))) + ")");
    }

    /** What a decision means, in words. */
    static String meaning(AccountCommand.Code code) {
        return switch (code) {
            case GRANTED -> "the policy asks for it";
            case EXPIRED -> "the lock's time is over";
            case RENEWED -> "an alert that led to the lock is still open, so it goes on";
            case NOT_DONE -> "the identity provider did not do the lock, so it counts no longer";
            case NO_SUCH_ACCOUNT -> "the identity provider doesn't know the account, so its lock counts no longer";
            case CLOSED -> "the alert is closed; what it led to ends at its time";
            case SKIPPED_STALE -> "the alert is about history, and history doesn't act";
            case SKIPPED_BUDGET -> "more accounts were locked in ten minutes than the budget allows";
            case BREAK_GLASS -> "the account is kept open for emergencies";
            case ROOT_LIKE -> "everybody knows the name and tries it: a second factor is asked for instead";
            case ALLOWED -> "all of its sources are of networks that are always allowed";
            case OBSERVED -> "respond.mode is observe: recorded, not acted on";
            case NOT_LOCKED -> "Tocsin has not locked this account";
            case CONTESTED -> "contested; it waits for its review";
            case UPHELD -> "reviewed: the lock is right";
            case LIFTED -> "reviewed: the lock is wrong";
            case NOT_CONTESTED -> "nobody has contested a lock of this account";
            case DUPLICATE -> "this request was decided before";
        };
    }
}
