package io.tocsin.monitor.wire;

import io.tocsin.rules.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record as it goes to {@code events.rejected}: key and value as received, the original headers, and beside them why
 * and where it came from.
 *
 * @param key as received
 * @param value as received
 * @param headers the original headers without any that begin with {@code tocsin_}, then {@code tocsin_reason},
 *     {@code tocsin_detail}, {@code tocsin_topic}, {@code tocsin_partition}, {@code tocsin_offset} and
 *     {@code tocsin_timestamp} (append time, milliseconds since the epoch), all as text
 */
public record RejectedRecord(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {

    /** What our own headers begin with; a sender's are dropped, so that none can pass for ours. */
    public static final String HEADER_PREFIX = "tocsin_";

    /** The header that names the {@link RejectReason}. */
    public static final String REASON = HEADER_PREFIX + "reason";

    public static final String DETAIL = HEADER_PREFIX + "detail";
    public static final String TOPIC = HEADER_PREFIX + "topic";
    public static final String PARTITION = HEADER_PREFIX + "partition";
    public static final String OFFSET = HEADER_PREFIX + "offset";
    public static final String TIMESTAMP = HEADER_PREFIX + "timestamp";

    /** The headers that a value carries which had to be cut: its length in bytes, and its SHA-256 in hex. */
    public static final String LENGTH = HEADER_PREFIX + "length";

    public static final String SHA_256 = HEADER_PREFIX + "sha256";

    /**
     * As much of a value is kept. What fits into a message as it was sent is kept whole; only what was sent compressed can
     * be larger, and must not stop the stream by being too large for the rejected topic.
     */
    public static final int MAX_VALUE_BYTES = 1 << 20;

    /** More of a sender's headers than this are left out. */
    private static final int MAX_HEADER_BYTES = 256 * 1024;

    /** Where a record stood, and when the broker appended it. */
    public record Place(String topic, int partition, long offset, long timestampMs) {}

    /** Builds what goes to the rejected topic. */
    public static RejectedRecord of(
            byte @Nullable [] key,
            byte @Nullable [] value,
            Headers original,
            RejectReason reason,
            String detail,
            Place place) {
        RecordHeaders headers = new RecordHeaders();
        int headerBytes = 0;
        for (Header header : original) {
            headerBytes += header.key().length() + (header.value() == null ? 0 : header.value().length);
            if (!header.key().startsWith(HEADER_PREFIX) && headerBytes <= MAX_HEADER_BYTES) {
                headers.add(header);
            }
        }
        headers.add(REASON, utf8(reason.name()));
        headers.add(DETAIL, utf8(detail));
        headers.add(TOPIC, utf8(place.topic()));
        headers.add(PARTITION, utf8(Integer.toString(place.partition())));
        headers.add(OFFSET, utf8(Long.toString(place.offset())));
        headers.add(TIMESTAMP, utf8(Long.toString(place.timestampMs())));
        return new RejectedRecord(cut("key_", key, headers), cut("", value, headers), headers);
    }

    private static byte @Nullable [] cut(String what, byte @Nullable [] bytes, RecordHeaders headers) {
        int max = what.isEmpty() ? MAX_VALUE_BYTES : MAX_HEADER_BYTES;
        if (bytes == null || bytes.length <= max) {
            return bytes;
        }
        headers.add(HEADER_PREFIX + what + "length", utf8(Integer.toString(bytes.length)));
        headers.add(HEADER_PREFIX + what + "sha256", utf8(Sha256.hex(bytes)));
        return Arrays.copyOf(bytes, max);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
