package io.tocsin.monitor.worker;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of a stage that isn't a topology. It works until the work ends, closes what it worked with, and tells why if
 * that was an error.
 */
public final class StageThread {

    private static final Logger LOG = LoggerFactory.getLogger(StageThread.class);

    private final String stage;
    private final Thread thread;
    private volatile Optional<String> death = Optional.empty();

    /**
     * Begins nothing yet.
     *
     * @param stage the name of the stage
     * @param work returns once it was told to stop
     * @param closed what is closed after the work, in order, whatever happens to the others
     * @param onDeath told why, once, if the work ended by an error; what it threw says so, in its own words
     */
    public StageThread(String stage, Runnable work, List<? extends AutoCloseable> closed, Consumer<String> onDeath) {
        this.stage = stage;
        this.thread = new Thread(() -> run(work, closed, onDeath), stage + "-loop");
    }

    /** Begins. */
    public void start() {
        thread.start();
    }

    /** Why the work ended, if that was an error; from any thread. */
    public Optional<String> death() {
        return death;
    }

    /** Waits for the end of work that was told to stop, but not for ever. */
    public void join(Duration longest) {
        try {
            thread.join(longest.toMillis());
            if (thread.isAlive()) {
                LOG.error("The stage {} did not stop within {} ms", stage, longest.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Runnable work, List<? extends AutoCloseable> closed, Consumer<String> onDeath) {
        try {
            work.run();
        } catch (WakeupException e) {
            LOG.debug("Woken up to stop before it began");
        } catch (RuntimeException | Error e) {
            LOG.error("The stage {} stopped", stage, e);
            death = Optional.of(String.valueOf(e.getMessage()));
        } finally {
            closed.forEach(this::closeQuietly);
        }
        death.ifPresent(onDeath);
    }

    private void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) { // the others still have to be closed
            LOG.warn("A part of the stage {} did not close cleanly", stage, e);
        }
    }
}
