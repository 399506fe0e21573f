package io.tocsin.rules.routing;

import io.tocsin.rules.alert.Severity;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who was told of one open alert. Bounded by the mailboxes of the roster.
 *
 * @param recipients mailbox to what it was told last, in the order in which they were first told
 */
public record Told(Map<String, Entry> recipients) {

    /** Nobody was told. */
    public static final Told NOBODY = new Told(Map.of());

    /**
     * What one mailbox was told last.
     *
     * @param role the role through which it was told
     * @param number how many messages it was sent
     * @param severity the highest severity it was told
     */
    public record Entry(String role, int number, Severity severity) {}

    public Told {
        recipients = Collections.unmodifiableMap(new LinkedHashMap<>(recipients));
    }

    /** The same with one mailbox told something new. */
    Told with(String recipient, Entry entry) {
        Map<String, Entry> after = new LinkedHashMap<>(recipients);
        after.put(recipient, entry);
        return new Told(after);
    }
}
