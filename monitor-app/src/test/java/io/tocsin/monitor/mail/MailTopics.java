package io.tocsin.monitor.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.monitor.wire.NotificationCodec;
import io.tocsin.monitor.wire.NotificationOutcomeCodec;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.routing.Notification;
import io.tocsin.rules.routing.NotificationOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The two topics of the mail stage under a prefix of their own, seen from the outside. */
final class MailTopics implements AutoCloseable {

    static final int PARTITIONS = 2;

    final Topics topics;
    private final Map<String, String> clientProperties;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    MailTopics(Map<String, String> clientProperties, String prefix, int outcomePartitions) throws Exception {
        this.clientProperties = clientProperties;
        this.topics = new Topics(prefix);
        this.admin = Admin.create(new HashMap<>(clientProperties));
        this.producer = new KafkaProducer<>(
                new HashMap<>(clientProperties), new ByteArraySerializer(), new ByteArraySerializer());
        admin.createTopics(List.of(
                        new NewTopic(topics.notifications(), PARTITIONS, (short) 1),
                        new NewTopic(topics.notificationOutcomes(), outcomePartitions, (short) 1)))
                .all()
                .get();
        // Until the partitions have their leaders, an idempotent producer can lose its first batch (KAFKA-15591).
        await("the topics have leaders", this::haveLeaders);
    }

    private boolean haveLeaders() {
        try {
            for (TopicPartition each : partitions(topics.notifications())) {
                end(each);
                end(new TopicPartition(topics.notificationOutcomes(), each.partition()));
            }
            return true;
        } catch (Exception e) { // not even known yet
            return false;
        }
    }

    void write(Notification... notifications) throws Exception {
        write(List.of(notifications));
    }

    void write(List<Notification> notifications) throws Exception {
        List<Future<RecordMetadata>> written = new ArrayList<>();
        for (Notification each : notifications) {
            byte[] key = ("[\"default\",\"" + each.recipient() + "\"]").getBytes(UTF_8);
            written.add(
                    producer.send(new ProducerRecord<>(topics.notifications(), key, NotificationCodec.encode(each))));
        }
        for (Future<RecordMetadata> each : written) {
            each.get();
        }
    }

    void writeRaw(String recipient, String value) throws Exception {
        byte[] key = ("[\"default\",\"" + recipient + "\"]").getBytes(UTF_8);
        producer.send(new ProducerRecord<>(topics.notifications(), key, value.getBytes(UTF_8)))
                .get();
    }

    /** Every outcome there is, read_committed; checks that each stands where its notification's key belongs. */
    List<NotificationOutcome> outcomes() throws Exception {
        Map<String, Object> properties = new HashMap<>(clientProperties);
        properties.put("isolation.level", "read_committed");
        properties.put("auto.offset.reset", "earliest");
        List<TopicPartition> partitions = partitions(topics.notificationOutcomes());
        List<NotificationOutcome> outcomes = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                for (var record : consumer.poll(Duration.ofMillis(50))) {
                    NotificationOutcome outcome = NotificationOutcomeCodec.decode(record.value());
                    String key = "[\"default\",\"" + outcome.recipient() + "\"]";
                    if (!key.equals(new String(record.key(), UTF_8))) {
                        throw new AssertionError("the outcome's key is " + new String(record.key(), UTF_8));
                    }
                    outcomes.add(outcome);
                }
            }
        }
        return outcomes;
    }

    /** How many notifications aren't committed by the mail stage's group. */
    long uncommitted() throws Exception {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(topics.prefix() + "mail")
                .partitionsToOffsetAndMetadata()
                .get();
        long behind = 0;
        for (TopicPartition each : partitions(topics.notifications())) {
            OffsetAndMetadata offset = committed.get(each);
            behind += end(each) - (offset == null ? 0 : offset.offset());
        }
        return behind;
    }

    /** Makes the group forget what it has read. */
    void rewind() throws Exception {
        Map<TopicPartition, OffsetAndMetadata> start = new HashMap<>();
        partitions(topics.notifications()).forEach(each -> start.put(each, new OffsetAndMetadata(0)));
        // A static member stays in the group until its session ends.
        admin.removeMembersFromConsumerGroup(topics.prefix() + "mail", new RemoveMembersFromConsumerGroupOptions())
                .all()
                .get();
        admin.alterConsumerGroupOffsets(topics.prefix() + "mail", start).all().get();
    }

    private long end(TopicPartition partition) throws Exception {
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get()
                .offset();
    }

    private static List<TopicPartition> partitions(String topic) {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(each -> new TopicPartition(topic, each))
                .toList();
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }

    /** Waits up to 30 s. */
    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within 30 s: " + what);
            }
            Thread.sleep(10);
        }
    }
}
