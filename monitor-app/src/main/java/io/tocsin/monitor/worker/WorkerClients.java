package io.tocsin.monitor.worker;

import io.tocsin.monitor.wire.ClientKind;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The Kafka clients of a stage that isn't a topology. What exactness rests on can't be overridden by a configuration.
 *
 * @param clientProperties how clients reach Kafka, and whatever else the configuration sets
 * @param prefix what the names of the topics and of the group begin with
 * @param stage the name of the stage, which the group has, too
 * @param instanceId unique among the processes that run the stage; the same after a restart
 */
public record WorkerClients(Map<String, String> clientProperties, String prefix, String stage, String instanceId) {

    private static final int API_TIMEOUT_MS = 15_000;
    private static final int REQUEST_TIMEOUT_MS = 10_000;
    private static final int DELIVERY_TIMEOUT_MS = 30_000;

    /** As long as others wait for what a process that was killed had begun to write, if it doesn't come back. */
    private static final int TRANSACTION_TIMEOUT_MS = 15_000;

    /**
     * Reads what is to be done, as a member of the stage's group.
     *
     * @param what what that is, for the client's id
     * @param mostRecords how many records one poll may return
     */
    public KafkaConsumer<byte[], byte[]> member(String what, int mostRecords) {
        Map<String, Object> properties = reading(what);
        properties.putIfAbsent(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        properties.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, ClientKind.SESSION_TIMEOUT_MS);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, mostRecords);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, prefix + stage);
        properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instanceId);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Reads what became of it before, in no group. */
    public KafkaConsumer<byte[], byte[]> ledger() {
        Map<String, Object> properties = reading("ledger");
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> reading(String what) {
        Map<String, Object> properties =
                ClientKind.CONSUMER.impatient(clientProperties, REQUEST_TIMEOUT_MS, API_TIMEOUT_MS);
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId(what));
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return properties;
    }

    /**
     * Writes what became of it.
     *
     * @param what what that is, for the client's id
     * @param maxBlockMs the thread that writes also polls: it mustn't wait longer than that where Kafka is away
     */
    public KafkaProducer<byte[], byte[]> producer(String what, int maxBlockMs) {
        return writing(writingProperties(what, maxBlockMs));
    }

    /** The same in transactions, whose id ends what a predecessor of the same instance has left open. */
    public KafkaProducer<byte[], byte[]> transactions(String what, int maxBlockMs) {
        Map<String, Object> properties = writingProperties(what, maxBlockMs);
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, prefix + stage + "-" + instanceId);
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
        return writing(properties);
    }

    private static KafkaProducer<byte[], byte[]> writing(Map<String, Object> properties) {
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> writingProperties(String what, int maxBlockMs) {
        Map<String, Object> properties =
                ClientKind.PRODUCER.impatient(clientProperties, REQUEST_TIMEOUT_MS, DELIVERY_TIMEOUT_MS);
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, clientId(what));
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, maxBlockMs);
        return properties;
    }

    private String clientId(String what) {
        return "tocsin-" + stage + "-" + what + "-" + instanceId;
    }

    /** Without the client properties, as there may be secrets among them. */
    @Override
    public String toString() {
        return "WorkerClients[prefix=" + prefix + ", stage=" + stage + ", instanceId=" + instanceId + "]";
    }
}
