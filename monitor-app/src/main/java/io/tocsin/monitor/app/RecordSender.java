package io.tocsin.monitor.app;

import io.tocsin.monitor.wire.ClientKind;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes single records for a person, and waits until all replicas that count have each. */
public final class RecordSender implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final int DELIVERY_TIMEOUT_MS = 30_000;
    private static final int REQUEST_TIMEOUT_MS = 10_000;

    private final KafkaProducer<byte[], byte[]> producer;

    /** A sender; connects when the first record is sent. */
    public RecordSender(Map<String, String> clientProperties) {
        Map<String, Object> properties =
                ClientKind.PRODUCER.impatient(clientProperties, REQUEST_TIMEOUT_MS, DELIVERY_TIMEOUT_MS);
        properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Writes a record.
     *
     * @param value {@code null} takes away what a compacted topic holds under the key
     * @throws KafkaException if Kafka did not take it in half a minute, or the time that the configuration gives
     */
    public void send(String topic, byte[] key, byte @Nullable [] value) throws InterruptedException {
        try {
            producer.send(new ProducerRecord<>(topic, key, value)).get();
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            throw new KafkaException(
                    "the record was not taken by the topic " + topic + ": " + cause.getMessage(), cause);
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
