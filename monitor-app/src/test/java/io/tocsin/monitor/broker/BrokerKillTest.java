package io.tocsin.monitor.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a broker whose process was killed or asked to end. */
@Tag("long")
class BrokerKillTest {
    @TempDir
    Path folder;

    @Test
    void whatWasConfirmedSurvivesAKillAndTheNextStartWorks() throws Exception {
        List<String> confirmed;
        try (BrokerProcess process = BrokerProcess.start(folder)) {
            confirmed = new ArrayList<>(process.confirmed(20));
            DataFolderInUseException refused =
                    assertThrows(DataFolderInUseException.class, () -> KafkaAccess.start(folder));
            assertTrue(refused.getMessage().contains("another process (" + process.pid() + ")"), refused.getMessage());
            try (KafkaAccess joined = KafkaAccess.join(folder)) {
                assertEquals(KafkaAccess.Kind.JOINED, joined.kind());
                assertTrue(Records.read(joined.clientProperties(), BrokerProcess.TOPIC)
                                .size()
                        >= 20);
            }
            process.kill();
            confirmed.addAll(process.rest());
        }
        assertTrue(Files.exists(folder.resolve("broker.properties")), "a killed process can't tidy up");

        try (KafkaAccess access = KafkaAccess.join(folder)) {
            assertEquals(KafkaAccess.Kind.STARTED, access.kind());
            List<String> kept = Records.read(access.clientProperties(), BrokerProcess.TOPIC);
            assertEquals(confirmed, kept.subList(0, confirmed.size()));
            // The last one may have been committed and not printed any more.
            assertEquals(
                    IntStream.range(0, kept.size()).mapToObj(Integer::toString).toList(), kept);
            assertTrue(kept.size() <= confirmed.size() + 1, "more than was ever sent");
        }
    }

    /** KAFKA-20734: a broker that took its dead predecessor for the leader forgot what was left to be ended. */
    @Test
    void noTransactionStaysOpenForEverAfterAKill() throws Exception {
        int producers = 8;
        for (int kill = 0; kill < 4; kill++) {
            try (BrokerProcess process = BrokerProcess.start(folder, producers)) {
                process.confirmed(100);
                process.kill();
            }
            try (KafkaAccess access = KafkaAccess.start(folder)) {
                for (int i = 0; i < producers; i++) {
                    // Ends what this producer left open, or waits until it has been ended.
                    Map<String, String> same = Map.of("transactional.id", BrokerProcess.busyId(i));
                    try (KafkaProducer<byte[], byte[]> producer = Records.producer(access.clientProperties(), same)) {
                        producer.initTransactions();
                    }
                }
                assertEquals(List.of(), open(access, BrokerProcess.BUSY_TOPIC), "after kill " + kill);
            }
        }
    }

    private static List<ProducerState> open(KafkaAccess access, String topic) throws Exception {
        List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1));
        try (Admin admin = Admin.create(Map.<String, Object>copyOf(access.clientProperties()))) {
            return admin.describeProducers(partitions).all().get().values().stream()
                    .flatMap(partition -> partition.activeProducers().stream())
                    .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                    .toList();
        }
    }

    @Test
    void aProcessThatIsAskedToEndStopsItsBrokerCleanly() throws Exception {
        try (BrokerProcess process = BrokerProcess.start(folder)) {
            process.confirmed(1);

            assertTrue(process.terminate(), "still running");
        }
        assertFalse(Files.exists(folder.resolve("broker.properties")));
        assertTrue(Files.exists(folder.resolve("kafka/.kafka_cleanshutdown")), "Kafka's mark of a clean stop");
    }
}
