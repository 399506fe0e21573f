package io.tocsin.monitor.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import org.junit.jupiter.api.Test;

class NodeSettingsTest {
    private static final Map<String, String> SETTINGS =
            NodeSettings.of(Path.of("kafka"), 9093, BrokerSecret.random(), Duration.ofSeconds(60));

    /** Kafka ignores a name that it doesn't know, so that a typing mistake would go unnoticed. */
    @Test
    void everySettingIsOneThatKafkaKnows() {
        List<String> unknown = SETTINGS.keySet().stream()
                .filter(name -> !name.startsWith("listener.name."))
                // Settings of the authorizer, which reads them itself.
                .filter(name -> !List.of("super.users", "allow.everyone.if.no.acl.found")
                        .contains(name))
                .filter(name -> !KafkaConfig.configNames().contains(name))
                .toList();

        assertEquals(List.of(), unknown);
    }

    @Test
    void everyListenerAsksForTheSecretAndIsOnLoopback() {
        assertEquals("CLIENT://127.0.0.1:0,CONTROLLER://127.0.0.1:9093", SETTINGS.get("listeners"));
        assertEquals("CLIENT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT", SETTINGS.get("listener.security.protocol.map"));
    }

    @Test
    void theCleanerHasMoreRoomWhereTheHeapIsLarge() {
        assertEquals(8 << 20, NodeSettings.cleanerBytes(256L << 20));
        assertEquals(32 << 20, NodeSettings.cleanerBytes(2L << 30));
        assertEquals(64 << 20, NodeSettings.cleanerBytes(64L << 30));
    }

    @Test
    void aSecretIsLongAndNeverPrinted() {
        BrokerSecret secret = BrokerSecret.random();

        assertEquals(43, secret.password().length());
        assertFalse(secret.toString().contains(secret.password()));
    }
}
