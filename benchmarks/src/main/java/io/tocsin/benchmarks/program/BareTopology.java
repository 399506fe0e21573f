package io.tocsin.benchmarks.program;

import io.tocsin.monitor.wire.StageTopology;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.detect.Fingerprint;
import io.tocsin.rules.event.EventStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** A Streams application that reads logins exactly once on two threads, and does little or nothing with them. */
final class BareTopology implements AutoCloseable {
    private final KafkaStreams streams;

    private BareTopology(KafkaStreams streams) {
        this.streams = streams;
    }

    /** Starts one that parses every event. */
    static BareTopology parsing(Cluster cluster, Topics topics, String group) {
        return start(cluster, group, topology(topics, Parser::new));
    }

    /**
     * Starts one that parses every event and keeps the last twenty of each account, of 64 bytes each, about as much as Tocsin
     * keeps of failures: what state alone costs with Kafka Streams' own cache, where nothing is detected and nobody is told.
     */
    static BareTopology keeping(Cluster cluster, Topics topics, String group) {
        return start(cluster, group, topology(topics, new Keeper.Supplier()));
    }

    private static Topology topology(Topics topics, ProcessorSupplier<byte[], byte[], byte[], byte[]> supplier) {
        return new StageTopology()
                .source("events", topics.events(EventStream.LOGIN))
                .processor("look", supplier, "events")
                .build();
    }

    private static BareTopology start(Cluster cluster, String group, Topology topology) {
        Properties properties = new Properties();
        properties.putAll(cluster.client());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, group);
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, cluster.state(group).toString());
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        KafkaStreams streams = new KafkaStreams(topology, properties);
        streams.start();
        return new BareTopology(streams);
    }

    @Override
    public void close() {
        streams.close();
    }

    private static void parse(Record<byte[], byte[]> record) {
        try {
            BareConsumer.parse(record.value());
        } catch (IOException e) {
            throw new UncheckedIOException("the traffic isn't JSON", e);
        }
    }

    private static final class Parser implements Processor<byte[], byte[], byte[], byte[]> {
        @Override
        public void process(Record<byte[], byte[]> record) {
            parse(record);
        }
    }

    private static final class Keeper implements Processor<byte[], byte[], byte[], byte[]> {
        private static final String STORE = "kept";
        private static final int KEPT = 20;
        private static final int BYTES = 64;

        private KeyValueStore<Bytes, byte[]> store;

        @SuppressWarnings("NullAway.Init") // init() is called before process()
        private Keeper() {}

        @Override
        public void init(ProcessorContext<byte[], byte[]> context) {
            store = context.getStateStore(STORE);
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            parse(record);
            Bytes account = Bytes.wrap(record.key());
            byte[] before = store.get(account);
            int kept = before == null ? 0 : Math.min(before.length, (KEPT - 1) * BYTES);
            ByteBuffer after = ByteBuffer.allocate(kept + BYTES);
            if (before != null) {
                after.put(before, before.length - kept, kept);
            }
            put(after, record.value());
            store.put(account, after.array());
        }

        /** A fingerprint, which doesn't compress, and the end of the event, which does: Tocsin, too, keeps both kinds. */
        private static void put(ByteBuffer kept, byte[] event) {
            Fingerprint fingerprint = Fingerprint.of(event);
            kept.putLong(fingerprint.high()).putLong(fingerprint.low());
            int left = BYTES - 2 * Long.BYTES;
            kept.put(event, event.length - left, left);
        }

        private static final class Supplier implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {
            @Override
            public Processor<byte[], byte[], byte[], byte[]> get() {
                return new Keeper();
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(StageTopology.store(STORE));
            }
        }
    }
}
