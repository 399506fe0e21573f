package io.tocsin.monitor.wire;

import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * As much of a sender's headers as we write again. What was sent compressed may hold headers for many messages, and a
 * record that is too large to be written would stop the stream.
 */
public final class KeptHeaders {

    /** As many bytes of a record's headers are kept at most; those behind are left out. */
    public static final int MAX_BYTES = 256 * 1024;

    /** What the lengths of a header's key and value may take (Kafka's record format: two variable integers). */
    private static final int LENGTHS_BYTES = 10;

    private KeptHeaders() {}

    /** The headers whose names are wanted, in their order, as long as there is room. */
    public static RecordHeaders of(Headers original, Predicate<String> wanted) {
        RecordHeaders kept = new RecordHeaders();
        long bytes = 0;
        for (Header header : original) {
            if (wanted.test(header.key())) {
                bytes += size(header);
                if (bytes > MAX_BYTES) {
                    break;
                }
                kept.add(header);
            }
        }
        return kept;
    }

    private static long size(Header header) {
        int key = header.key().getBytes(StandardCharsets.UTF_8).length;
        return (long) LENGTHS_BYTES + key + (header.value() == null ? 0 : header.value().length);
    }
}
