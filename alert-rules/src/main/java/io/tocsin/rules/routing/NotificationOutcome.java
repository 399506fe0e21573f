package io.tocsin.rules.routing;

/**
 * What became of a {@link Notification}. Every status is final; the first outcome of an id wins.
 *
 * @param id the notification's id
 * @param tenant its tenant; with the recipient the key of the topic
 * @param recipient its recipient
 * @param status what became of it
 * @param detail the server's answer or the file's name, for people; never empty
 * @param attempts how often it was tried
 */
public record NotificationOutcome(
        String id, String tenant, String recipient, Status status, String detail, int attempts) {

    /** What became of a notification. */
    public enum Status {
        /** The mail server took it, or the file was written. */
        SENT("sent"),
        /** The server refuses this message or recipient for good. */
        REJECTED("rejected"),
        /** It stayed undeliverable until the retries were used up. */
        EXHAUSTED("exhausted");

        private final String label;

        Status(String label) {
            this.label = label;
        }

        /** The name in JSON. */
        public String label() {
            return label;
        }
    }

    public NotificationOutcome {
        if (id.isEmpty() || detail.isEmpty()) {
            throw new IllegalArgumentException("an outcome's id and detail must not be empty");
        }
        if (attempts < 0) {
            throw new IllegalArgumentException("attempts is " + attempts + "; it must be 0 or more");
        }
    }
}
