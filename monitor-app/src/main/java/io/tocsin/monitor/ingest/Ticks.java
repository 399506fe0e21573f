package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.TickCodec;
import java.util.List;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.jspecify.annotations.Nullable;

/** Sends one tick into every partition of topics. */
final class Ticks {
    private Ticks() {}

    /**
     * Hands the ticks to the producer, whose errors come to light when it is flushed or commits.
     *
     * @param value a tick of {@link TickCodec}
     * @param callback called once for each tick; {@code null} where a flush or commit tells enough
     */
    static void send(
            Producer<byte[], byte[]> producer, List<String> topics, byte[] value, @Nullable Callback callback) {
        for (String topic : topics) {
            for (PartitionInfo partition : KafkaClients.existing(topic, producer.partitionsFor(topic))) {
                producer.send(
                        new ProducerRecord<>(topic, partition.partition(), null, null, value, TickCodec.headers()),
                        callback);
            }
        }
    }
}
