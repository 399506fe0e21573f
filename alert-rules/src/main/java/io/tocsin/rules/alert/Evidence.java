package io.tocsin.rules.alert;

import io.tocsin.rules.event.Origin;
import org.jspecify.annotations.Nullable;

/**
 * Where one event of an alert can be found again.
 *
 * @param timeMs the event's own time, milliseconds since the epoch
 * @param record its place in Kafka, or {@code null} where files were scanned without Kafka
 * @param origin its place in a file, or {@code null} for a live event
 */
public record Evidence(
        long timeMs, @Nullable RecordPlace record, @Nullable Origin origin) {

    /** A record of a Kafka topic. */
    public record RecordPlace(String topic, int partition, long offset) {}
}
