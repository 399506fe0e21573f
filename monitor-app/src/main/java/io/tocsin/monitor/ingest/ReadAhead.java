package io.tocsin.monitor.ingest;

import io.tocsin.rules.event.SecurityEvent;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Reads a log on a thread of its own, a few batches ahead of whoever takes them: reading and parsing take about as long as
 * looking for attacks. The order is the log's.
 */
public final class ReadAhead implements AutoCloseable {
    private static final int BATCH_EVENTS = 512;
    private static final int BATCHES_AHEAD = 8;
    private static final long CLOSE_SECONDS = 10;

    /**
     * Events that stand one behind the other.
     *
     * @param events none at the log's end
     * @param counts what has been read by then
     * @param readBytes how many bytes of the file that is
     */
    public record Batch(List<SecurityEvent> events, LogReader.Counts counts, long readBytes) {}

    private final LogFile file;
    private final LogReader reader;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread named = new Thread(task, "read-ahead");
        named.setDaemon(true);
        return named;
    });
    private final Deque<Future<Batch>> ahead = new ArrayDeque<>();

    /** Begins to read; until this is closed nobody else may. */
    public ReadAhead(LogFile file, LogReader reader) {
        this.file = file;
        this.reader = reader;
        for (int i = 0; i < BATCHES_AHEAD; i++) {
            ahead.add(thread.submit(this::batch));
        }
    }

    /** The next batch. */
    public Batch next() throws IOException {
        Future<Batch> next = ahead.remove();
        ahead.add(thread.submit(this::batch));
        try {
            return next.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException("the log could not be read", e.getCause());
        }
    }

    /** Ends the reading, wherever it is. */
    @Override
    public void close() {
        ahead.forEach(batch -> batch.cancel(false));
        thread.shutdown();
        try {
            thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Batch batch() throws IOException {
        List<SecurityEvent> events = new ArrayList<>(BATCH_EVENTS);
        while (events.size() < BATCH_EVENTS) {
            List<SecurityEvent> found = reader.nextEvents();
            if (found == null) {
                break;
            }
            events.addAll(found);
        }
        return new Batch(events, reader.counts(), file.readBytes());
    }
}
