package io.tocsin.monitor.detect;

import io.tocsin.monitor.wire.KeptHeaders;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
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

    /** So much may one broker's clock be ahead of another's. */
    private static final long MAX_SKEW_MS = 60_000;

    /** Longer than any that we write. */
    private static final int MAX_HEADER_BYTES = 64;

    /**
     * Where a record was moved from, or {@code null} for one that wasn't moved: without the header, or with one that
     * doesn't tell another partition and an earlier time, and so isn't ours.
     *
     * @param arrived the record, which must be on the partition of its key: a moved one always is
     * @param partition the partition it is on
     * @param partitions how many there are
     */
    static @Nullable MovedRecord of(Record<byte[], byte[]> arrived, int partition, int partitions) {
        Header header = arrived.headers().lastHeader(HEADER);
        if (header == null || header.value() == null || header.value().length > MAX_HEADER_BYTES) {
            return null;
        }
        MovedRecord moved = parse(new String(header.value(), StandardCharsets.UTF_8));
        long arrivalMs = arrived.timestamp();
        if (moved == null
                || moved.partition < 0
                || moved.partition >= partitions
                || moved.partition == partition
                || moved.offset < 0
                || moved.timestampMs < 0
                || moved.timestampMs - MAX_SKEW_MS > arrivalMs) {
            return null;
        }
        return new MovedRecord(moved.partition, moved.offset, Math.min(moved.timestampMs, arrivalMs));
    }

    private static @Nullable MovedRecord parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3) {
            return null;
        }
        try {
            return new MovedRecord(Integer.parseInt(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /**
     * The headers of a record with this one among them. Of a sender's own only those are taken along that an event has,
     * and no more than fit.
     */
    Headers addedTo(Headers headers) {
        String value = partition + "/" + offset + "/" + timestampMs;
        return KeptHeaders.of(headers, name -> name.startsWith("ce_") || name.equals("content-type"))
                .add(HEADER, value.getBytes(StandardCharsets.UTF_8));
    }
}
