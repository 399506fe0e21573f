package io.tocsin.monitor.ingest;

import io.tocsin.monitor.ingest.ImportResult.Outcome;
import io.tocsin.monitor.wire.ImportProgress;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.hash.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Imports logs exactly once.
 *
 * <p>A log's events are sorted by (time, ce_source, ce_id) and sent in transactions, each of which also says in topic
 * {@code imports} how far it came. A crash resumes after the last transaction that was committed; a log that has grown
 * goes on with what is new; one that was imported whole adds nothing. The transactional id belongs to the log's
 * identity, so that of two imports of the same log the one that started first is shut out by Kafka.
 *
 * <p>A tick in every partition of {@code events.*} opens the source before its first event, in a transaction of its own:
 * the next transaction waits until all partitions show it, so that none of them is read ahead of the import's time.
 * Another tick closes it in the transaction of the last events.
 */
public final class Importer {

    /** How many events make a transaction: some ten milliseconds of committing for each. */
    public static final int DEFAULT_EVENTS_PER_TRANSACTION = 10_000;

    private static final LogReader.Counts NO_COUNTS = new LogReader.Counts(0, 0, 0, 0, List.of());

    /** Long enough to give an open transaction up; Kafka does it itself after the transaction's timeout. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Map<String, String> clientProperties;
    private final Topics topics;
    private final Path temporaryFolder;
    private final int eventsPerTransaction;
    private volatile boolean cancelled;

    /**
     * Prepares imports; connects to nothing yet.
     *
     * @param clientProperties how to reach Kafka
     * @param temporaryFolder where sorted runs of a large log are kept meanwhile
     * @param eventsPerTransaction {@link #DEFAULT_EVENTS_PER_TRANSACTION}, or less in tests
     */
    public Importer(
            Map<String, String> clientProperties, Topics topics, Path temporaryFolder, int eventsPerTransaction) {
        if (eventsPerTransaction < 1) {
            throw new IllegalArgumentException("a transaction has at least 1 event, not " + eventsPerTransaction);
        }
        this.clientProperties = Map.copyOf(clientProperties);
        this.topics = topics;
        this.temporaryFolder = temporaryFolder;
        this.eventsPerTransaction = eventsPerTransaction;
    }

    /**
     * Asks a running import to stop after the transaction it is in has been given up; returns at once. May be called by
     * any thread, such as a shutdown hook.
     */
    public void cancel() {
        cancelled = true;
    }

    /**
     * Imports what is new in a log.
     *
     * @throws ImportException when the log is refused, another import of it has started, or Kafka can't be used
     * @throws IOException when the log or a temporary file can't be read or written
     */
    public ImportResult importFile(Path file, ImportRequest request, ImportListener listener)
            throws ImportException, IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new ImportException(file + " is no regular file, so it can't be read twice; pipe it in with -");
        }
        String source = sourceOf(file, request);
        if (source == null) {
            return new ImportResult(Outcome.NOTHING_NEW, "", 0, false, NO_COUNTS);
        }
        try {
            KafkaProducer<byte[], byte[]> producer =
                    KafkaClients.transactional(clientProperties, transactionalId(topics, source));
            try {
                producer.initTransactions();
                return importNew(producer, file, request, source, listener);
            } finally {
                producer.close(CLOSE_TIMEOUT);
            }
        } catch (KafkaException e) {
            throw stopped(e);
        } catch (UncheckedIOException e) {
            throw new IOException(String.valueOf(e.getMessage()), e.getCause());
        }
    }

    private ImportResult importNew(
            Producer<byte[], byte[]> producer, Path file, ImportRequest request, String source, ImportListener listener)
            throws ImportException, IOException {
        ImportLedger ledger = new ImportLedger(clientProperties, topics, ImportLedger.PATIENCE);
        ImportProgress known = ledger.read(source);
        if (known != null && isReplaceable(known, request)) {
            known = null;
        }
        boolean resumed = known != null;
        long added = 0;
        while (true) {
            try (EventSorter sorter = new EventSorter(temporaryFolder, EventSorter.DEFAULT_MEMORY_BYTES)) {
                ImportBatch batch = ImportBatch.read(file, request, source, known, sorter, listener, () -> cancelled);
                if (batch == null) {
                    return new ImportResult(Outcome.CANCELLED, source, added, resumed, NO_COUNTS);
                }
                if (known == null && batch.counts().isUnreadable()) {
                    return new ImportResult(Outcome.UNREADABLE, source, 0, false, batch.counts());
                }
                if (!batch.isNew(known)) {
                    Outcome outcome = added == 0 ? Outcome.NOTHING_NEW : Outcome.IMPORTED;
                    return new ImportResult(outcome, source, added, resumed, batch.counts());
                }
                ImportTransactions transactions =
                        new ImportTransactions(producer, topics, ledger, source, eventsPerTransaction, listener);
                String name = String.valueOf(file.getFileName());
                ImportTransactions.Sent sent = transactions.send(batch, request, name, known, () -> cancelled);
                added += sent.events();
                known = sent.progress();
                if (!sent.whole()) {
                    return new ImportResult(Outcome.CANCELLED, source, added, resumed, batch.counts());
                }
                if (batch.atEnd()) {
                    return new ImportResult(Outcome.IMPORTED, source, added, resumed, batch.counts());
                }
            }
        }
    }

    /** A log of which no event was sent may be read otherwise: it was the wrong format, perhaps. */
    private static boolean isReplaceable(ImportProgress known, ImportRequest request) {
        return known.complete()
                && known.events() == 0
                && !(known.format().equals(request.format().name())
                        && known.tenant().equals(request.settings().tenant()));
    }

    private static @Nullable String sourceOf(Path file, ImportRequest request) throws IOException {
        try (LogFile log = LogFile.open(file, request.format().framing())) {
            String identity = log.source();
            return identity == null || request.source() == null ? identity : request.source();
        }
    }

    /** Belongs to the topics' prefix and the source, of which the hash will do: names may be long and hold anything. */
    static String transactionalId(Topics topics, String source) {
        byte[] hash = Sha256.digest().digest(source.getBytes(StandardCharsets.UTF_8));
        return topics.prefix() + "import-" + HexFormat.of().formatHex(hash, 0, 16);
    }

    /** What a person is told when Kafka ends an import. */
    static ImportException stopped(KafkaException e) {
        return isFenced(e)
                ? new ImportException(
                        "another import of the same log has started; this one stops and leaves it to it", e)
                : new ImportException("the import stopped: " + reason(e) + "; the same command goes on from there", e);
    }

    /** Kafka tells a producer that it was shut out in more than one way, at times as the cause of something else. */
    private static boolean isFenced(KafkaException e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof ProducerFencedException || at instanceof InvalidProducerEpochException) {
                return true;
            }
        }
        return false;
    }

    /** What a person can do something about, of an error and its causes. */
    static String reason(KafkaException e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof UnknownTopicOrPartitionException) {
                return "a topic is missing (`topics create` makes it)";
            } else if (at instanceof AuthenticationException) {
                return "Kafka doesn't accept the configured credentials";
            } else if (at instanceof AuthorizationException) {
                return "Kafka doesn't allow it: " + at.getMessage();
            } else if (at instanceof InterruptException) {
                return "it was interrupted";
            } else if (at instanceof TimeoutException) {
                return "Kafka doesn't answer (" + at.getMessage() + ")";
            }
        }
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
