package io.tocsin.rules.routing;

/**
 * What became of a {@link Notification}. The first outcome of an id whose status is final wins.
 *
 * @param id the notification's id
 * @param recipient its recipient; keys the topic
 * @param status what became of it
 * @param detail the server's answer or the file's path, for people; never empty
 * @param attempts how often it was tried
 */
public record NotificationOutcome(String id, String recipient, Status status, String detail, int attempts) {

    /** What became of a notification. */
    public enum Status {
        /** The mail server took it, or the file was written. */
        SENT,
        /** The server refuses this message or recipient for good. */
        REJECTED,
        /** It stayed undeliverable until the retries were used up. */
        EXHAUSTED
    }
}
