package io.tocsin.monitor.wire;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Turns a record that a topology doesn't take into one for {@code events.rejected}. */
public final class StreamRejection {
    private StreamRejection() {}

    /**
     * The record to forward to the rejected topic where one can't be read: its reason is {@link RejectReason#MALFORMED}.
     *
     * @param context of the processor that is at the record
     * @param received the record, as received
     * @param detail one sentence that says why
     */
    public static Record<byte[], byte[]> of(ProcessingContext context, Record<byte[], byte[]> received, String detail) {
        return of(context, received, RejectReason.MALFORMED, detail);
    }

    /** The record to forward to the rejected topic, with another reason. */
    public static Record<byte[], byte[]> of(
            ProcessingContext context, Record<byte[], byte[]> received, RejectReason reason, String detail) {
        RecordMetadata at = context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("only records of a topic can be rejected"));
        RejectedRecord rejected = RejectedRecord.of(
                received.key(),
                received.value(),
                received.headers(),
                reason,
                detail,
                new RejectedRecord.Place(at.topic(), at.partition(), at.offset(), received.timestamp()));
        return new Record<>(rejected.key(), rejected.value(), received.timestamp(), rejected.headers());
    }

    /**
     * The record to forward to the rejected topic where one was read and kept, and can't be used after all: its reason is
     * {@link RejectReason#INVALID}.
     *
     * @param at where it stood
     * @param nowMs append time of the record that a processor is at, milliseconds since the epoch
     */
    public static Record<byte[], byte[]> ofEarlier(
            byte[] key, byte[] value, String detail, RejectedRecord.Place at, long nowMs) {
        RejectedRecord rejected = RejectedRecord.of(key, value, new RecordHeaders(), RejectReason.INVALID, detail, at);
        return new Record<>(rejected.key(), rejected.value(), nowMs, rejected.headers());
    }
}
