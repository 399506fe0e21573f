package io.tocsin.monitor.wire;

import io.tocsin.rules.event.EventStream;
import org.jspecify.annotations.Nullable;

/**
 * A configured stream of JSON events, and what of them is read for all rules.
 *
 * @param stream the stream, whose events may have any field
 * @param time where an event's time stands; {@code null}: in the record's header {@code ce_time}
 * @param idField where an event's identity within its source stands; {@code null}: in the record's header {@code ce_id}
 */
public record JsonStream(
        EventStream stream,
        @Nullable JsonTime time,
        @Nullable String idField) {
    public JsonStream {
        if (!stream.hasAnyField() || stream.type().isPresent()) {
            throw new IllegalArgumentException("the stream " + stream.label() + " is one of Tocsin's own");
        }
    }
}
