package io.tocsin.monitor.mail;

import io.tocsin.monitor.wire.ClientKind;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The Kafka clients of the mail stage. What exactness rests on can't be overridden by a configuration. */
final class MailClients {

    private static final int API_TIMEOUT_MS = 15_000;
    private static final int REQUEST_TIMEOUT_MS = 10_000;
    private static final int MAX_BLOCK_MS = 5_000;
    private static final int DELIVERY_TIMEOUT_MS = 30_000;
    private static final int MAX_POLL_RECORDS = 100;

    private final MailSettings settings;

    MailClients(MailSettings settings) {
        this.settings = settings;
    }

    /** Reads the notifications as a member of the group {@code <prefix>mail}. */
    KafkaConsumer<byte[], byte[]> notifications() {
        Map<String, Object> properties = reading("notifications");
        properties.putIfAbsent(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        properties.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, ClientKind.SESSION_TIMEOUT_MS);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, settings.topics().prefix() + "mail");
        properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, settings.instanceId());
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Reads outcomes, in no group. */
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

    /** Writes outcomes. */
    KafkaProducer<byte[], byte[]> outcomes() {
        Map<String, Object> properties =
                ClientKind.PRODUCER.impatient(settings.clientProperties(), REQUEST_TIMEOUT_MS, DELIVERY_TIMEOUT_MS);
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, clientId("outcomes"));
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // The thread that writes also polls: it mustn't wait long where Kafka is away.
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private String clientId(String what) {
        return "tocsin-mail-" + what + "-" + settings.instanceId();
    }
}
