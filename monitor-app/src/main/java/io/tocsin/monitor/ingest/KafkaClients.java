package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.ClientKind;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How this package's clients are made from the client properties of the configuration: whatever is not decided here is
 * passed through.
 */
final class KafkaClients {
    private KafkaClients() {}

    /** A producer that loses and doubles nothing while it lives, for single records. */
    static KafkaProducer<byte[], byte[]> idempotent(Map<String, String> client, String clientId) {
        return new KafkaProducer<>(
                producer(client, Map.of("client.id", clientId)), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A producer of transactions, for bulk: large batches, at most 32 MiB on the way. */
    static KafkaProducer<byte[], byte[]> transactional(Map<String, String> client, String transactionalId) {
        Map<String, String> bulk = Map.of(
                "client.id", "tocsin-import",
                "transactional.id", transactionalId,
                "transaction.timeout.ms", "60000",
                "linger.ms", "20",
                "batch.size", "131072",
                "buffer.memory", "33554432");
        return new KafkaProducer<>(producer(client, bulk), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A consumer without a group that sees only what has been committed. */
    static KafkaConsumer<byte[], byte[]> reader(Map<String, String> client, String clientId) {
        Map<String, Object> properties = ClientKind.CONSUMER.properties(client);
        properties.put("client.id", clientId);
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("allow.auto.create.topics", "false");
        properties.remove("group.id");
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * A topic's partitions, as a client knows them.
     *
     * @throws UnknownTopicOrPartitionException if there are none: else it would seem to be read to its end, or written
     */
    static List<PartitionInfo> existing(String topic, List<PartitionInfo> partitions) {
        if (partitions.isEmpty()) {
            throw new UnknownTopicOrPartitionException("there is no topic " + topic);
        }
        return partitions;
    }

    private static Map<String, Object> producer(Map<String, String> client, Map<String, String> ours) {
        Map<String, Object> properties = ClientKind.PRODUCER.properties(client);
        properties.putIfAbsent("compression.type", "lz4");
        properties.putAll(ours);
        properties.put("acks", "all");
        properties.put("enable.idempotence", "true");
        return properties;
    }
}
