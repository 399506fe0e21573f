package io.tocsin.monitor.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.monitor.wire.AccountCommandCodec;
import io.tocsin.monitor.wire.AccountKey;
import io.tocsin.monitor.wire.CommandResultCodec;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.CommandResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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

/** The two topics of the account stage under a prefix of their own, seen from the outside. */
final class AccountTopics implements AutoCloseable {

    static final int PARTITIONS = 2;

    final Topics topics;
    private final Map<String, String> clientProperties;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    AccountTopics(Map<String, String> clientProperties, String prefix, int resultPartitions) throws Exception {
        this.clientProperties = clientProperties;
        this.topics = new Topics(prefix);
        this.admin = Admin.create(new HashMap<>(clientProperties));
        this.producer = new KafkaProducer<>(
                new HashMap<>(clientProperties), new ByteArraySerializer(), new ByteArraySerializer());
        admin.createTopics(List.of(
                        new NewTopic(topics.accountCommands(), PARTITIONS, (short) 1),
                        new NewTopic(topics.accountCommandResults(), resultPartitions, (short) 1)))
                .all()
                .get();
        // Until the partitions have their leaders, an idempotent producer can lose its first batch (KAFKA-15591).
        await("the topics have leaders", this::haveLeaders);
    }

    private boolean haveLeaders() {
        try {
            for (TopicPartition each : partitions(topics.accountCommands())) {
                end(each);
                end(new TopicPartition(topics.accountCommandResults(), each.partition()));
            }
            return true;
        } catch (Exception e) { // not even known yet
            return false;
        }
    }

    void write(AccountCommand... commands) throws Exception {
        write(Arrays.asList(commands));
    }

    void write(List<AccountCommand> commands) throws Exception {
        List<Future<RecordMetadata>> written = new ArrayList<>();
        for (AccountCommand each : commands) {
            written.add(producer.send(new ProducerRecord<>(
                    topics.accountCommands(), AccountCommandCodec.key(each), AccountCommandCodec.encode(each))));
        }
        for (Future<RecordMetadata> each : written) {
            each.get();
        }
    }

    void writeRaw(String account, String value) throws Exception {
        producer.send(new ProducerRecord<>(
                        topics.accountCommands(), AccountKey.of("default", account), value.getBytes(UTF_8)))
                .get();
    }

    /** Every result there is, read_committed; those of one account in their order. */
    List<CommandResult> results() throws Exception {
        Map<String, Object> properties = new HashMap<>(clientProperties);
        properties.put("isolation.level", "read_committed");
        properties.put("auto.offset.reset", "earliest");
        List<TopicPartition> partitions = partitions(topics.accountCommandResults());
        List<CommandResult> results = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                for (var record : consumer.poll(Duration.ofMillis(50))) {
                    CommandResult result = CommandResultCodec.decode(record.value());
                    if (!Arrays.equals(CommandResultCodec.key(result), record.key())) {
                        throw new AssertionError("the result's key is " + new String(record.key(), UTF_8));
                    }
                    results.add(result);
                }
            }
        }
        return results;
    }

    /** What stands there of one command, in order. */
    List<CommandResult.Outcome> outcomes(String command) throws Exception {
        return results().stream()
                .filter(each -> each.commandId().equals(command))
                .map(CommandResult::outcome)
                .toList();
    }

    /** How many commands aren't committed by the account stage's group. */
    long uncommitted() throws Exception {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(topics.prefix() + "account")
                .partitionsToOffsetAndMetadata()
                .get();
        long behind = 0;
        for (TopicPartition each : partitions(topics.accountCommands())) {
            OffsetAndMetadata offset = committed.get(each);
            behind += end(each) - (offset == null ? 0 : offset.offset());
        }
        return behind;
    }

    /** Makes the group forget what it has read. */
    void rewind() throws Exception {
        Map<TopicPartition, OffsetAndMetadata> start = new HashMap<>();
        partitions(topics.accountCommands()).forEach(each -> start.put(each, new OffsetAndMetadata(0)));
        // A static member stays in the group until its session ends.
        admin.removeMembersFromConsumerGroup(topics.prefix() + "account", new RemoveMembersFromConsumerGroupOptions())
                .all()
                .get();
        admin.alterConsumerGroupOffsets(topics.prefix() + "account", start)
                .all()
                .get();
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
