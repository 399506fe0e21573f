package io.tocsin.monitor.app;

import io.tocsin.monitor.wire.ClientKind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a topic for a person or a test: committed records only, outside of any group, so that it leaves no trace.
 * Records of one partition come in order; those of several partitions come as they are found.
 */
public final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final List<TopicPartition> partitions;

    /** What is done with a record. */
    @FunctionalInterface
    public interface Visitor {
        /** Takes a record; {@code false} ends the reading. */
        boolean visit(ConsumerRecord<byte[], byte[]> record);
    }

    /**
     * A reader that stands at the beginning of a topic.
     *
     * @param clientProperties how the cluster is reached
     * @throws UnknownTopicOrPartitionException if there is no such topic
     */
    public TopicReader(Map<String, String> clientProperties, String topic) {
        Map<String, Object> properties = ClientKind.CONSUMER.properties(clientProperties);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        this.topic = topic;
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            this.partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new UnknownTopicOrPartitionException("there is no topic " + topic);
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        } catch (RuntimeException e) {
            consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
            throw e;
        }
    }

    /** Goes to the first records that were appended at this time or later. */
    public TopicReader from(Instant appended) {
        Map<TopicPartition, Long> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, appended.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(wanted);
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp place = found.get(partition);
            if (place == null) {
                consumer.seekToEnd(List.of(partition));
            } else {
                consumer.seek(partition, place.offset());
            }
        }
        return this;
    }

    /** Goes behind the last record that the topic has now, so that only what comes later is read. */
    public TopicReader fromEnd() {
        consumer.seekToEnd(partitions);
        // Seeking is lazy: only asking for the position makes it the one of now.
        partitions.forEach(consumer::position);
        return this;
    }

    /**
     * Reads up to the end that the topic has now.
     *
     * @throws TimeoutException if nothing comes for half a minute and the end isn't reached
     */
    public void readToEnd(Visitor visitor) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long before = -1;
        long movedAtNs = System.nanoTime();
        while (partitions.stream()
                .anyMatch(partition -> consumer.position(partition) < Objects.requireNonNull(ends.get(partition)))) {
            long now = partitions.stream().mapToLong(consumer::position).sum();
            if (now != before) {
                before = now;
                movedAtNs = System.nanoTime();
            } else if (System.nanoTime() - movedAtNs > PATIENCE.toNanos()) {
                throw new TimeoutException("the topic " + topic + " was not read to its end: nothing came for "
                        + PATIENCE.toSeconds() + " s");
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (!visitor.visit(record)) {
                    return;
                }
            }
        }
    }

    /** Reads on and on, until the visitor has enough or {@code isOver} says so; asked a few times a second. */
    public void follow(BooleanSupplier isOver, Visitor visitor) {
        while (!isOver.getAsBoolean()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (!visitor.visit(record)) {
                    return;
                }
            }
        }
    }

    /** The topic's name. */
    public String topic() {
        return topic;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
}
