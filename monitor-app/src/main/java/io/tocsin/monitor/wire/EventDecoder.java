package io.tocsin.monitor.wire;

import io.tocsin.rules.event.EventType;
import io.tocsin.rules.event.SecurityEvent;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Reads the records of one topic of events. */
@FunctionalInterface
public interface EventDecoder {

    /**
     * Reads a record.
     *
     * @param value the bytes as received; {@code null} (a tombstone) is malformed
     * @throws RejectedEventException when it is anything but such an event
     */
    SecurityEvent decode(byte @Nullable [] value, Headers headers) throws RejectedEventException;

    /** For Tocsin's own events, whose value says everything. */
    static EventDecoder of(EventType type, EventCodec codec) {
        return (value, headers) -> codec.decode(type, value);
    }

    /** For events of a configured stream. */
    static EventDecoder of(JsonStream stream) {
        JsonEventCodec codec = new JsonEventCodec(stream);
        return codec::decode;
    }
}
