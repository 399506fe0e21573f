package io.tocsin.monitor.app;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was opened, closed in reverse; one that fails doesn't keep the others from being closed. */
final class Closers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Closers.class);

    private final Deque<Entry> opened = new ArrayDeque<>();

    private record Entry(String name, AutoCloseable closer) {}

    /** Takes charge of something that has just been opened. */
    <T extends AutoCloseable> T add(String name, T closer) {
        opened.push(new Entry(name, closer));
        return closer;
    }

    /** Closes everything; a second call does nothing. */
    @Override
    public void close() {
        while (!opened.isEmpty()) {
            Entry entry = opened.pop();
            try {
                LOG.debug("Closing {}", entry.name());
                entry.closer().close();
            } catch (Exception e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                LOG.warn("{} could not be closed", entry.name(), e);
            }
        }
    }
}
