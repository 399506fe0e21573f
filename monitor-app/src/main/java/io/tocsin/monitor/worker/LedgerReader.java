package io.tocsin.monitor.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads what was written about newly assigned partitions, from the beginning to where it ends now, a little at each turn,
 * so that the consumer of what is to be done can go on polling.
 */
public final class LedgerReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    /** Who wants to know what a partition holds. */
    public interface Reading {
        /** A record of it, in order. */
        void take(ConsumerRecord<byte[], byte[]> record);

        /** All that it held was taken. */
        void complete();
    }

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final Function<Collection<TopicPartition>, Map<TopicPartition, Long>> endsOf;
    private final Map<TopicPartition, Reading> readings = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();

    /**
     * Reads nothing yet.
     *
     * @param consumer in no group, read_committed, from the earliest; closed with this
     * @param endsOf where partitions end
     */
    public LedgerReader(
            Consumer<byte[], byte[]> consumer,
            String topic,
            Function<Collection<TopicPartition>, Map<TopicPartition, Long>> endsOf) {
        this.consumer = consumer;
        this.topic = topic;
        this.endsOf = endsOf;
    }

    /** Begins to read a partition. */
    public void begin(int partition, Reading reading) {
        TopicPartition at = new TopicPartition(topic, partition);
        boolean isNew = readings.put(at, reading) == null;
        consumer.assign(readings.keySet());
        if (!isNew) {
            ends.remove(at);
            consumer.seekToBeginning(List.of(at));
        }
    }

    /** Stops to read a partition. */
    public void forget(int partition) {
        TopicPartition at = new TopicPartition(topic, partition);
        ends.remove(at);
        if (readings.remove(at) != null) {
            consumer.assign(readings.keySet());
        }
    }

    /** Whether a partition is still being read. */
    public boolean isReading() {
        return !readings.isEmpty();
    }

    /** Reads on. */
    public void turn() {
        if (readings.isEmpty()) {
            return;
        }
        List<TopicPartition> endless = readings.keySet().stream()
                .filter(each -> !ends.containsKey(each))
                .toList();
        if (!endless.isEmpty()) {
            ends.putAll(endsOf.apply(endless));
        }
        consumer.poll(POLL).forEach(this::take);
        List<TopicPartition> complete = new ArrayList<>();
        for (Entry<TopicPartition, Reading> each : readings.entrySet()) {
            if (consumer.position(each.getKey()) >= ends.getOrDefault(each.getKey(), Long.MAX_VALUE)) {
                complete.add(each.getKey());
            }
        }
        for (TopicPartition each : complete) {
            Reading reading = readings.get(each);
            forget(each.partition());
            if (reading != null) {
                reading.complete();
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        Reading reading = readings.get(new TopicPartition(record.topic(), record.partition()));
        if (reading != null) {
            reading.take(record);
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
}
