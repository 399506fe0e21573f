package io.tocsin.monitor.detect;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Where a record stood before it was appended again to the partition of its key, since its sender's partitioner isn't
 * Kafka's default.
 *
 * <p>It goes through the topic of events itself and not through a repartition topic beside it: then everything about a key
 * stands in one partition, in one order, and reading that partition again gives the same alerts.
 *
 * @param partition the partition it was sent to
 * @param offset its offset there
 * @param timestampMs when it was appended there, milliseconds since the epoch
 */
record MovedRecord(int partition, long offset, long timestampMs) {

    /** The header that tells it, as {@code partition/offset/timestamp}. */
    static final String HEADER = "tocsin_origin";

    /** What the headers say, or {@code null} for a record that wasn't moved. */
    static @Nullable MovedRecord of(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        if (header == null || header.value() == null) {
            return null;
        }
        String[] parts = new String(header.value(), StandardCharsets.UTF_8).split("/", -1);
        try {
            return new MovedRecord(Integer.parseInt(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return null;
        }
    }

    /** The headers of a record with this one among them. */
    Headers addedTo(Headers headers) {
        String value = partition + "/" + offset + "/" + timestampMs;
        Headers added = new RecordHeaders(headers.toArray());
        added.remove(HEADER);
        return added.add(HEADER, value.getBytes(StandardCharsets.UTF_8));
    }
}
