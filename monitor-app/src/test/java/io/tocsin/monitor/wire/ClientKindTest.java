package io.tocsin.monitor.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientKindTest {
    private static final String NOBODY = "127.0.0.1:1";

    @Test
    void aPrefixMeansOneKindOfClientAlone() {
        Map<String, String> configured = Map.of(
                "bootstrap.servers", NOBODY,
                "producer.linger.ms", "7",
                "linger.ms", "1",
                "admin.retries", "2",
                "main.consumer.max.poll.records", "3");

        assertEquals(Map.of("bootstrap.servers", NOBODY, "linger.ms", "7"), ClientKind.PRODUCER.properties(configured));
        assertEquals(Map.of("bootstrap.servers", NOBODY, "linger.ms", "1"), ClientKind.CONSUMER.properties(configured));
        assertEquals(
                Map.of("bootstrap.servers", NOBODY, "linger.ms", "1", "retries", "2"),
                ClientKind.ADMIN.properties(configured));
    }

    @ParameterizedTest
    @CsvSource({
        "request.timeout.ms, 60000",
        "producer.request.timeout.ms, 60000",
        "admin.request.timeout.ms, 60000",
        "linger.ms, 40000",
        "delivery.timeout.ms, 300000",
        "default.api.timeout.ms, 300000"
    })
    void aTimeoutThatKafkaAllowsMakesNoClientImpossible(String name, String value) {
        Map<String, String> configured = Map.of("bootstrap.servers", NOBODY, name, value);

        new KafkaProducer<>(
                        ClientKind.PRODUCER.impatient(configured, 10_000, 30_000),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())
                .close();
        Admin.create(new HashMap<>(ClientKind.ADMIN.impatient(configured, 10_000, 30_000)))
                .close();
    }

    @Test
    void whoConfiguresNoTimeoutHasOurs() {
        assertEquals(
                Map.of("request.timeout.ms", 10_000, "default.api.timeout.ms", 30_000),
                ClientKind.ADMIN.impatient(Map.of(), 10_000, 30_000));
    }
}
