package io.tocsin.monitor.ingest;

import io.tocsin.monitor.ingest.ImportResult.Outcome;
import io.tocsin.monitor.wire.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.KafkaException;

/**
 * Imports several logs one after the other, in the order of their first events: such as a log and what was rotated away
 * from it.
 *
 * <p>While one is imported, a source of the queue's own tells every partition when the first event of those that wait
 * happened, so that what happened across two logs is counted together, whether they follow each other or overlap.
 */
public final class ImportQueue {
    private final Map<String, String> clientProperties;
    private final Topics topics;
    private final Importer importer;
    private volatile boolean cancelled;

    /**
     * Prepares imports; connects to nothing yet.
     *
     * @param clientProperties how to reach Kafka
     * @param importer what imports each log; whoever cancels the queue cancels it too
     */
    public ImportQueue(Map<String, String> clientProperties, Topics topics, Importer importer) {
        this.clientProperties = Map.copyOf(clientProperties);
        this.topics = topics;
        this.importer = importer;
    }

    /** Is told of each log in turn. */
    public interface Watcher {
        /** A log's turn has come. */
        ImportListener begins(Path log);

        /** A log has been imported, or the queue was cancelled meanwhile. */
        void ended(Path log, ImportResult result);
    }

    /** Asks to stop as {@link Importer#cancel()} does; returns at once. */
    public void cancel() {
        cancelled = true;
        importer.cancel();
    }

    /**
     * Imports what is new in logs.
     *
     * @return whether all of them were imported; false if one was unreadable or it was cancelled
     * @throws ImportException when a log is refused, and those after it were not looked at, or Kafka can't be used
     * @throws SendException when the partitions can't be told what waits
     * @throws IOException when a log or a temporary file can't be read or written
     */
    public boolean importAll(List<Path> logs, ImportRequest request, Watcher watcher)
            throws ImportException, SendException, IOException {
        if (logs.size() == 1) {
            return isImported(importOne(logs.get(0), request, watcher, ImportListener.NONE));
        }
        boolean all = true;
        List<LogStart> starts = LogStart.inOrder(logs, request);
        try (ImportHold hold = new ImportHold(clientProperties, topics, unknown(starts))) {
            for (int i = 0; i < starts.size() && !cancelled; i++) {
                LogStart start = starts.get(i);
                // Once a log has begun to send, its own ticks hold its place.
                ImportListener begun = new ImportListener() {
                    @Override
                    public void sending(long events, long ofEvents) {
                        hold.begun(start);
                    }
                };
                all &= isImported(importOne(start.path(), request, watcher, begun));
                hold.begun(start);
                hold.requireSent();
            }
        } catch (KafkaException e) {
            throw new ImportException("the import stopped: " + Importer.reason(e), e);
        }
        return all && !cancelled;
    }

    private static boolean isImported(Outcome outcome) {
        return switch (outcome) {
            case IMPORTED, NOTHING_NEW -> true;
            case UNREADABLE, CANCELLED -> false;
        };
    }

    private Outcome importOne(Path log, ImportRequest request, Watcher watcher, ImportListener begun)
            throws ImportException, IOException {
        ImportListener listener = watcher.begins(log);
        ImportResult result = importer.importFile(log, request, new ImportListener() {
            @Override
            public void reading(long bytes, long ofBytes, long events, long unparsableLines) {
                listener.reading(bytes, ofBytes, events, unparsableLines);
            }

            @Override
            public void sending(long events, long ofEvents) {
                begun.sending(events, ofEvents);
                listener.sending(events, ofEvents);
            }
        });
        watcher.ended(log, result);
        return result.outcome();
    }

    /** The logs with events that were never imported: of others nobody knows yet whether anything is new. */
    private List<LogStart> unknown(List<LogStart> starts) throws ImportException {
        Set<String> sources = new HashSet<>();
        for (LogStart start : starts) {
            String source = start.source();
            if (source != null && start.firstEventMs() != null) {
                sources.add(source);
            }
        }
        ImportLedger ledger = new ImportLedger(clientProperties, topics, ImportLedger.PATIENCE);
        Set<String> known = ledger.readAll(sources).keySet();
        return starts.stream()
                .filter(start -> start.firstEventMs() != null && !known.contains(String.valueOf(start.source())))
                .toList();
    }
}
