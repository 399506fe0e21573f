package io.tocsin.monitor.wire;

import io.tocsin.rules.event.EventStream;
import java.util.List;

/**
 * The names of the topics.
 *
 * @param prefix what every name begins with, {@code tocsin.} by default; may be empty
 */
public record Topics(String prefix) {

    /** The prefix of a platform that sets none. */
    public static final String DEFAULT_PREFIX = "tocsin.";

    /** The streams of events, each of which has a topic: Tocsin's own first. */
    public List<EventStream> streams() {
        return EventStream.OWN;
    }

    /** Where the events of a stream arrive: {@code events.login}, {@code events.api-response}, {@code events.webhook}. */
    public String events(EventStream stream) {
        return prefix + "events." + stream.label();
    }

    /** Every topic of events, in the order of {@link #streams()}. */
    public List<String> events() {
        return streams().stream().map(this::events).toList();
    }

    /** What could not be taken, as received, with the reason in its headers. */
    public String rejected() {
        return prefix + "events.rejected";
    }

    /** Matches on their way to be counted by something other than their topic's key. */
    public String matches() {
        return prefix + "matches";
    }

    /** How far each import has come; compacted. */
    public String imports() {
        return prefix + "imports";
    }

    /** Every alert. */
    public String alerts() {
        return prefix + "alerts";
    }

    /** The alerts that one role of the roster is told of. */
    public String alerts(String role) {
        return prefix + "alerts." + role;
    }

    /** Locks and unlocks that alerts and operators ask for. */
    public String accountRequests() {
        return prefix + "account-requests";
    }

    /** What was decided on them. */
    public String accountCommands() {
        return prefix + "account-commands";
    }

    /** What an executor proved. */
    public String accountCommandResults() {
        return prefix + "account-command-results";
    }

    /** The present state of every account that was touched; compacted. */
    public String accounts() {
        return prefix + "accounts";
    }

    /** Messages to people. */
    public String notifications() {
        return prefix + "notifications";
    }

    /** What became of them. */
    public String notificationOutcomes() {
        return prefix + "notification-outcomes";
    }
}
