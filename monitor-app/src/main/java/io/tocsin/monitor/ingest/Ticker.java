package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.TickCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends a tick to every partition of topics at an interval: the only clock of the stages. Several tickers at once are
 * harmless; while Kafka can't be reached, ticks are dropped rather than kept, as a late one says nothing new.
 */
public final class Ticker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final Map<String, String> IMPATIENT = Map.of(
            "producer.max.block.ms", "5000",
            "producer.request.timeout.ms", "5000",
            "producer.delivery.timeout.ms", "10000",
            "producer.buffer.memory", "1048576",
            "producer.linger.ms", "0");

    private final List<String> topics;
    private final KafkaProducer<byte[], byte[]> producer;
    private final ScheduledExecutorService thread;
    private volatile boolean failing;
    private volatile boolean closed;

    private Ticker(Map<String, String> clientProperties, List<String> topics) {
        this.topics = List.copyOf(topics);
        Map<String, String> properties = new HashMap<>(clientProperties);
        properties.putAll(IMPATIENT);
        this.producer = KafkaClients.idempotent(properties, "tocsin-ticker");
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread named = new Thread(task, "tocsin-ticker");
            named.setDaemon(true);
            return named;
        });
    }

    /**
     * Starts ticking at once.
     *
     * @param clientProperties how to reach Kafka
     * @param topics the topics whose readers need the time: {@code events.*} and the request topics
     * @param interval between two ticks of a partition; 10 s by default in the configuration
     */
    public static Ticker start(Map<String, String> clientProperties, List<String> topics, Duration interval) {
        if (interval.toMillis() < 1) {
            throw new IllegalArgumentException("the interval of ticks is " + interval + "; at least 1 ms is needed");
        }
        Ticker ticker = new Ticker(clientProperties, topics);
        ticker.thread.scheduleWithFixedDelay(ticker::tick, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        return ticker;
    }

    /** Whether the last ticks did not reach Kafka. */
    public boolean isFailing() {
        return failing;
    }

    /** Stops ticking, within some seconds; may be called more than once. */
    @Override
    public void close() {
        closed = true;
        thread.shutdownNow();
        producer.close(CLOSE_TIMEOUT);
    }

    private void tick() {
        try {
            Ticks.send(producer, topics, TickCodec.tick(), (metadata, e) -> note(e));
        } catch (RuntimeException e) { // whatever it is: an executor never runs a task again that has thrown
            note(e);
        }
    }

    /** Says once that ticks don't arrive, and once that they do again. */
    private void note(@Nullable Exception e) {
        if (e != null && !failing && !closed) {
            failing = true;
            LOG.warn("Ticks don't reach Kafka, so that nothing which waits can happen: {}", e.toString());
        } else if (e == null && failing) {
            failing = false;
            LOG.info("Ticks reach Kafka again");
        }
    }
}
