package io.tocsin.monitor.account;

import io.tocsin.monitor.wire.CommandResultCodec;
import io.tocsin.rules.containment.CommandResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes results and, in the same transaction, how far the commands are done. The offsets go along with every result, also
 * where they haven't moved: so the group's coordinator refuses what somebody writes whose partitions were taken away.
 */
final class ResultPublisher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ResultPublisher.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** How writing ended. */
    enum Ending {
        /** All of it is written. */
        DONE,
        /** Nothing of it is written; it can be written again. */
        NOTHING,
        /** Only reading the log again can tell; nothing is written until {@link #open}. */
        UNKNOWN
    }

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final String topic;
    private @Nullable Producer<byte[], byte[]> producer;

    /** @param producers makes producers of transactions under the same id, each closed with this */
    ResultPublisher(Supplier<Producer<byte[], byte[]>> producers, String topic) {
        this.producers = producers;
        this.topic = topic;
    }

    boolean isOpen() {
        return producer != null;
    }

    /**
     * Gets ready to write: whatever this instance, or one before it of the same name, had begun to write is complete or
     * void after it.
     *
     * @throws KafkaException if Kafka can't be asked; it may be tried again
     */
    void open() {
        Producer<byte[], byte[]> opened = producers.get();
        try {
            opened.initTransactions();
        } catch (RuntimeException e) {
            opened.close(Duration.ZERO);
            throw e;
        }
        producer = opened;
    }

    /**
     * Writes all of it or nothing.
     *
     * @param offsets of the commands' partitions, among them each that a result belongs to
     * @throws ProducerFencedException if another process writes under the same id
     */
    Ending write(List<Report> reports, Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        Producer<byte[], byte[]> open = producer;
        if (open == null) {
            throw new IllegalStateException("the publisher of results isn't open");
        }
        try {
            open.beginTransaction();
            for (Report each : reports) {
                CommandResult result = each.result();
                open.send(new ProducerRecord<>(
                        topic,
                        each.job().partition,
                        CommandResultCodec.key(result),
                        CommandResultCodec.encode(result)));
            }
            open.sendOffsetsToTransaction(offsets, group);
            open.commitTransaction();
            return Ending.DONE;
        } catch (ProducerFencedException e) {
            shut();
            throw e;
        } catch (KafkaException e) {
            LOG.warn("Results could not be written and will be again", e);
            return abort(open);
        }
    }

    /** A commit that gave no answer can't be aborted any more. */
    private Ending abort(Producer<byte[], byte[]> open) {
        try {
            open.abortTransaction();
            return Ending.NOTHING;
        } catch (KafkaException | IllegalStateException e) {
            LOG.warn("Whether results were written is found out by reading them again", e);
            shut();
            return Ending.UNKNOWN;
        }
    }

    private void shut() {
        Producer<byte[], byte[]> open = producer;
        producer = null;
        if (open != null) {
            open.close(Duration.ZERO);
        }
    }

    @Override
    public void close() {
        Producer<byte[], byte[]> open = producer;
        producer = null;
        if (open != null) {
            open.close(CLOSE_TIMEOUT);
        }
    }
}
