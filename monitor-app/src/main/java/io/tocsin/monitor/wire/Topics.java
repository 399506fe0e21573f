package io.tocsin.monitor.wire;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.EventType;
import java.util.List;
import java.util.Optional;

/**
 * The names of the topics.
 *
 * @param prefix what every name begins with, {@code tocsin.} by default; may be empty
 * @param configured the streams of events beside Tocsin's own
 */
public record Topics(String prefix, List<JsonStream> configured) {

    /** The prefix of a platform that sets none. */
    public static final String DEFAULT_PREFIX = "tocsin.";

    public Topics {
        configured = List.copyOf(configured);
    }

    /** The topics of a platform that has Tocsin's own events alone. */
    public Topics(String prefix) {
        this(prefix, List.of());
    }

    /** The streams of events, each of which has a topic: Tocsin's own first. */
    public List<EventStream> streams() {
        return EventStream.ownAnd(configured.stream().map(JsonStream::stream).toList());
    }

    /** What reads the events of a stream. */
    public EventDecoder decoder(EventStream stream, EventCodec codec) {
        Optional<EventType> type = stream.type();
        if (type.isPresent()) {
            return EventDecoder.of(type.get(), codec);
        }
        return configured.stream()
                .filter(each -> each.stream().label().equals(stream.label()))
                .findFirst()
                .map(EventDecoder::of)
                .orElseThrow(() -> new IllegalArgumentException("there is no stream " + stream.label()));
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

    /** Lists of values that rules name; compacted. */
    public String valueLists() {
        return prefix + "value-lists";
    }

    /** Every alert. */
    public String alerts() {
        return prefix + "alerts";
    }

    /** The alerts that one role of the roster is told of. */
    public String alerts(String role) {
        return prefix + "alerts." + role;
    }

    /** Locks, blocks and their ends that alerts and operators ask for. */
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

    /** What was decided on every source that was to be blocked; compacted. */
    public String blocks() {
        return prefix + "blocks";
    }

    /** Messages that are due, on their way to be counted by mailbox. */
    public String notices() {
        return prefix + "notices";
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
