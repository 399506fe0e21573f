package io.tocsin.topology.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tocsin.monitor.detect.DetectSettings;
import io.tocsin.monitor.wire.Partitions;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.detect.TimeSettings;
import io.tocsin.topology.fixture.DetectDriver;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Records on another partition than that of their key, as other clients' partitioners put them. */
class MisplacedRecordTest {

    /** The driver has partition 0 alone: with two, every other key belongs elsewhere. */
    private static final int PARTITIONS = 2;

    @Test
    void isAppendedToThePartitionOfItsKeyAndCountedThere() {
        DetectSettings one = DetectDriver.settings(TimeSettings.DEFAULT);
        DetectSettings two =
                new DetectSettings(one.topics(), PARTITIONS, one.rules(), one.roster(), one.assets(), one.time());
        try (DetectDriver detect = new DetectDriver(two)) {
            String misplaced = userOfPartition(1);
            for (int i = 0; i < 5; i++) {
                detect.send(detect.failure(DetectDriver.T0 + i, misplaced));
            }

            List<Alert> alerts = detect.alerts().stream()
                    .filter(alert -> alert.group().containsKey("userId"))
                    .toList();
            assertEquals(1, alerts.size());
            assertEquals(5, alerts.get(0).count());
            assertFalse(alerts.get(0).stale());
            // Each record is appended again right behind itself, but its evidence stays where it stood first.
            assertEquals(
                    LongStream.range(0, 5).mapToObj(i -> 2 * i).toList(),
                    alerts.get(0).oldest().stream()
                            .map(Evidence::record)
                            .map(place -> place == null ? -1L : place.offset())
                            .toList());
            assertEquals(List.of(), detect.rejected());
        }
    }

    private static String userOfPartition(int partition) {
        for (int i = 0; ; i++) {
            String user = "user" + i;
            if (Partitions.of(user.getBytes(StandardCharsets.UTF_8), PARTITIONS) == partition) {
                return user;
            }
        }
    }
}
