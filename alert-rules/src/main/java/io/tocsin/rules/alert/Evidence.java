package io.tocsin.rules.alert;

import io.tocsin.rules.event.Origin;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Where one event of an alert can be found again, and where it came from.
 *
 * @param timeMs the event's own time, milliseconds since the epoch
 * @param record its place in Kafka, or {@code null} where files were scanned without Kafka
 * @param origin its place in a file, or {@code null} for a live event
 * @param source the address that it came from, or {@code null} where none is known
 */
public record Evidence(
        long timeMs,
        @Nullable RecordPlace record,
        @Nullable Origin origin,
        @Nullable String source) implements Comparable<Evidence> {

    private static final Comparator<Evidence> ORDER = Comparator.comparingLong(Evidence::timeMs)
            .thenComparing(Evidence::origin, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Evidence::record, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Evidence::source, Comparator.nullsFirst(Comparator.naturalOrder()));

    /** An event that came from no known address. */
    public Evidence(long timeMs, @Nullable RecordPlace record, @Nullable Origin origin) {
        this(timeMs, record, origin, null);
    }

    /** By time, then by the place in the file, then by the place in Kafka, then by its source. */
    @Override
    public int compareTo(Evidence other) {
        return timeMs == other.timeMs ? ORDER.compare(this, other) : Long.compare(timeMs, other.timeMs);
    }

    /** A record of a Kafka topic. */
    public record RecordPlace(String topic, int partition, long offset) implements Comparable<RecordPlace> {

        private static final Comparator<RecordPlace> ORDER = Comparator.comparing(RecordPlace::topic)
                .thenComparingInt(RecordPlace::partition)
                .thenComparingLong(RecordPlace::offset);

        @Override
        public int compareTo(RecordPlace other) {
            return ORDER.compare(this, other);
        }
    }
}
