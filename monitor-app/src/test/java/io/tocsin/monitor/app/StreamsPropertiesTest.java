package io.tocsin.monitor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.monitor.config.Stage;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class StreamsPropertiesTest {
    private static Properties of(Map<String, String> client) {
        return StreamsProperties.of(Stage.DETECT, client, "tocsin.detect", "node-1", Path.of("data", "state"), false);
    }

    @Test
    void whatMakesResultsExactCannotBeOverridden() {
        Properties properties = of(Map.of(
                "bootstrap.servers", "k:9092", "processing.guarantee", "at_least_once", "state.dir", "elsewhere"));

        assertEquals("exactly_once_v2", properties.get("processing.guarantee"));
        assertEquals(Path.of("data", "state").toString(), properties.get("state.dir"));
        assertEquals("classic", properties.get("group.protocol"));
        assertEquals("node-1", properties.get("main.consumer.group.instance.id"));
        assertEquals("none", properties.get("topology.optimization"));
    }

    @Test
    void whatMakesThemFasterCan() {
        Properties properties = of(Map.of("bootstrap.servers", "k:9092", "num.stream.threads", "7"));

        assertEquals("7", properties.get("num.stream.threads"));
        assertEquals(100, properties.get("commit.interval.ms"));
        assertEquals(
                7,
                new StreamsConfig(properties).getInt("num.stream.threads"),
                "Kafka Streams accepts them as they are");
    }

    @Test
    void aProcessIsTakenForDeadAfterATimeThatCanBeSet() {
        assertEquals(15_000, of(Map.of("bootstrap.servers", "k:9092")).get("session.timeout.ms"));
        assertEquals(
                "6000",
                of(Map.of("bootstrap.servers", "k:9092", "session.timeout.ms", "6000"))
                        .get("session.timeout.ms"));
    }

    @Test
    void anApplicationsNameHoldsOnlyWhatKafkaAllows() {
        assertEquals("tocsin.detect", StreamsProperties.applicationId("tocsin.", Stage.DETECT));
        assertEquals("a-b-respond", StreamsProperties.applicationId("a b/", Stage.RESPOND));
        assertEquals("mail", StreamsProperties.applicationId("", Stage.MAIL));
    }
}
