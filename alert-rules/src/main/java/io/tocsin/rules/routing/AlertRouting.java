package io.tocsin.rules.routing;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.roster.Role;
import io.tocsin.rules.roster.Roster;
import io.tocsin.rules.routing.Notification.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Decides who is told of an alert by e-mail, and why. Pure: who was told before comes in, who is told now goes out.
 *
 * <p>A mailbox is told {@link Kind#FIRST} when the alert's highest severity reaches a role of it, {@link Kind#RAISED}
 * when it rises to a higher band after that, and {@link Kind#RESOLVED} when the alert closes, also where it closes
 * because it turned out to be a part of an earlier one, which the message then says. Other updates send nothing. A
 * mailbox with several roles is told once, through the first of them in the roster. Nobody is told of history
 * ({@link Alert#stale()}).
 *
 * <p>Until incidents exist, the alert's uid stands for the incident: it numbers the messages and holds the thread.
 */
public final class AlertRouting {

    /**
     * The outcome of one revision of an alert.
     *
     * @param told who has been told of the alert now; {@link Told#NOBODY} once it is closed, so that nothing stays
     * @param notifications what is to be sent, in the roster's order
     */
    public record Routed(Told told, List<Notification> notifications) {
        public Routed {
            notifications = List.copyOf(notifications);
        }
    }

    private final Roster roster;

    public AlertRouting(Roster roster) {
        this.roster = roster;
    }

    /**
     * Routes one revision.
     *
     * @param told who was told of this alert before
     * @param nowMs append time of the revision, milliseconds since the epoch
     */
    public Routed route(Told told, Alert alert, long nowMs) {
        if (alert.activity() == Alert.Activity.CLOSE) {
            return close(told, alert, nowMs);
        }
        return alert.stale() ? new Routed(told, List.of()) : tell(told, alert, nowMs);
    }

    private Routed tell(Told before, Alert alert, long nowMs) {
        Severity severity = alert.highestSeverity();
        List<Notification> notifications = new ArrayList<>();
        Told told = before;
        for (Role role : roster.toldOf(severity)) {
            for (String recipient : role.emails()) {
                Told.Entry last = told.recipients().get(recipient);
                if (last != null && last.severity().isAtLeast(severity)) {
                    continue;
                }
                Kind kind = last == null ? Kind.FIRST : Kind.RAISED;
                Told.Entry now = last == null
                        ? new Told.Entry(role.id(), 1, severity)
                        : new Told.Entry(last.role(), last.number() + 1, severity);
                notifications.add(notification(alert, recipient, now, kind, nowMs));
                told = told.with(recipient, now);
            }
        }
        return new Routed(told, notifications);
    }

    private static Routed close(Told told, Alert alert, long nowMs) {
        List<Notification> notifications = new ArrayList<>();
        for (Map.Entry<String, Told.Entry> each : told.recipients().entrySet()) {
            Told.Entry last = each.getValue();
            Told.Entry now = new Told.Entry(last.role(), last.number() + 1, alert.highestSeverity());
            notifications.add(notification(alert, each.getKey(), now, Kind.RESOLVED, nowMs));
        }
        return new Routed(Told.NOBODY, notifications);
    }

    private static Notification notification(Alert alert, String recipient, Told.Entry entry, Kind kind, long nowMs) {
        String incident = alert.uid();
        return new Notification(
                NotificationId.of(incident, recipient, entry.number()),
                alert.tenant(),
                recipient,
                entry.role(),
                kind,
                entry.number(),
                incident,
                NotificationId.of(incident, recipient, 1),
                entry.severity(),
                alert.rule().title(),
                AlertDetails.of(alert),
                nowMs);
    }
}
