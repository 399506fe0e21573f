package io.tocsin.rules.routing;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.containment.AlertCause;
import io.tocsin.rules.containment.CommandResult;
import io.tocsin.rules.containment.ReportedResult;
import io.tocsin.rules.roster.Role;
import io.tocsin.rules.roster.Roster;
import io.tocsin.rules.routing.Notification.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides who is told that an account was locked or unlocked, and that an identity provider didn't confirm it. Pure, and
 * without a memory of its own.
 *
 * <p>Told are the mailboxes of all roles whose minimum the severity of the lock's alert reaches, and at least medium: a
 * lock is never silent. An operator's lock counts as medium. A lock that isn't enforced in time, or not at all because a
 * provider failed, counts as high. A confirmation is told only to end what was told before it.
 *
 * <p>A state that came about more than {@link #HISTORY_MS} ago is history, read again by a first start, and not told.
 *
 * <p>Alerts are partitioned by their subject and accounts by account, so no task can count both kinds of messages of one
 * incident. A lock therefore is an incident of its own below the alert's, {@code <alert uid>/lock/<lock>}: numbers and
 * ids can't collide with the alert's. Its messages stand in the thread of the alert, whose first message is number 1 and
 * has an id that can be computed here: LOCKED is number 2 and UNLOCKED number 3. Without an alert there is no such
 * message: LOCKED is number 1 and begins the thread, UNLOCKED is number 2. What is told of the confirmation has the four
 * numbers after these: UNCONFIRMED and its end for the lock, and both for the unlock.
 */
public final class LockRouting {

    /** Nobody is told of what is longer ago, milliseconds of append time. */
    public static final long HISTORY_MS = 24 * 3_600_000L;

    private static final int HEX_DIGITS_OF_LOCK = 16;

    private final Roster roster;

    public LockRouting(Roster roster) {
        this.roster = roster;
    }

    /**
     * What is sent when an account has come to a state.
     *
     * @param nowMs append time of the state, milliseconds since the epoch
     */
    public List<Notification> route(AccountState state, long nowMs) {
        Optional<Kind> kind = kind(state);
        if (kind.isEmpty() || nowMs - state.changedAtMs() > HISTORY_MS) {
            return List.of();
        }
        List<Notification> notifications = new ArrayList<>();
        Set<String> told = new LinkedHashSet<>();
        for (Role role : roster.toldOf(severity(state))) {
            for (String recipient : role.emails()) {
                if (told.add(recipient)) {
                    notifications.add(notification(state, kind.get(), role, recipient, nowMs));
                }
            }
        }
        return notifications;
    }

    private static Optional<Kind> kind(AccountState state) {
        return switch (state.change()) {
            case COMMAND -> Optional.of(isLock(state) ? Kind.LOCKED : Kind.UNLOCKED);
            case UNCONFIRMED -> Optional.of(Kind.UNCONFIRMED);
            case REVIEW -> Optional.empty();
            case RESULT -> Optional.ofNullable(state.answer()).flatMap(answer -> kind(state, answer));
        };
    }

    private static Optional<Kind> kind(AccountState state, ReportedResult answer) {
        return switch (answer.result().outcome()) {
            case WAITING, ACTING -> Optional.empty();
            case CONFIRMED, ALREADY -> state.escalated() ? Optional.of(Kind.CONFIRMED) : Optional.empty();
            case NO_SUCH_ACCOUNT, FAILED, EXPIRED, KEPT -> Optional.of(Kind.FAILED);
        };
    }

    private static boolean isLock(AccountState state) {
        return state.command().action() == AccountCommand.Action.LOCK;
    }

    private static Severity severity(AccountState state) {
        AlertCause alert = state.lock().request().alert();
        Severity ofLock = alert == null ? Severity.MEDIUM : Severity.max(Severity.MEDIUM, alert.severity());
        boolean isOpen = isLock(state) && (state.escalated() || state.status() == AccountState.Status.FAILED);
        return isOpen ? Severity.max(Severity.HIGH, ofLock) : ofLock;
    }

    /** Each message of a lock has a number of its own, so that no two share an id; the first is LOCKED. */
    private static int number(AccountState state, Kind kind, int ofFirst) {
        int ofUnlock = isLock(state) ? 0 : 2;
        return ofFirst
                + switch (kind) {
                    case UNLOCKED -> 1;
                    case UNCONFIRMED -> 2 + ofUnlock;
                    case CONFIRMED, FAILED -> 3 + ofUnlock;
                    case LOCKED, FIRST, RAISED, RESOLVED, DIGEST -> 0;
                };
    }

    private static Notification notification(AccountState state, Kind kind, Role role, String recipient, long nowMs) {
        AlertCause alert = state.lock().request().alert();
        String incident = incident(state);
        int number = number(state, kind, alert == null ? 1 : 2);
        return new Notification(
                NotificationId.of(incident, recipient, number),
                state.tenant(),
                recipient,
                role.id(),
                kind,
                number,
                incident,
                NotificationId.of(alert == null ? incident : alert.uid(), recipient, 1),
                severity(state),
                alert == null ? "Account lock by an operator" : "Account lock: " + alert.ruleName(),
                details(state),
                nowMs);
    }

    /** Request ids are unique within an account alone, so tenant and account take part. */
    private static String incident(AccountState state) {
        AccountRequest request = state.lock().request();
        AlertCause alert = request.alert();
        String lock = NotificationId.sha256(
                        List.of(state.tenant(), state.account(), state.lock().id()))
                .substring(0, HEX_DIGITS_OF_LOCK);
        return (alert == null ? request.id() : alert.uid()) + "/lock/" + lock;
    }

    private static Map<String, String> details(AccountState state) {
        AccountRequest asked = state.lock().request();
        Map<String, String> details = new LinkedHashMap<>();
        details.put("Account", state.account());
        details.put("State", state.meaning());
        ReportedResult answer = state.answer();
        if (answer != null) {
            CommandResult result = answer.result();
            details.put("Identity provider", result.provider() + ": " + result.outcome() + ", " + result.detail());
        }
        details.put("Since", AlertDetails.utc(state.changedAtMs()));
        details.put(
                state.status().isLocked() ? "Until" : "Was to last until",
                AlertDetails.utc(state.lock().untilMs()));
        details.put("Reason", asked.reason());
        details.put("Asked for by", asked.requestedBy());
        if (state.status() == AccountState.Status.RELEASED) {
            details.put("Released by", state.command().request().requestedBy());
            details.put("Reason of the release", state.command().request().reason());
        }
        AlertCause alert = asked.alert();
        if (alert != null) {
            details.put("Rule", alert.ruleName() + " (" + alert.ruleId() + ")");
            details.put("Threshold crossed", AlertDetails.utc(alert.crossingTimeMs()));
            details.put("Alert", alert.uid());
        }
        details.put("Request", asked.id());
        details.put("Tenant", state.tenant());
        return details;
    }
}
