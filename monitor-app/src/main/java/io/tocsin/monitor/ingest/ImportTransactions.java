package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.monitor.wire.ImportProgress;
import io.tocsin.monitor.wire.ImportProgress.Last;
import io.tocsin.monitor.wire.TickCodec;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.event.SecurityEvent;
import java.io.IOException;
import java.util.Iterator;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Sends one batch's events in transactions that also note the progress. */
final class ImportTransactions {
    private final Producer<byte[], byte[]> producer;
    private final Topics topics;
    private final ImportLedger ledger;
    private final String source;
    private final int eventsPerTransaction;
    private final ImportListener listener;
    private final EventCodec codec = new EventCodec();

    ImportTransactions(
            Producer<byte[], byte[]> producer,
            Topics topics,
            ImportLedger ledger,
            String source,
            int eventsPerTransaction,
            ImportListener listener) {
        this.producer = producer;
        this.topics = topics;
        this.ledger = ledger;
        this.source = source;
        this.eventsPerTransaction = eventsPerTransaction;
        this.listener = listener;
    }

    /**
     * What became of a batch.
     *
     * @param progress what has been committed last
     * @param events how many events that was, of this batch and now
     * @param whole whether the batch is complete
     */
    record Sent(ImportProgress progress, long events, boolean whole) {}

    /**
     * Sends a batch.
     *
     * @param known how far the import had come, or {@code null}
     * @param cancelled asked before each event
     */
    Sent send(
            ImportBatch batch,
            ImportRequest request,
            String fileName,
            @Nullable ImportProgress known,
            BooleanSupplier cancelled)
            throws IOException {
        Last last = known == null || known.complete() ? null : known.last();
        ImportProgress progress = new ImportProgress(
                request.format().name(),
                request.settings().tenant(),
                fileName,
                batch.bytes(),
                batch.sha256(),
                batch.from(),
                false,
                known == null ? 0 : known.events(),
                batch.firstEventMs(),
                last);
        Iterator<SecurityEvent> events = batch.sorter().sorted();
        SecurityEvent next = events.hasNext() ? events.next() : null;
        if (next == null) {
            return new Sent(closed(progress, batch.sentBefore() > 0), 0, true);
        }
        open(progress, next.timeMs());
        long before = progress.events();
        while (next != null) {
            producer.beginTransaction();
            long sent = 0;
            while (next != null && sent < eventsPerTransaction) {
                if (cancelled.getAsBoolean()) {
                    producer.abortTransaction();
                    return new Sent(progress, progress.events() - before, false);
                }
                producer.send(record(next));
                last = new Last(next.timeMs(), next.eventId().id());
                next = events.hasNext() ? events.next() : null;
                sent++;
            }
            progress = advanced(progress, sent, last, next == null);
            commit(progress, next == null);
            listener.sending(
                    batch.sentBefore() + progress.events() - before,
                    batch.sentBefore() + batch.sorter().count());
        }
        return new Sent(progress, progress.events() - before, true);
    }

    /** Opens the source in a transaction of its own: the next one waits until every partition shows it. */
    private void open(ImportProgress progress, long firstEventMs) {
        producer.beginTransaction();
        Ticks.send(producer, topics.events(), TickCodec.open(source, firstEventMs), null);
        producer.send(ledger.record(source, progress));
        producer.commitTransaction();
    }

    /** Completes a batch that has no event left to be sent. */
    private ImportProgress closed(ImportProgress progress, boolean wasOpened) {
        ImportProgress complete = advanced(progress, 0, progress.last(), true);
        producer.beginTransaction();
        commit(complete, wasOpened);
        return complete;
    }

    /** Every partition is told how far the source has come, so that those with few of its events don't hold time back. */
    private void commit(ImportProgress progress, boolean closing) {
        Last last = progress.last();
        if (closing) {
            Ticks.send(producer, topics.events(), TickCodec.close(source), null);
        } else if (last != null) {
            Ticks.send(producer, topics.events(), TickCodec.open(source, last.timeMs()), null);
        }
        producer.send(ledger.record(source, progress));
        producer.commitTransaction();
    }

    private ProducerRecord<byte[], byte[]> record(SecurityEvent event) {
        return new ProducerRecord<>(
                topics.events(event.stream()), null, null, codec.key(event), codec.encode(event), codec.headers(event));
    }

    private static ImportProgress advanced(ImportProgress from, long events, @Nullable Last last, boolean complete) {
        return new ImportProgress(
                from.format(),
                from.tenant(),
                from.file(),
                from.bytes(),
                from.sha256(),
                from.from(),
                complete,
                from.events() + events,
                from.firstEventMs(),
                last);
    }
}
