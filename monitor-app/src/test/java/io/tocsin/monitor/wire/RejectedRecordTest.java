package io.tocsin.monitor.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.internal.DefaultRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RejectedRecordTest {

    /** Whatever compressed headers unpack to: few large ones, many empty ones, names of three bytes a character. */
    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac"})
    void fitsIntoAMessageWhateverCameInKeyValueAndHeaders(String name) {
        for (int valueBytes : new int[] {0, 1, 300_000}) {
            RecordHeaders headers = new RecordHeaders();
            for (int i = 0; i < 300_000 / (1 + valueBytes / 1_000); i++) {
                headers.add(name, new byte[valueBytes]);
            }

            RejectedRecord rejected = rejected(new byte[3 << 20], new byte[5 << 20], headers);

            int size = DefaultRecord.sizeInBytes(
                    Integer.MAX_VALUE,
                    Long.MAX_VALUE,
                    buffer(rejected.key()),
                    buffer(rejected.value()),
                    rejected.headers().toArray());
            int room = TopicCatalogue.MAX_REJECTED_MESSAGE_BYTES - 1_024;
            assertTrue(size < room, headers.toArray().length + " headers of " + valueBytes + " bytes become " + size);
        }
    }

    @Test
    void keepsTheHeadersInTheirOrderAndDropsThoseThatPassForOurs() {
        Headers headers = new RecordHeaders()
                .add("ce_id", text("1"))
                .add("tocsin_reason", text("LATE"))
                .add("b", null)
                .add("a", text("2"));

        List<String> kept = new ArrayList<>();
        for (Header header : rejected(null, null, headers).headers()) {
            kept.add(header.key());
        }

        assertEquals(
                List.of(
                        "ce_id",
                        "b",
                        "a",
                        "tocsin_reason",
                        "tocsin_detail",
                        "tocsin_topic",
                        "tocsin_partition",
                        "tocsin_offset",
                        "tocsin_timestamp"),
                kept);
    }

    private static RejectedRecord rejected(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        return RejectedRecord.of(
                key, value, headers, RejectReason.MALFORMED, "why", new RejectedRecord.Place("topic", 1, 2, 3));
    }

    private static ByteBuffer buffer(byte @Nullable [] bytes) {
        return ByteBuffer.wrap(Objects.requireNonNull(bytes));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
