package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.ImportProgress;
import io.tocsin.monitor.wire.ImportProgressCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.monitor.worker.LogEnds;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The progress of imports as it stands in topic {@code imports}. */
final class ImportLedger {
    private static final Duration POLL = Duration.ofMillis(200);
    /** Longer than Kafka gives the transaction of another import that was killed. */
    static final Duration PATIENCE = Duration.ofSeconds(75);

    private final Map<String, String> clientProperties;
    private final String topic;
    private final Duration patience;

    ImportLedger(Map<String, String> clientProperties, Topics topics, Duration patience) {
        this.clientProperties = clientProperties;
        this.topic = topics.imports();
        this.patience = patience;
    }

    /** The record that says how far an import has come. */
    ProducerRecord<byte[], byte[]> record(String source, ImportProgress progress) {
        return new ProducerRecord<>(topic, ImportProgressCodec.key(source), ImportProgressCodec.encode(progress));
    }

    /**
     * How far a log's import has come; the whole topic is read, which is compacted and small.
     *
     * <p>To be asked after {@code initTransactions}, which ends whatever an earlier import of this source left open.
     *
     * @return {@code null} for a log that was never imported
     * @throws ImportException if a transaction stays open in the topic, or what it says can't be read
     */
    @Nullable
    ImportProgress read(String source) throws ImportException {
        return readAll(Set.of(source)).get(source);
    }

    /**
     * How far the imports of several logs have come.
     *
     * @return what is known of those that were ever imported
     * @throws ImportException as {@link #read}
     */
    Map<String, ImportProgress> readAll(Set<String> sources) throws ImportException {
        Map<ByteBuffer, byte[]> newest = newest(sources);
        Map<String, ImportProgress> known = new HashMap<>();
        try {
            for (String source : sources) {
                byte[] value = newest.get(ByteBuffer.wrap(ImportProgressCodec.key(source)));
                if (value != null) {
                    known.put(source, ImportProgressCodec.decode(value));
                }
            }
            return known;
        } catch (MalformedRecordException e) {
            throw new ImportException(
                    "what topic " + topic + " says about this log can't be read: " + e.getMessage(), e);
        }
    }

    /** The last value of each key. */
    private Map<ByteBuffer, byte[]> newest(Set<String> sources) throws ImportException {
        Set<ByteBuffer> keys = new HashSet<>();
        sources.forEach(source -> keys.add(ByteBuffer.wrap(ImportProgressCodec.key(source))));
        Map<ByteBuffer, byte[]> newest = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = KafkaClients.reader(clientProperties, "tocsin-import-progress")) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (PartitionInfo partition : KafkaClients.existing(topic, consumer.partitionsFor(topic))) {
                partitions.add(new TopicPartition(topic, partition.partition()));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = LogEnds.of(clientProperties, partitions);
            long lastProgressNs = System.nanoTime();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    lastProgressNs = System.nanoTime();
                    ByteBuffer key = record.key() == null ? null : ByteBuffer.wrap(record.key());
                    if (key != null && keys.contains(key)) {
                        newest.put(key, record.value());
                    }
                }
                if (System.nanoTime() - lastProgressNs > patience.toNanos()) {
                    // What lies behind an open transaction may be the newest word on this log: going on could double
                    // its events.
                    throw new ImportException("an open transaction hides the end of the topic " + topic
                            + ": another import of a killed process, or one that `kafka-transactions.sh find-hanging`"
                            + " shows; the same command goes on once it has ended");
                }
            }
        }
        return newest;
    }
}
