package io.tocsin.monitor.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.roster.Roster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.junit.jupiter.api.Test;

class TopicCatalogueTest {
    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);

    private static Map<String, TopicSpec> catalogue(TopicSettings settings) {
        return TopicCatalogue.of(TOPICS, Roster.REQUIRED_ROLES, settings).stream()
                .collect(Collectors.toMap(TopicSpec::name, Function.identity()));
    }

    @Test
    void everyTopicGoesByTheTimeOfArrival() {
        catalogue(TopicSettings.embedded())
                .values()
                .forEach(spec -> assertEquals("LogAppendTime", spec.configs().get("message.timestamp.type")));
    }

    @Test
    void everySettingIsOneThatKafkaKnowsAndAccepts() {
        for (TopicSettings settings : List.of(
                TopicSettings.embedded(),
                TopicSettings.cluster(),
                TopicSettings.cluster().withReplicationFactor(3))) {
            for (TopicSpec spec : catalogue(settings).values()) {
                assertEquals(
                        List.of(),
                        spec.configs().keySet().stream()
                                .filter(name -> !LogConfig.configNames().contains(name))
                                .toList());
                LogConfig.validate(spec.configs());
            }
        }
    }

    @Test
    void everyRoleHasItsTopic() {
        Map<String, TopicSpec> catalogue = catalogue(TopicSettings.embedded());

        Roster.REQUIRED_ROLES.forEach(role -> assertTrue(catalogue.containsKey("tocsin.alerts." + role)));
        assertEquals(20, catalogue.size());
    }

    @Test
    void requestAndOutcomeShareTheNumberOfPartitions() {
        Map<String, TopicSpec> catalogue = catalogue(TopicSettings.cluster().withPartitions(12));

        for (String name : List.of(
                TOPICS.accountCommands(),
                TOPICS.accountCommandResults(),
                TOPICS.accounts(),
                TOPICS.notices(),
                TOPICS.notifications(),
                TOPICS.notificationOutcomes())) {
            assertEquals(12, catalogue.get(name).partitions(), name);
        }
    }

    @Test
    void sizesAndTimesAreThoseThatWereDecided() {
        Map<String, TopicSpec> catalogue = catalogue(TopicSettings.embedded());

        assertEquals("1048576", catalogue.get("tocsin.events.login").configs().get("max.message.bytes"));
        assertEquals(
                "2097152", catalogue.get("tocsin.events.rejected").configs().get("max.message.bytes"));
        assertEquals(
                "604800000", catalogue.get("tocsin.events.rejected").configs().get("retention.ms"));
        assertEquals(
                Long.toString(Duration.ofDays(366).toMillis()),
                catalogue.get("tocsin.alerts.legal-advisor").configs().get("retention.ms"));
    }

    @Test
    void stateIsCompactedAndHistoryIsNot() {
        Map<String, TopicSpec> catalogue = catalogue(TopicSettings.embedded());

        assertEquals(
                List.of("tocsin.accounts", "tocsin.blocks", "tocsin.imports", "tocsin.value-lists"),
                catalogue.values().stream()
                        .filter(spec -> "compact".equals(spec.configs().get(TopicConfig.CLEANUP_POLICY_CONFIG)))
                        .map(TopicSpec::name)
                        .sorted()
                        .toList());
    }

    @Test
    void oneBrokerFlushesAndAClusterWaitsForASecondReplica() {
        Map<String, String> embedded =
                catalogue(TopicSettings.embedded()).get("tocsin.alerts").configs();
        Map<String, String> cluster = catalogue(TopicSettings.cluster().withReplicationFactor(3))
                .get("tocsin.alerts")
                .configs();

        assertEquals("1000", embedded.get("flush.ms"));
        assertNull(embedded.get("min.insync.replicas"));
        assertEquals("2", cluster.get("min.insync.replicas"));
        assertFalse(cluster.containsKey("flush.ms"));
    }

    @Test
    void illegalSettingsAreRefusedWithTheValueAndWhatIsAllowed() {
        IllegalArgumentException partitions = assertThrows(
                IllegalArgumentException.class, () -> TopicSettings.embedded().withPartitions(0));
        assertEquals("the number of partitions is 0; allowed: 1 to 1000", partitions.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> TopicSettings.embedded()
                        .withRetention(Duration.ofDays(366), Duration.ofDays(1), Duration.ofDays(30)));
        assertThrows(
                IllegalArgumentException.class,
                () -> TopicCatalogue.of(new Topics("bad prefix."), List.of(), TopicSettings.embedded()));
    }
}
