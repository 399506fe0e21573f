package io.tocsin.rules.routing;

import io.tocsin.rules.alert.Severity;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One message to one recipient. Carries what the message says, so that whoever sends it needs nothing else.
 *
 * @param id idempotency key: SHA-256 of incident, recipient and number, lower-case hex; also the local part of the
 *     Message-ID
 * @param tenant whose incident it is
 * @param recipient the mailbox; keys the topic
 * @param role the role through which the recipient is told
 * @param kind why it is sent
 * @param number the count of messages to this recipient about this incident, from 1
 * @param incident the incident's id; until incidents exist, the alert's uid
 * @param threadRootId the id of the first message to this recipient about this incident; its own for number 1
 * @param severity the severity it speaks of
 * @param title one line that says what happened; contains nothing that came from an event, so that subjects stay stable
 * @param details label to value, in the order to show; values come from events and are not trusted
 * @param createdAtMs append time of what caused it, milliseconds since the epoch
 */
public record Notification(
        String id,
        String tenant,
        String recipient,
        String role,
        Kind kind,
        int number,
        String incident,
        String threadRootId,
        Severity severity,
        String title,
        Map<String, String> details,
        long createdAtMs) {

    /** Why a message is sent. */
    public enum Kind {
        /** The first about an alert. */
        FIRST("first"),
        /** The severity rose to a higher band. */
        RAISED("raised"),
        /** The alert's episode ended. */
        RESOLVED("resolved"),
        /** An account was locked, or a lock was asked for. */
        LOCKED("locked"),
        /** A lock was lifted or ran out. */
        UNLOCKED("unlocked");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** The name in JSON and in the message. */
        public String label() {
            return label;
        }
    }

    public Notification {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }
}
