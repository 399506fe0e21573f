package io.tocsin.rules.routing;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.containment.AlertCause;
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
 * Decides who is told that an account was locked or unlocked. Pure, and without a memory of its own.
 *
 * <p>Told are the mailboxes of all roles whose minimum the severity of the lock's alert reaches, and at least medium: a
 * lock is never silent. An operator's lock counts as medium.
 *
 * <p>Alerts are partitioned by their subject and accounts by account, so no task can count both kinds of messages of one
 * incident. A lock therefore is an incident of its own below the alert's, {@code <alert uid>/lock/<lock>}: numbers and
 * ids can't collide with the alert's. Its messages stand in the thread of the alert, whose first message is number 1 and
 * has an id that can be computed here: LOCKED is number 2 and UNLOCKED number 3. Without an alert there is no such
 * message: LOCKED is number 1 and begins the thread, UNLOCKED is number 2.
 */
public final class LockRouting {

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
        Optional<Kind> kind = kind(state.status());
        if (kind.isEmpty()) {
            return List.of();
        }
        List<Notification> notifications = new ArrayList<>();
        Set<String> told = new LinkedHashSet<>();
        for (Role role : roster.toldOf(severity(state.lock()))) {
            for (String recipient : role.emails()) {
                if (told.add(recipient)) {
                    notifications.add(notification(state, kind.get(), role, recipient, nowMs));
                }
            }
        }
        return notifications;
    }

    /** What an identity provider made of a lock is told with its executor, not yet. */
    private static Optional<Kind> kind(AccountState.Status status) {
        return switch (status) {
            case REQUESTED -> Optional.of(Kind.LOCKED);
            case RELEASED, EXPIRED -> Optional.of(Kind.UNLOCKED);
            case CONFIRMED, FAILED -> Optional.empty();
        };
    }

    private static Severity severity(AccountCommand lock) {
        AlertCause alert = lock.request().alert();
        return alert == null ? Severity.MEDIUM : Severity.max(Severity.MEDIUM, alert.severity());
    }

    private static Notification notification(AccountState state, Kind kind, Role role, String recipient, long nowMs) {
        AlertCause alert = state.lock().request().alert();
        String incident = incident(state);
        int locked = alert == null ? 1 : 2;
        int number = kind == Kind.LOCKED ? locked : locked + 1;
        return new Notification(
                NotificationId.of(incident, recipient, number),
                state.tenant(),
                recipient,
                role.id(),
                kind,
                number,
                incident,
                NotificationId.of(alert == null ? incident : alert.uid(), recipient, 1),
                severity(state.lock()),
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
        details.put("State", state.status().meaning());
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
