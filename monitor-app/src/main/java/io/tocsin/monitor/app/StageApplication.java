package io.tocsin.monitor.app;

import io.tocsin.monitor.config.Stage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stage as a running Kafka Streams application. */
final class StageApplication implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StageApplication.class);
    private static final int MOST_FAILURES = 5;
    private static final Duration FAILURE_SPAN = Duration.ofMinutes(10);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    private final Stage stage;
    private final KafkaStreams streams;
    private final StageTopics topics;
    private final CountDownLatch runningOrDead = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> lastFailure = new AtomicReference<>();
    private final FailureBudget budget;
    private volatile boolean isClosing;
    private volatile boolean isReplaced;

    /**
     * Makes the application; {@link #start} starts it.
     *
     * @param onDeath told the reason when the stage stopped without having been asked to
     */
    StageApplication(
            Stage stage, Topology topology, Properties properties, InstantSource clock, Consumer<String> onDeath) {
        this.stage = stage;
        this.topics = StageTopics.of(topology);
        this.streams = new KafkaStreams(topology, properties);
        this.budget = new FailureBudget(MOST_FAILURES, FAILURE_SPAN, clock);
        streams.setUncaughtExceptionHandler(this::respondTo);
        streams.setStateListener((now, before) -> stateChanged(now, onDeath));
    }

    /** What becomes of the stage when a thread of it has failed. */
    StreamThreadExceptionResponse respondTo(Throwable failure) {
        lastFailure.set(failure);
        if (isFenced(failure)) {
            // A new thread would throw the other process out in turn, and so on without end.
            isReplaced = true;
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        if (budget.covers()) {
            LOG.error("A thread of stage {} failed; a new one takes its place", stage.label(), failure);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        LOG.error(
                "Threads of stage {} failed more than {} times in {} minutes; the stage stops",
                stage.label(),
                MOST_FAILURES,
                FAILURE_SPAN.toMinutes(),
                failure);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private static boolean isFenced(@Nullable Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof FencedInstanceIdException) {
                return true;
            }
        }
        return false;
    }

    private void stateChanged(KafkaStreams.State now, Consumer<String> onDeath) {
        LOG.debug("Stage {} is {}", stage.label(), now);
        boolean isOver = now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING;
        if (now == KafkaStreams.State.RUNNING || isOver) {
            runningOrDead.countDown();
        }
        if (isOver && !isClosing) {
            onDeath.accept(
                    isReplaced
                            ? "another process with the same instance_id has taken the stage " + stage.label() + " over"
                            : "stage " + stage.label() + " stopped");
        }
    }

    void start() {
        streams.start();
    }

    /**
     * Waits until the stage has its partitions and its state.
     *
     * @throws IllegalStateException if it died instead, or the time was over
     */
    void awaitRunning(Duration timeout) throws InterruptedException {
        boolean inTime = runningOrDead.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (!inTime || !streams.state().isRunningOrRebalancing()) {
            throw new IllegalStateException(
                    "stage " + stage.label() + " is " + streams.state() + " after " + timeout.toSeconds()
                            + " s; RUNNING was expected",
                    lastFailure.get());
        }
    }

    /** Whether it has its partitions and its state. */
    boolean isRunning() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** Whether it has stopped, or is about to, without being able to go on. */
    boolean isOver() {
        return switch (streams.state()) {
            case ERROR, PENDING_ERROR, NOT_RUNNING -> true;
            case CREATED, REBALANCING, RUNNING, PENDING_SHUTDOWN -> false;
        };
    }

    /** What Kafka Streams calls its state. */
    String state() {
        return streams.state().name();
    }

    /** Everything that Kafka Streams and its clients measure. */
    Map<MetricName, ? extends Metric> metrics() {
        return streams.metrics();
    }

    Stage stage() {
        return stage;
    }

    StageTopics topics() {
        return topics;
    }

    /** Stops within a bound. The member stays in its group, so that a restart finds its partitions at once. */
    @Override
    public void close() {
        isClosing = true;
        if (!streams.close(CLOSE_TIMEOUT)) {
            LOG.warn("Stage {} did not stop within {} s", stage.label(), CLOSE_TIMEOUT.toSeconds());
        }
    }
}
