package io.tocsin.topology.architecture.violations.monitor.mail;

import io.tocsin.topology.architecture.violations.monitor.detect.DetectWithClock;
import java.util.Properties;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

final class MailThatDetects {

    private MailThatDetects() {}

    static String id() {
        return DetectWithClock.id();
    }

    static void start(Topology topology, Properties properties) {
        try (KafkaStreams streams = new KafkaStreams(topology, properties)) {
            streams.start();
        }
    }
}
