package io.tocsin.monitor.account;

import io.tocsin.monitor.wire.ClientKind;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The Kafka clients of the account stage. What exactness rests on can't be overridden by a configuration. */
final class AccountClients {

    private static final int API_TIMEOUT_MS = 15_000;
    private static final int REQUEST_TIMEOUT_MS = 10_000;
    private static final int MAX_BLOCK_MS = 15_000;
    private static final int DELIVERY_TIMEOUT_MS = 30_000;
    private static final int MAX_POLL_RECORDS = 500;
    /** As long as others wait for what a process that was killed had begun to write, if it doesn't come back. */
    private static final int TRANSACTION_TIMEOUT_MS = 15_000;

    private final AccountSettings settings;

    AccountClients(AccountSettings settings) {
        this.settings = settings;
    }

    /** Reads the commands as a member of the group {@code <prefix>account}. */
    KafkaConsumer<byte[], byte[]> commands() {
        Map<String, Object> properties = reading("commands");
        properties.putIfAbsent(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        properties.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, ClientKind.SESSION_TIMEOUT_MS);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group());
        properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, settings.instanceId());
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Reads results, in no group. */
    KafkaConsumer<byte[], byte[]> ledger() {
        Map<String, Object> properties = reading("ledger");
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> reading(String what) {
        Map<String, Object> properties =
                ClientKind.CONSUMER.impatient(settings.clientProperties(), REQUEST_TIMEOUT_MS, API_TIMEOUT_MS);
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId(what));
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return properties;
    }

    /** Writes results. The id of its transactions ends what a predecessor of the same instance has left open. */
    KafkaProducer<byte[], byte[]> results() {
        Map<String, Object> properties =
                ClientKind.PRODUCER.impatient(settings.clientProperties(), REQUEST_TIMEOUT_MS, DELIVERY_TIMEOUT_MS);
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, clientId("results"));
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group() + "-" + settings.instanceId());
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // The thread that writes also polls: it mustn't wait long where Kafka is away.
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private String group() {
        return settings.topics().prefix() + "account";
    }

    private String clientId(String what) {
        return "tocsin-account-" + what + "-" + settings.instanceId();
    }
}
