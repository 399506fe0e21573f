package io.tocsin.monitor.mail;

import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.NotificationOutcomeCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the outcomes of newly assigned partitions from the beginning to where they end now, a little at each turn, so
 * that the consumer of the notifications can go on polling.
 */
final class LedgerReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerReader.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final Map<TopicPartition, PartitionWork> reading = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();

    /** @param consumer in no group, read_committed, from the earliest; closed with this */
    LedgerReader(Consumer<byte[], byte[]> consumer, String topic) {
        this.consumer = consumer;
        this.topic = topic;
    }

    void begin(int partition, PartitionWork work) {
        reading.put(new TopicPartition(topic, partition), work);
        consumer.assign(reading.keySet());
    }

    void forget(int partition) {
        TopicPartition at = new TopicPartition(topic, partition);
        ends.remove(at);
        if (reading.remove(at) != null) {
            consumer.assign(reading.keySet());
        }
    }

    boolean isReading() {
        return !reading.isEmpty();
    }

    /** Reads on. Those that are complete say so in their {@link PartitionWork}. */
    void turn() {
        if (reading.isEmpty()) {
            return;
        }
        List<TopicPartition> endless = reading.keySet().stream()
                .filter(each -> !ends.containsKey(each))
                .toList();
        if (!endless.isEmpty()) {
            ends.putAll(consumer.endOffsets(endless));
        }
        consumer.poll(POLL).forEach(this::take);
        List<TopicPartition> complete = new ArrayList<>();
        for (Entry<TopicPartition, PartitionWork> each : reading.entrySet()) {
            if (consumer.position(each.getKey()) >= ends.getOrDefault(each.getKey(), Long.MAX_VALUE)) {
                complete.add(each.getKey());
            }
        }
        for (TopicPartition each : complete) {
            PartitionWork work = reading.get(each);
            forget(each.partition());
            if (work != null) {
                work.ledgerWasRead();
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        PartitionWork work = reading.get(new TopicPartition(record.topic(), record.partition()));
        if (work == null) {
            return;
        }
        try {
            work.ledger().add(NotificationOutcomeCodec.decode(record.value()).id());
        } catch (MalformedRecordException e) {
            LOG.error(
                    "The outcome at {}-{} offset {} can't be read and is passed over: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
}
