package io.tocsin.monitor.app;

import io.tocsin.monitor.config.Stage;
import io.tocsin.monitor.wire.ClientKind;
import io.tocsin.monitor.wire.TopicCatalogue;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.GroupProtocol;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The properties of a stage's Kafka Streams application. What makes results exact can't be overridden by a
 * configuration; what only makes them faster or slower can.
 */
final class StreamsProperties {
    /**
     * Holds what is written between two commits. More would keep what has been written, which groups at hand do better, in a
     * tree that the collector goes through again and again: 64 MiB took a flood of groups an eighth longer than 8.
     */
    private static final long CACHE_BYTES = 16L << 20;

    /** Under attack a commit writes much to each partition; a batch costs the broker as much as what is in it. */
    private static final int BATCH_BYTES = 128 << 10;

    /**
     * A little longer than a process that was killed is waited for. Kafka Streams' 10 s were exceeded once with ten million
     * groups: whoever comes too late for its transaction reads all of its state anew.
     */
    private static final int TRANSACTION_TIMEOUT_MS = 20_000;

    private static final int MOST_ANSWERS_AT_ONCE = 1_000;
    private static final int PROBE_MS = 60_000;

    private StreamsProperties() {}

    /**
     * The properties of one stage.
     *
     * @param clientProperties how clients reach the cluster, and whatever else the configuration sets
     * @param applicationId see {@link #applicationId}
     * @param instanceId unique among the processes that run this stage; the same after a restart
     * @param stateFolder where the stage keeps its stores: never a temporary folder
     * @param isEmbedded whether the broker has one node, so that internal topics can't be replicated
     */
    static Properties of(
            Stage stage,
            Map<String, String> clientProperties,
            String applicationId,
            String instanceId,
            Path stateFolder,
            boolean isEmbedded) {
        Properties properties = new Properties();
        putDefaults(properties, stage, isEmbedded);
        properties.putAll(clientProperties);
        putFixed(properties, applicationId, instanceId, stateFolder);
        return properties;
    }

    private static void putDefaults(Properties properties, Stage stage, boolean isEmbedded) {
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, stage == Stage.DETECT ? 2 : 1);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, isEmbedded ? 1 : -1);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), TRANSACTION_TIMEOUT_MS);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), MOST_ANSWERS_AT_ONCE);
        properties.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        if (stage == Stage.DETECT) {
            // A task there reads one partition: there is no other to wait for, and asking costs each record a set and a
            // text.
            properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        }
        // As long do the partitions of a process that was killed stand still, unless it comes back sooner.
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, ClientKind.SESSION_TIMEOUT_MS);
        // How soon a process that came later is looked at again for whether it has copied the state of its share.
        properties.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, PROBE_MS);
    }

    private static void putFixed(Properties properties, String applicationId, String instanceId, Path stateFolder) {
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG, StreamsConfig.NO_OPTIMIZATION);
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateFolder.toString());
        // What is put aside is as large as it came, and more by the reason.
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                TopicCatalogue.MAX_REJECTED_MESSAGE_BYTES);
        // Not so long that state which others work on is outdated when it comes back. Not short either: what no thread
        // holds at that moment goes, even if it was released a second ago (KAFKA-20805), and is read back from Kafka.
        properties.put(StreamsConfig.STATE_CLEANUP_DELAY_MS_CONFIG, StateFolder.KEPT_WHILE_RUNNING.toMillis());
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedMemory.class.getName());
        // The classic protocol knows static members: a process that was killed is back in its place at once.
        properties.put(
                StreamsConfig.GROUP_PROTOCOL_CONFIG,
                GroupProtocol.CLASSIC.name().toLowerCase(java.util.Locale.ROOT));
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instanceId);
        // A group without offsets reads everything that is kept; a partition never starts at its end unnoticed.
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    }

    /**
     * The name of a stage's application, of its consumer group and of the internal topics' beginnings. Kafka allows
     * letters, digits, {@code .}, {@code _} and {@code -}; whatever else the prefix holds becomes {@code -}.
     */
    static String applicationId(String topicPrefix, Stage stage) {
        return topicPrefix.replaceAll("[^A-Za-z0-9._-]", "-") + stage.label();
    }
}
