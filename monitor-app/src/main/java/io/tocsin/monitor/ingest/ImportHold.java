package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.TickCodec;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps time from passing the logs of an {@link ImportQueue} that wait: says again and again, in every partition, when
 * the first of their events happened, as a source that was silent for a minute no longer counts.
 */
final class ImportHold implements AutoCloseable {
    private static final int REPEAT_SECONDS = 10;

    private final EventSender sender;
    private final String source;
    private final Deque<LogStart> waiting;
    private final ScheduledExecutorService repeater;
    private @Nullable SendException failure;

    /**
     * Holds time from now on.
     *
     * @param starts the logs that wait, in order, each with a first event; nothing is held for none
     */
    ImportHold(Map<String, String> clientProperties, Topics topics, List<LogStart> starts) throws SendException {
        this.waiting = new ArrayDeque<>(starts);
        this.source = "import-queue:" + nameOf(starts);
        this.sender = new EventSender(clientProperties, topics);
        this.repeater = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread named = new Thread(task, "tocsin-import-hold");
            named.setDaemon(true);
            return named;
        });
        hold();
        requireSent();
        repeater.scheduleWithFixedDelay(this::hold, REPEAT_SECONDS, REPEAT_SECONDS, TimeUnit.SECONDS);
    }

    /** The same logs in one queue have one name, so that an interrupted queue leaves nothing behind for its successor. */
    private static String nameOf(List<LogStart> starts) {
        StringBuilder sources = new StringBuilder();
        starts.forEach(start -> sources.append(start.source()).append('\n'));
        byte[] hash = Sha256.digest().digest(sources.toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, 16);
    }

    /** A log holds its own place now, or needs none. */
    synchronized void begun(LogStart start) {
        if (start.equals(waiting.peek())) {
            waiting.remove();
            if (waiting.isEmpty()) {
                release();
            } else {
                hold();
            }
        }
    }

    /** Waits until the partitions have been told. */
    synchronized void requireSent() throws SendException {
        if (failure != null) {
            throw failure;
        }
        sender.flush();
    }

    private synchronized void hold() {
        LogStart next = waiting.peek();
        if (next != null && next.firstEventMs() != null) {
            send(TickCodec.open(source, next.firstEventMs()));
        }
    }

    private void release() {
        send(TickCodec.close(source));
    }

    private void send(byte[] tick) {
        try {
            sender.tick(tick);
        } catch (SendException e) {
            failure = failure == null ? e : failure;
        }
    }

    @Override
    public void close() {
        repeater.shutdownNow();
        synchronized (this) {
            if (!waiting.isEmpty()) {
                waiting.clear();
                release();
            }
        }
        sender.close();
    }
}
