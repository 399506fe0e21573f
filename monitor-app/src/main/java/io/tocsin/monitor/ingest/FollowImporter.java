package io.tocsin.monitor.ingest;

import io.tocsin.monitor.ingest.ImportResult.Outcome;
import io.tocsin.monitor.wire.ImportProgress;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.event.SecurityEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Imports a log that is being written, and each that takes its name after a rotation, until it is asked to stop; exactly
 * once, like {@link Importer}, with whose progress it goes on and which can go on with its.
 *
 * <p>What is there at the start is imported as a whole, sorted. From then on events go out in the log's order, at most
 * half a second after they were read; how late one may be is decided where events are detected.
 */
public final class FollowImporter {
    /** How long to wait at a log's end before looking again. */
    public static final Duration DEFAULT_POLL = Duration.ofMillis(200);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Map<String, String> clientProperties;
    private final Topics topics;
    private final Importer importer;
    private final Duration poll;
    private volatile boolean stopped;

    /**
     * Prepares an import; connects to nothing yet.
     *
     * @param clientProperties how to reach Kafka
     * @param importer what imports the log as it is at the start
     * @param poll {@link #DEFAULT_POLL}, or less in tests
     */
    public FollowImporter(Map<String, String> clientProperties, Topics topics, Importer importer, Duration poll) {
        this.clientProperties = Map.copyOf(clientProperties);
        this.topics = topics;
        this.importer = importer;
        this.poll = poll;
    }

    /** Asks to stop once what was read has been committed; returns at once, may be called by any thread. */
    public void stop() {
        stopped = true;
        importer.cancel();
    }

    /**
     * Imports a log until asked to stop.
     *
     * @param watcher is told of each log that has the name in turn
     * @throws ImportException when the log is refused, another import of it has started, or Kafka can't be used
     * @throws IOException when the log or a temporary file can't be read or written
     */
    public void follow(Path file, ImportRequest request, ImportQueue.Watcher watcher)
            throws ImportException, IOException {
        if (request.format().framing() == Framing.JSON_RECORDS) {
            throw new ImportException("files of " + request.format().name() + " don't grow; import them as they come");
        }
        while (!stopped) {
            if (isReadable(file, request)) {
                ImportListener listener = watcher.begins(file);
                ImportResult start = importer.importFile(file, request, listener);
                ImportResult result = start.outcome() == Outcome.CANCELLED ? start : tail(file, request, start);
                watcher.ended(file, result);
            } else {
                pause();
            }
        }
    }

    /** Whether the file is there and has a first line. */
    private static boolean isReadable(Path file, ImportRequest request) throws ImportException, IOException {
        if (!Files.exists(file) || Files.size(file) == 0) {
            return false;
        }
        try (LogFile log = LogFile.open(file, request.format().framing())) {
            if (!log.isPlain()) {
                throw new ImportException(file.getFileName() + " is compressed or packed; only a plain log grows");
            }
            return log.hasWholeLine();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private ImportResult tail(Path file, ImportRequest request, ImportResult start)
            throws ImportException, IOException {
        String source = start.source();
        TailStream tail = new TailStream(file, poll, () -> stopped);
        try (LogFile log = LogFile.of(
                String.valueOf(file.getFileName()), tail, request.format().framing())) {
            KafkaProducer<byte[], byte[]> producer =
                    KafkaClients.transactional(clientProperties, Importer.transactionalId(topics, source));
            try {
                producer.initTransactions();
                ImportLedger ledger = new ImportLedger(clientProperties, topics, ImportLedger.PATIENCE);
                ImportProgress known = ledger.read(source);
                FollowTransactions transactions =
                        new FollowTransactions(producer, topics, ledger, source, System::nanoTime);
                Reading reading = new Reading(log, tail, request, source, known, transactions);
                reading.toItsEnd();
                long events = start.events() + transactions.events();
                Outcome outcome = events == 0 ? Outcome.NOTHING_NEW : Outcome.IMPORTED;
                return new ImportResult(outcome, source, events, start.resumed(), reading.reader.counts());
            } finally {
                producer.close(CLOSE_TIMEOUT);
            }
        } catch (KafkaException e) {
            throw Importer.stopped(e);
        }
    }

    private void pause() throws ImportException {
        try {
            Thread.sleep(poll.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImportException("the import was interrupted");
        }
    }

    /** One log from its beginning, of which what is known is read but not sent, to its end. */
    private static final class Reading {
        private final LogFile log;
        private final TailStream tail;
        private final ImportRequest request;
        private final String source;
        private final @Nullable ImportProgress known;
        private final FollowTransactions transactions;
        private final LogReader reader;
        private final long from;
        private @Nullable Long firstEventMs;
        private long end;
        private boolean verified;

        Reading(
                LogFile log,
                TailStream tail,
                ImportRequest request,
                String source,
                @Nullable ImportProgress known,
                FollowTransactions transactions)
                throws ImportException {
            if (known != null && !known.complete()) {
                throw new ImportException("the import of this log was interrupted meanwhile; start it again");
            }
            this.log = log;
            this.tail = tail;
            this.request = request;
            this.source = source;
            this.known = known;
            this.transactions = transactions;
            this.reader = new LogReader(log, request.format(), request.settings(), source);
            this.from = known == null ? 0 : known.bytes();
        }

        void toItsEnd() throws ImportException, IOException {
            log.lines().watch(from);
            if (request.source() == null && !source.equals(log.source())) {
                return; // another log took the name since the first was imported: its turn is next
            }
            tail.whenIdle(this::commitPending);
            LogReader.ParsedLine line;
            while ((line = reader.next()) != null) {
                // What has no end may be half-written; only of a log that was rotated away will nothing more come.
                if (line.terminated() || tail.isReplaced()) {
                    take(line);
                }
            }
            commitPending();
            transactions.close();
        }

        private void take(LogReader.ParsedLine line) throws ImportException {
            if (!line.events().isEmpty() && firstEventMs == null) {
                firstEventMs = line.events().get(0).timeMs();
            }
            end = line.end();
            if (line.start() < from || line.events().isEmpty()) {
                return;
            }
            requireKnown();
            for (SecurityEvent event : line.events()) {
                transactions.send(event);
            }
            if (transactions.isDue()) {
                commitPending();
            }
        }

        /** Once, before anything is sent: what the importer knew is what stands in the log now. */
        private void requireKnown() throws ImportException {
            if (verified || known == null) {
                return;
            }
            String found = log.lines().watchedSha256();
            if (!known.sha256().equals(found)) {
                throw new ImportException("this log was changed while it was followed; start it again");
            }
            verified = true;
        }

        private void commitPending() {
            if (!transactions.isPending()) {
                return;
            }
            boolean wholeLines = log.lines().offset() == end;
            long before = known == null ? 0 : known.events();
            transactions.commit(new ImportProgress(
                    request.format().name(),
                    request.settings().tenant(),
                    log.name(),
                    end,
                    wholeLines ? log.lines().sha256() : log.lines().sha256BeforeLastLine(),
                    Math.min(from, end),
                    true,
                    before + transactions.events(),
                    known != null && known.firstEventMs() != null ? known.firstEventMs() : firstEventMs,
                    transactions.last()));
        }
    }
}
