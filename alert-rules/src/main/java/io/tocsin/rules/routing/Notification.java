package io.tocsin.rules.routing;

import io.tocsin.rules.alert.Severity;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

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
        UNLOCKED("unlocked"),
        /** An identity provider didn't confirm a lock or its end in time. */
        UNCONFIRMED("unconfirmed"),
        /** It did after all, after {@link #UNCONFIRMED} was told. */
        CONFIRMED("confirmed"),
        /** An identity provider didn't do what was decided, and won't: the details say why. */
        FAILED("failed"),
        /** More came than the mailbox is sent one by one: this one stands for the rest, see {@link Pacing}. */
        DIGEST("digest");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** The name in JSON and in the message. */
        public String label() {
            return label;
        }
    }

    private static final Pattern SHA256_HEX = Pattern.compile("[0-9a-f]{64}");

    public Notification {
        if (!SHA256_HEX.matcher(id).matches()
                || !SHA256_HEX.matcher(threadRootId).matches()) {
            throw new IllegalArgumentException("a notification's id and threadRootId must be SHA-256 in lower-case hex,"
                    + " as both stand in mail headers");
        }
        if (number < 1 || (number == 1) != id.equals(threadRootId)) {
            throw new IllegalArgumentException("number is " + number + "; it must be 1 for the message that begins its"
                    + " thread, whose id is the threadRootId, and above 1 for every other");
        }
        if (tenant.isEmpty() || recipient.isEmpty() || incident.isEmpty() || title.isBlank()) {
            throw new IllegalArgumentException(
                    "a notification's tenant, recipient, incident and title must not be empty");
        }
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }
}
