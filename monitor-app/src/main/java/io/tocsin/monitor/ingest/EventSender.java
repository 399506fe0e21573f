package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.event.SecurityEvent;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Sends events one by one, as a platform's own services would: without transactions, in the order given, retried by
 * Kafka's client without doubles for as long as this process lives.
 *
 * <p>The caller supplies each event's identity. May be shared between threads.
 */
public final class EventSender implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Topics topics;
    private final EventCodec codec = new EventCodec();
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /**
     * Connects in the background.
     *
     * @param clientProperties how to reach Kafka
     */
    public EventSender(Map<String, String> clientProperties, Topics topics) {
        this.topics = topics;
        this.producer = KafkaClients.idempotent(clientProperties, "tocsin-event-sender");
    }

    /**
     * Hands an event over; {@link #flush()} tells whether it arrived.
     *
     * @throws SendException when an earlier event did not arrive, or this one can't be taken
     * @throws IllegalArgumentException when the event breaks a limit of {@link EventCodec}
     */
    public void send(SecurityEvent event) throws SendException {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topics.events(event.stream()), null, null, codec.key(event), codec.encode(event), codec.headers(event));
        requireNoFailure();
        try {
            producer.send(record, this::note);
        } catch (KafkaException e) {
            failure.compareAndSet(null, e);
            requireNoFailure();
        }
    }

    /**
     * Waits until Kafka has confirmed everything that was handed over.
     *
     * @throws SendException when something did not arrive
     */
    public void flush() throws SendException {
        producer.flush();
        requireNoFailure();
    }

    /** Waits at most five seconds for what is on its way. */
    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }

    /** Sends a tick into every partition of every topic of events. */
    void tick(byte[] value) throws SendException {
        requireNoFailure();
        try {
            Ticks.send(producer, topics.events(), value, this::note);
        } catch (KafkaException e) {
            failure.compareAndSet(null, e);
            requireNoFailure();
        }
    }

    private void note(@Nullable RecordMetadata metadata, @Nullable Exception e) {
        if (e != null) {
            failure.compareAndSet(null, e);
        }
    }

    private void requireNoFailure() throws SendException {
        Exception first = failure.get();
        if (first != null) {
            String why = first instanceof KafkaException e ? Importer.reason(e) : String.valueOf(first.getMessage());
            throw new SendException("an event did not reach Kafka: " + why, first);
        }
    }
}
