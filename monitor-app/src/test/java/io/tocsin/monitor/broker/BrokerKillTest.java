package io.tocsin.monitor.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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
