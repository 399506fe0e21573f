package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.ImportProgress;
import io.tocsin.monitor.wire.ImportProgressCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The progress of imports as it stands in topic {@code imports}. */
final class ImportLedger {
    private static final Duration POLL = Duration.ofMillis(200);
    /** By then the transaction of another import that was killed has been ended by Kafka. */
    private static final long PATIENCE_MS = 75_000;

    private final Map<String, String> clientProperties;
    private final String topic;

    ImportLedger(Map<String, String> clientProperties, Topics topics) {
        this.clientProperties = clientProperties;
        this.topic = topics.imports();
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
     */
    @Nullable
    ImportProgress read(String source) throws ImportException {
        byte[] key = ImportProgressCodec.key(source);
        byte[] newest = null;
        try (KafkaConsumer<byte[], byte[]> consumer = KafkaClients.reader(clientProperties, "tocsin-import-progress")) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (PartitionInfo partition : consumer.partitionsFor(topic)) {
                partitions.add(new TopicPartition(topic, partition.partition()));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = KafkaClients.ends(clientProperties, partitions);
            long lastProgressNs = System.nanoTime();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    lastProgressNs = System.nanoTime();
                    if (Arrays.equals(record.key(), key)) {
                        newest = record.value();
                    }
                }
                if (System.nanoTime() - lastProgressNs > PATIENCE_MS * 1_000_000) {
                    // A transaction that nobody can end any more is left by some kills of a broker: go on without it.
                    Map<TopicPartition, Long> committed = consumer.endOffsets(partitions);
                    if (committed.entrySet().stream()
                            .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                        break;
                    }
                    throw new TimeoutException("the topic " + topic + " can't be read to its end");
                }
            }
        }
        try {
            return newest == null ? null : ImportProgressCodec.decode(newest);
        } catch (MalformedRecordException e) {
            throw new ImportException(
                    "what topic " + topic + " says about this log can't be read: " + e.getMessage(), e);
        }
    }
}
