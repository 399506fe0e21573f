package io.tocsin.monitor.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.wire.TopicCatalogue;
import io.tocsin.monitor.wire.TopicSettings;
import io.tocsin.monitor.wire.TopicSpec;
import io.tocsin.monitor.wire.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one running broker promises. The tests share it; each has a topic prefix of its own. */
class EmbeddedBrokerTest {
    @TempDir
    static Path temporary;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(temporary.resolve("data"));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static List<TopicSpec> catalogue(String prefix, TopicSettings settings) {
        return TopicCatalogue.of(new Topics(prefix), List.of("incident-commander"), settings);
    }

    private static List<TopicStatus> createMissing(List<TopicSpec> catalogue) throws BrokerException {
        try (TopicAdmin admin = new TopicAdmin(broker.clientProperties())) {
            return admin.createMissing(catalogue);
        }
    }

    private static List<TopicStatus> verify(List<TopicSpec> catalogue) throws BrokerException {
        try (TopicAdmin admin = new TopicAdmin(broker.clientProperties())) {
            return admin.verify(catalogue);
        }
    }

    private static Admin admin() {
        return Admin.create(new HashMap<>(broker.clientProperties()));
    }

    @Test
    void theSecretOpensTheDoor() throws Exception {
        createMissing(catalogue("open.", TopicSettings.embedded()));

        Records.write(broker.clientProperties(), "open.alerts", List.of("one", "two"));

        assertEquals(List.of("one", "two"), Records.read(broker.clientProperties(), "open.alerts"));
    }

    @Test
    void nobodyGetsInWithAnotherSecret() {
        Map<String, Object> properties = new HashMap<>(broker.clientProperties());
        properties.put("sasl.jaas.config", BrokerSecret.random().clientJaasConfig());

        try (Admin stranger = Admin.create(properties)) {
            ExecutionException refused = assertThrows(
                    ExecutionException.class,
                    () -> stranger.listTopics().names().get());
            assertInstanceOf(SaslAuthenticationException.class, refused.getCause());
        }
    }

    @Test
    void nobodyGetsInWithoutASecret() {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers",
                broker.clientProperties().get("bootstrap.servers"),
                "request.timeout.ms",
                "1000",
                "default.api.timeout.ms",
                "1000");

        try (Admin stranger = Admin.create(properties)) {
            assertThrows(
                    ExecutionException.class,
                    () -> stranger.listTopics().names().get());
        }
    }

    @Test
    void theSecretIsReadableByItsOwnerAlone() throws Exception {
        Path file = broker.dataFolder().resolve("broker.properties");

        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(broker.dataFolder())));
        assertEquals(
                broker.clientProperties(),
                BrokerProperties.read(broker.dataFolder()).orElseThrow());
    }

    @Test
    void aSecondStartOnTheFolderIsRefusedAndHarmsNothing() throws Exception {
        DataFolderInUseException refused =
                assertThrows(DataFolderInUseException.class, () -> EmbeddedBroker.start(broker.dataFolder()));

        assertTrue(refused.getMessage().contains(broker.dataFolder().toString()), refused.getMessage());
        assertThrows(DataFolderInUseException.class, () -> EmbeddedBroker.start(broker.dataFolder()));
        assertTrue(Files.exists(broker.dataFolder().resolve("broker.properties")));
    }

    @Test
    void anotherCommandJoinsTheRunningBroker() throws Exception {
        try (KafkaAccess access = KafkaAccess.join(broker.dataFolder())) {
            assertEquals(KafkaAccess.Kind.JOINED, access.kind());
            assertEquals(broker.clientProperties(), access.clientProperties());
        }
        // Leaving doesn't stop it.
        assertEquals(List.of(), TopicAdmin.problems(createMissing(catalogue("join.", TopicSettings.embedded()))));
    }

    @Test
    void topicsAreCreatedOnceAndVerifiedAfterwards() throws Exception {
        List<TopicSpec> catalogue = catalogue("create.", TopicSettings.embedded());

        List<TopicStatus> first = createMissing(catalogue);
        List<TopicStatus> second = createMissing(catalogue);

        assertEquals(
                catalogue.stream().map(TopicSpec::name).toList(),
                first.stream().map(TopicStatus::name).toList());
        first.forEach(status -> assertEquals(TopicStatus.State.CREATED, status.state(), status::toString));
        second.forEach(status -> assertEquals(TopicStatus.State.VERIFIED, status.state(), status::toString));
        second.forEach(status -> assertEquals(List.of(), status.remarks(), status::toString));
    }

    @Test
    void missingTopicsAreReportedWhereNoneMayBeCreated() throws Exception {
        List<TopicStatus> statuses = verify(catalogue("missing.", TopicSettings.embedded()));

        statuses.forEach(status -> assertEquals(TopicStatus.State.MISSING, status.state()));
        assertTrue(TopicAdmin.problems(statuses).get(0).contains("tocsin topics create"));
    }

    @Test
    void aChangedNumberOfPartitionsIsAProblemThatExplainsItself() throws Exception {
        createMissing(catalogue("partitions.", TopicSettings.embedded()));

        List<String> problems = TopicAdmin.problems(
                createMissing(catalogue("partitions.", TopicSettings.embedded().withPartitions(3))));

        assertTrue(problems.get(0).contains("has 2 partitions, and the configuration says 3"), problems.get(0));
        assertTrue(problems.get(0).contains("Partitions are fixed at creation"), problems.get(0));
    }

    @Test
    void aTopicThatSomeoneElseMadeIsCheckedForWhatTheStagesNeed() throws Exception {
        String name = "foreign.events.login";
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, 2, (short) 1)
                            .configs(Map.of("max.message.bytes", "1000", "cleanup.policy", "compact"))))
                    .all()
                    .get();
        }

        List<String> problems = createMissing(catalogue("foreign.", TopicSettings.embedded())).stream()
                .filter(status -> status.name().equals(name))
                .flatMap(status -> status.problems().stream())
                .toList();

        assertEquals(3, problems.size(), problems::toString);
        assertTrue(problems.get(0).contains("message.timestamp.type=CreateTime"), problems::toString);
        assertTrue(problems.get(1).contains("cleanup.policy=compact"), problems::toString);
        assertTrue(problems.get(2).contains("max.message.bytes=1000"), problems::toString);
    }

    @Test
    void aShorterRetentionIsRemarkedButIsTheOperatorsChoice() throws Exception {
        Duration week = Duration.ofDays(7);
        createMissing(catalogue(
                "retention.", TopicSettings.embedded().withRetention(TopicSettings.TWELVE_MONTHS, week, week)));

        List<TopicStatus> statuses = verify(catalogue(
                "retention.",
                TopicSettings.embedded().withRetention(TopicSettings.TWELVE_MONTHS, Duration.ofDays(8), week)));

        assertEquals(List.of(), TopicAdmin.problems(statuses));
        List<String> remarks =
                statuses.stream().flatMap(status -> status.remarks().stream()).toList();
        assertEquals(5, remarks.size(), remarks::toString);
        assertTrue(remarks.get(0).contains("retention.ms is 604800000, less than"), remarks::toString);
    }

    @Test
    void aTopicThatIsNotInTheCatalogueIsNotCreatedByUsingIt() {
        try (KafkaProducer<byte[], byte[]> producer =
                Records.producer(broker.clientProperties(), Map.of("max.block.ms", "500"))) {
            assertThrows(
                    ExecutionException.class,
                    () -> producer.send(new ProducerRecord<>("typo", new byte[1]))
                            .get());
        }
    }

    @Test
    void theBrokerRefusesAMessageOverTheBound() throws Exception {
        createMissing(catalogue("size.", TopicSettings.embedded()));
        int framing = 100;
        try (KafkaProducer<byte[], byte[]> producer =
                Records.producer(broker.clientProperties(), Map.of("max.request.size", "4000000"))) {
            producer.send(new ProducerRecord<>(
                            "size.events.login", new byte[TopicCatalogue.MAX_EVENT_MESSAGE_BYTES - framing]))
                    .get();

            ExecutionException refused = assertThrows(
                    ExecutionException.class,
                    () -> producer.send(new ProducerRecord<>(
                                    "size.events.login", new byte[TopicCatalogue.MAX_EVENT_MESSAGE_BYTES]))
                            .get());

            assertInstanceOf(RecordTooLargeException.class, refused.getCause());
        }
    }

    @Test
    void aRestartKeepsTheDataAndChangesTheSecret(@TempDir Path folder) throws Exception {
        Map<String, String> first;
        try (KafkaAccess access = KafkaAccess.start(folder)) {
            first = access.clientProperties();
            try (TopicAdmin admin = new TopicAdmin(first)) {
                admin.createMissing(catalogue("restart.", TopicSettings.embedded()));
            }
            Records.write(first, "restart.alerts", List.of("kept"));
        }
        assertFalse(Files.exists(folder.resolve("broker.properties")));
        Path kafka = folder.resolve("kafka");
        Files.setPosixFilePermissions(kafka, PosixFilePermissions.fromString("rwxr-xr-x")); // as it was made before
        // What a killed process leaves behind: nobody holds the lock, so nobody believes it.
        Files.writeString(folder.resolve("broker.properties"), "bootstrap.servers=127.0.0.1\\:1\n", UTF_8);

        try (KafkaAccess access = KafkaAccess.join(folder)) {
            assertEquals(KafkaAccess.Kind.STARTED, access.kind());
            assertNotEquals(
                    first.get("sasl.jaas.config"), access.clientProperties().get("sasl.jaas.config"));
            assertEquals(List.of("kept"), Records.read(access.clientProperties(), "restart.alerts"));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(kafka)));
            access.close(); // and again at the end of the block
        }
    }

    @Test
    void aStartThatFailsSaysWhyAndFreesTheFolder(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("kafka"), "a file where a folder should be");

        BrokerException first = assertThrows(BrokerException.class, () -> EmbeddedBroker.start(folder));
        BrokerException second = assertThrows(BrokerException.class, () -> EmbeddedBroker.start(folder));

        assertTrue(first.getMessage().contains("did not start in " + folder), first.getMessage());
        assertEquals(first.getMessage(), second.getMessage());
    }

    @Test
    void aFolderThatKafkaWouldMisreadIsRefused() {
        BrokerException refused =
                assertThrows(BrokerException.class, () -> EmbeddedBroker.start(temporary.resolve("a,b")));

        assertTrue(refused.getMessage().contains("comma"), refused.getMessage());
    }
}
