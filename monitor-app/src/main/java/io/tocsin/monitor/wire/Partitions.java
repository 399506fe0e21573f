package io.tocsin.monitor.wire;

import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/** Which partition a key belongs to: Kafka's default, murmur2 over the key's bytes. */
public final class Partitions {
    private Partitions() {}

    /** The partition of a key, 0 to {@code partitions} - 1. */
    public static int of(byte[] key, int partitions) {
        return BuiltInPartitioner.partitionForKey(key, partitions);
    }
}
