package io.tocsin.monitor.notify;

import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.NoticeCodec;
import io.tocsin.monitor.wire.NotificationCodec;
import io.tocsin.monitor.wire.StageTopology;
import io.tocsin.monitor.wire.StreamRejection;
import io.tocsin.monitor.wire.TickCodec;
import io.tocsin.rules.routing.Digest;
import io.tocsin.rules.routing.Pacing;
import io.tocsin.rules.routing.Pacing.Fate;
import io.tocsin.rules.routing.Pacing.Mailbox;
import io.tocsin.rules.routing.Pacing.Paced;
import io.tocsin.rules.routing.Pacing.Release;
import io.tocsin.rules.routing.PacingPolicy;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Sends what is due to a mailbox as far as its bucket reaches, and the rest in digests. Time is the record's timestamp: the
 * append time on {@code notices}.
 */
final class PacingProcessor implements Processor<byte[], byte[], byte[], byte[]> {

    static final String STORE = "pacing-v1";

    private final Pacing pacing;
    private ProcessorContext<byte[], byte[]> context;
    private PacingStore store;
    private NotifyMetrics metrics;

    /** Makes the processors, each with the store it owns. */
    record Supplier(PacingPolicy policy) implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {
        @Override
        public Processor<byte[], byte[], byte[], byte[]> get() {
            return new PacingProcessor(new Pacing(policy));
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(StageTopology.store(STORE));
        }
    }

    @SuppressWarnings("NullAway.Init") // init() is called before process()
    private PacingProcessor(Pacing pacing) {
        this.pacing = pacing;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> processorContext) {
        context = processorContext;
        KeyValueStore<Bytes, byte[]> entries = processorContext.getStateStore(STORE);
        store = new PacingStore(entries);
        metrics = new NotifyMetrics(processorContext);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (record.key() == null && TickCodec.isTick(record.headers())) {
            store.open().forEach(key -> tick(key, record.timestamp()));
            return;
        }
        try {
            if (record.key() == null) {
                throw new MalformedRecordException("a notice has the key of its mailbox");
            }
            pace(record.key(), NoticeCodec.decode(record.value()), record.timestamp());
        } catch (MalformedRecordException e) {
            context.forward(
                    StreamRejection.of(context, record, String.valueOf(e.getMessage())),
                    NotifyTopology.REJECTED_NOTICES_SINK);
        }
    }

    private void pace(byte[] key, NoticeCodec.Routed routed, long nowMs) {
        Mailbox before = store.mailbox(key);
        Paced paced = pacing.pace(before, routed.notice(), nowMs);
        Release release = paced.release();
        if (paced.fate() == Fate.PASSES) {
            send(key, routed.message(), nowMs);
        } else {
            Digest joined = release == null ? paced.open() : release.digest();
            store.keep(key, Objects.requireNonNull(joined), routed.notice().subject(), routed.message());
            metrics.digested();
        }
        apply(key, before, paced, nowMs);
    }

    private void tick(byte[] key, long nowMs) {
        Mailbox before = store.mailbox(key);
        apply(key, before, pacing.tick(before, nowMs), nowMs);
    }

    private void apply(byte[] key, Mailbox before, Paced paced, long nowMs) {
        Release release = paced.release();
        store.replace(key, before, paced.bucket(), paced.open());
        if (release != null) {
            byte[] message = release.isSingle()
                    ? store.firstMessage(key)
                    : NotificationCodec.encode(release.notification(store.subjects(key), nowMs));
            send(key, message, nowMs);
            store.forget(key, release.digest());
        }
    }

    private void send(byte[] key, byte[] message, long nowMs) {
        context.forward(new Record<>(key, message, nowMs), NotifyTopology.NOTIFICATIONS_SINK);
    }
}
