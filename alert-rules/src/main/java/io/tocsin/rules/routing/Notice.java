package io.tocsin.rules.routing;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.routing.Notification.Kind;

/**
 * What decides whether a notification is sent by itself, and what a digest says of it otherwise.
 *
 * @param tenant whose it is
 * @param recipient the mailbox
 * @param role the role through which it is told
 * @param kind why it is due
 * @param severity the severity it speaks of
 * @param title what happened; from a rule, cut to {@value #MOST_CODE_POINTS} code points
 * @param subject whom or what it is about, cut likewise; comes from events and is not trusted; empty: the whole platform
 * @param createdAtMs append time of what caused it, milliseconds since the epoch
 */
public record Notice(
        String tenant,
        String recipient,
        String role,
        Kind kind,
        Severity severity,
        String title,
        String subject,
        long createdAtMs) {

    /** The longest title and subject: what a mail shows of them, and no more of a name that somebody made long. */
    public static final int MOST_CODE_POINTS = 150;

    public Notice {
        title = cut(title);
        subject = cut(subject);
    }

    /**
     * The notice of a notification.
     *
     * @param subject whom or what it is about, see {@link #subject(Alert)}
     */
    public static Notice of(Notification notification, String subject) {
        return new Notice(
                notification.tenant(),
                notification.recipient(),
                notification.role(),
                notification.kind(),
                notification.severity(),
                notification.title(),
                subject,
                notification.createdAtMs());
    }

    /** Whom or what an alert is about: the values of its group. */
    public static String subject(Alert alert) {
        return String.join(", ", alert.group().values());
    }

    /** Whether it must be sent at once, whatever else is: the first that a mailbox hears of a critical alert. */
    public boolean isUrgent() {
        return severity == Severity.CRITICAL
                && switch (kind) {
                    case FIRST, RAISED -> true;
                    case RESOLVED, LOCKED, UNLOCKED, UNCONFIRMED, CONFIRMED, FAILED, DIGEST -> false;
                };
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= MOST_CODE_POINTS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MOST_CODE_POINTS));
    }
}
