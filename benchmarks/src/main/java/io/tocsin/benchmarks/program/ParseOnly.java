package io.tocsin.benchmarks.program;

import io.tocsin.monitor.wire.StageTopology;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.event.EventStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;

/** A Streams application that parses every event exactly once on two threads, and does nothing with it. */
final class ParseOnly implements AutoCloseable {
    private final KafkaStreams streams;

    private ParseOnly(KafkaStreams streams) {
        this.streams = streams;
    }

    /** Starts it on a topic of logins. */
    static ParseOnly start(Cluster cluster, Topics topics, String group) {
        Properties properties = new Properties();
        properties.putAll(cluster.client());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, group);
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, cluster.state(group).toString());
        KafkaStreams streams = new KafkaStreams(
                new StageTopology()
                        .source("events", topics.events(EventStream.LOGIN))
                        .processor("parse", Parser::new, "events")
                        .build(),
                properties);
        streams.start();
        return new ParseOnly(streams);
    }

    @Override
    public void close() {
        streams.close();
    }

    private static final class Parser implements Processor<byte[], byte[], byte[], byte[]> {
        @Override
        public void process(Record<byte[], byte[]> record) {
            try {
                BareConsumer.parse(record.value());
            } catch (IOException e) {
                throw new UncheckedIOException("the traffic isn't JSON", e);
            }
        }
    }
}
