package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.monitor.wire.ImportProgress;
import io.tocsin.monitor.wire.TickCodec;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.event.SecurityEvent;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Sends the events of a log that is being written, in the log's order, each transaction with the progress that it makes.
 * The source is opened before the first of them and closed at the end.
 */
final class FollowTransactions {
    private static final long MAX_OPEN_NANOS = 500_000_000L;
    private static final int MAX_EVENTS = 5_000;
    private static final long TICK_NANOS = 1_000_000_000L;

    private final Producer<byte[], byte[]> producer;
    private final Topics topics;
    private final ImportLedger ledger;
    private final String source;
    private final LongSupplier nanoClock;
    private final EventCodec codec = new EventCodec();
    private boolean opened;
    private int inTransaction;
    private long begunNanos;
    private long tickedNanos;
    private ImportProgress.@Nullable Last last;
    private long events;

    FollowTransactions(
            Producer<byte[], byte[]> producer,
            Topics topics,
            ImportLedger ledger,
            String source,
            LongSupplier nanoClock) {
        this.producer = producer;
        this.topics = topics;
        this.ledger = ledger;
        this.source = source;
        this.nanoClock = nanoClock;
    }

    /** Hands over an event; {@link #commit} makes it count. */
    void send(SecurityEvent event) {
        if (!opened) {
            // In a transaction of its own, which every partition shows before the first event can be read.
            producer.beginTransaction();
            Ticks.send(producer, topics.events(), TickCodec.open(source, event.timeMs()), null);
            producer.commitTransaction();
            opened = true;
            tickedNanos = nanoClock.getAsLong();
        }
        if (inTransaction == 0) {
            producer.beginTransaction();
            begunNanos = nanoClock.getAsLong();
        }
        producer.send(new ProducerRecord<>(
                topics.events(event.stream()),
                null,
                null,
                codec.key(event),
                codec.encode(event),
                codec.headers(event)));
        inTransaction++;
        events++;
        boolean newest = last == null || event.timeMs() >= last.timeMs();
        last = newest ? new ImportProgress.Last(event.timeMs(), event.eventId().id()) : last;
    }

    /** Whether there is something to be committed. */
    boolean isPending() {
        return inTransaction > 0;
    }

    /** Whether what is pending has waited long enough, or is enough. */
    boolean isDue() {
        return inTransaction >= MAX_EVENTS
                || (inTransaction > 0 && nanoClock.getAsLong() - begunNanos > MAX_OPEN_NANOS);
    }

    /** How many events have been handed over. */
    long events() {
        return events;
    }

    /** The newest event that was handed over, or {@code null}. */
    ImportProgress.@Nullable Last last() {
        return last;
    }

    /** Commits what is pending together with the progress. */
    void commit(ImportProgress progress) {
        ImportProgress.Last newest = last;
        if (newest != null && nanoClock.getAsLong() - tickedNanos > TICK_NANOS) {
            Ticks.send(producer, topics.events(), TickCodec.open(source, newest.timeMs()), null);
            tickedNanos = nanoClock.getAsLong();
        }
        producer.send(ledger.record(source, progress));
        producer.commitTransaction();
        inTransaction = 0;
    }

    /** Says that nothing more comes. */
    void close() {
        if (opened) {
            producer.beginTransaction();
            Ticks.send(producer, topics.events(), TickCodec.close(source), null);
            producer.commitTransaction();
        }
    }
}
