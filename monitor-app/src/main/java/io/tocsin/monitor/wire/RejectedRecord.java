package io.tocsin.monitor.wire;

import io.tocsin.rules.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record as it goes to {@code events.rejected}: key and value as received, the original headers, and beside them why
 * and where it came from.
 *
 * <p>What fits into a message as it was sent is kept whole. Only what was sent compressed can be larger, and must not
 * stop the stream by being too large for the rejected topic: of such a value the first {@link #MAX_VALUE_BYTES} are
 * kept, of a key the first {@link #MAX_KEY_BYTES}, of headers what {@link KeptHeaders} keeps.
 *
 * @param key as received, or its beginning
 * @param value as received, or its beginning
 * @param headers the original headers without any that begin with {@code tocsin_}, then {@code tocsin_reason},
 *     {@code tocsin_detail}, {@code tocsin_topic}, {@code tocsin_partition}, {@code tocsin_offset} and
 *     {@code tocsin_timestamp} (append time, milliseconds since the epoch), all as text; where the key was cut
 *     {@code tocsin_key_length} (bytes received) and {@code tocsin_key_sha256} (of all of them, in hex), where the value
 *     was {@code tocsin_length} and {@code tocsin_sha256}
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

    /** The headers that tell of a value that was cut: its length in bytes, and its SHA-256 in hex. */
    public static final String LENGTH = HEADER_PREFIX + "length";

    public static final String SHA_256 = HEADER_PREFIX + "sha256";

    /** The headers that tell the same of a key that was cut. */
    public static final String KEY_LENGTH = HEADER_PREFIX + "key_length";

    public static final String KEY_SHA_256 = HEADER_PREFIX + "key_sha256";

    /** As much of a value is kept. */
    public static final int MAX_VALUE_BYTES = 1 << 20;

    /** As much of a key is kept. */
    public static final int MAX_KEY_BYTES = 256 * 1024;

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
        RecordHeaders headers = KeptHeaders.of(original, name -> !name.startsWith(HEADER_PREFIX));
        headers.add(REASON, utf8(reason.name()));
        headers.add(DETAIL, utf8(detail));
        headers.add(TOPIC, utf8(place.topic()));
        headers.add(PARTITION, utf8(Integer.toString(place.partition())));
        headers.add(OFFSET, utf8(Long.toString(place.offset())));
        headers.add(TIMESTAMP, utf8(Long.toString(place.timestampMs())));
        byte[] keptKey = cut(key, MAX_KEY_BYTES, KEY_LENGTH, KEY_SHA_256, headers);
        byte[] keptValue = cut(value, MAX_VALUE_BYTES, LENGTH, SHA_256, headers);
        return new RejectedRecord(keptKey, keptValue, headers);
    }

    private static byte @Nullable [] cut(
            byte @Nullable [] bytes, int max, String lengthHeader, String sha256Header, RecordHeaders headers) {
        if (bytes == null || bytes.length <= max) {
            return bytes;
        }
        headers.add(lengthHeader, utf8(Integer.toString(bytes.length)));
        headers.add(sha256Header, utf8(Sha256.hex(bytes)));
        return Arrays.copyOf(bytes, max);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
