package io.tocsin.monitor.wire;

import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * How every stage's topology is put together: bytes in, bytes out, bytes stored, and a name for everything. Bytes are read
 * by the stage's own processors, so that a bad record can be put aside instead of stopping the stream.
 */
public final class StageTopology {

    private final Topology topology = new Topology();

    /** A topic to read from its beginning. */
    public StageTopology source(String name, String topic) {
        topology.addSource(
                AutoOffsetReset.earliest(), name, new ByteArrayDeserializer(), new ByteArrayDeserializer(), topic);
        return this;
    }

    /** A processor, which brings its stores along. */
    public StageTopology processor(
            String name, ProcessorSupplier<byte[], byte[], byte[], byte[]> supplier, String... parents) {
        topology.addProcessor(name, supplier, parents);
        return this;
    }

    /** A topic to write, partitioned by key as Kafka does by default. */
    public StageTopology sink(String name, String topic, String... parents) {
        topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), parents);
        return this;
    }

    /** A topic to write, partitioned otherwise. */
    public StageTopology sink(
            String name, String topic, StreamPartitioner<byte[], byte[]> partitioner, String... parents) {
        topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), partitioner, parents);
        return this;
    }

    /** The topology; nothing is started. */
    public Topology build() {
        return topology;
    }

    /** A persistent store of bytes whose changelog is compacted; what changes often is written once per commit. */
    public static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingEnabled()
                .withLoggingEnabled(Map.of());
    }
}
