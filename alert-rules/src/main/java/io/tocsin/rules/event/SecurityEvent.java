package io.tocsin.rules.event;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One event: one of the payments platform's own kinds, or any JSON object of a configured stream.
 *
 * <p>Identity is ({@link EventId#tenant() tenant}, {@link EventId#source() ce_source}, {@link EventId#id() ce_id}), as
 * in CloudEvents 1.0. Time is the event's own, in milliseconds since the epoch; it is never read from a clock.
 */
public sealed interface SecurityEvent extends FieldView
        permits LoginEvent, ApiResponseEvent, WebhookEvent, JsonEvent, MappedEvent {

    /**
     * The field that rules find beside those of the record: the network of {@code sourceIp}, a /24 of IPv4 or a /64 of IPv6
     * in CIDR notation. It is never sent.
     */
    String SOURCE_NETWORK = "sourceNetwork";

    /** Who sent the event and what the sender calls it. */
    EventId eventId();

    @Override
    default String tenant() {
        return eventId().tenant();
    }

    /** When it happened, in milliseconds since the epoch (UTC). */
    long timeMs();

    /** Where an imported event stood in its file, or {@code null} for a live one. */
    @Nullable
    Origin origin();

    /** What it is one of: decides the topic and which rules look at it. */
    EventStream stream();

    /** The value of its stream's key field, verbatim: user, client or webhook source; {@code null} where none keys the topic. */
    @Nullable
    String key();

    /** The address that the event came from, as its {@code sourceIp} says it; {@code null} where that is no address. */
    default @Nullable String sourceAddress() {
        return field("sourceIp") instanceof String text && IpAddress.isPlain(text) ? text : null;
    }

    /**
     * The same event from another address, where its fields are known.
     *
     * @param address {@code null}: from nobody knows where
     */
    default SecurityEvent from(@Nullable String address) {
        return this;
    }

    @Override
    default void forEachValue(Consumer<Object> action) {
        for (String name : stream().fields()) {
            boolean isMade = name.equals(SOURCE_NETWORK) || name.equals(LoginEvent.FAMILIAR_SOURCE);
            Object value = isMade ? null : field(name);
            if (value != null) {
                action.accept(value);
            }
        }
    }
}
