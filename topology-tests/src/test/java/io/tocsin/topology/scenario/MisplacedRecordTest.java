package io.tocsin.topology.scenario;

import static io.tocsin.topology.fixture.DetectDriver.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.detect.DetectSettings;
import io.tocsin.monitor.detect.DetectTask;
import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.monitor.wire.KeptHeaders;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.Partitions;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.detect.TimeSettings;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.topology.fixture.DetectDriver;
import io.tocsin.topology.fixture.DetectPartitions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records on another partition than that of their key, as other clients' partitioners put them. */
class MisplacedRecordTest {

    private static final int PARTITIONS = 2;

    private final DetectPartitions detect = new DetectPartitions(settings());

    @Test
    void isAppendedToThePartitionOfItsKeyAndCountedThere() {
        String user = userOfPartition(1);
        for (int i = 0; i < 5; i++) {
            detect.append(failure(i, user), 0, new RecordHeaders(), T0 + i);
        }

        Alert alert = onlyAlert();
        assertEquals(5, alert.count());
        assertFalse(alert.stale());
        assertEquals(places("0/0", "0/1", "0/2", "0/3", "0/4"), places(alert));
        assertEquals(5, detect.sent(DetectTask.MOVED).size());
        assertEquals(List.of(), detect.sent(DetectTask.REJECTED));
    }

    /** A sender can't keep a record on the wrong partition by saying that it was moved there. */
    @ParameterizedTest
    @ValueSource(strings = {"0/0/0", "1/0/0", "1/7/1772366400000"})
    void aSendersOwnOriginDoesNotKeepItFromThePartitionOfItsKey(String origin) {
        String user = userOfPartition(1);
        for (int i = 0; i < 5; i++) {
            detect.append(failure(i, user), i % 2, i % 2 == 0 ? headers(origin) : new RecordHeaders(), T0 + i);
        }

        assertEquals(places("0/0", "1/1", "0/1", "1/3", "0/2"), places(onlyAlert()));
    }

    /** Nothing but what this program writes is an origin: another partition, and an earlier place and time. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "0/0",
                "0/0/x",
                "0/0/0/0",
                "-1/0/0",
                "1/0/0",
                "2/0/0",
                "0/-1/0",
                "0/0/-1",
                "0/0/9223372036854775807",
                "0/0/1772366460001",
            })
    void anOriginThatCannotBeIsNone(String origin) {
        String user = userOfPartition(1);
        for (int i = 0; i < 5; i++) {
            detect.append(failure(0, user, i), 1, headers(origin), T0);
        }

        assertEquals(places("1/0", "1/1", "1/2", "1/3", "1/4"), places(onlyAlert()));
    }

    /** The brokers of a cluster stamp by their own clocks. */
    @Test
    void anOriginMayBeAheadByWhatClocksMayDiffer() {
        String user = userOfPartition(1);
        for (int i = 0; i < 5; i++) {
            detect.append(failure(0, user, i), 1, headers("0/" + i + "/" + (T0 + 60_000)), T0);
        }

        assertEquals(places("0/0", "0/1", "0/2", "0/3", "0/4"), places(onlyAlert()));
    }

    /** What a sender adds can't make the record too large to be appended again. */
    @Test
    void takesItsOwnHeadersAlongAndLittleElse() {
        Headers headers = new RecordHeaders()
                .add("ce_id", text("1"))
                .add("content-type", text("application/json"))
                .add("traceparent", text("00-1"))
                .add("tocsin_origin", text("1/2/3"));
        for (int i = 0; i < 40; i++) {
            headers.add("ce_large", new byte[100_000]);
        }
        detect.append(failure(0, userOfPartition(1)), 0, headers, T0);

        Record<byte[], byte[]> moved = detect.sent(DetectTask.MOVED).get(0);
        List<String> names = new ArrayList<>();
        int bytes = 0;
        for (Header header : moved.headers()) {
            names.add(header.key());
            bytes += header.value().length;
        }
        assertEquals(List.of("ce_id", "content-type", "ce_large", "ce_large", "tocsin_origin"), names);
        assertTrue(bytes <= KeptHeaders.MAX_BYTES, bytes + " bytes of headers");
    }

    private Alert onlyAlert() {
        List<Alert> alerts = new ArrayList<>();
        for (Record<byte[], byte[]> record : detect.sent(DetectTask.ALERTS)) {
            try {
                alerts.add(AlertCodec.decode(record.value()));
            } catch (MalformedRecordException e) {
                throw new AssertionError(e);
            }
        }
        alerts.removeIf(alert -> !alert.group().containsKey("userId"));
        assertEquals(1, alerts.size());
        return alerts.get(0);
    }

    private static List<String> places(String... places) {
        return List.of(places);
    }

    /** Partition and offset of each event. */
    private static List<String> places(Alert alert) {
        List<String> places = new ArrayList<>();
        for (Evidence evidence : alert.oldest()) {
            Evidence.RecordPlace place = evidence.record();
            places.add(place == null ? "none" : place.partition() + "/" + place.offset());
        }
        return places;
    }

    private static DetectSettings settings() {
        DetectSettings one = DetectDriver.settings(TimeSettings.DEFAULT);
        return new DetectSettings(one.topics(), PARTITIONS, one.rules(), one.roster(), one.assets(), one.time());
    }

    private static LoginEvent failure(int i, String user) {
        return failure(i, user, i);
    }

    private static LoginEvent failure(long afterMs, String user, int id) {
        EventId eventId = new EventId("default", "idp", "id-" + id);
        return new LoginEvent(eventId, T0 + afterMs, null, user, false, "192.0.2." + id, null);
    }

    private static Headers headers(String origin) {
        return new RecordHeaders().add(DetectTask.ORIGIN_HEADER, text(origin));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String userOfPartition(int partition) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "user" + i)
                .filter(user -> Partitions.of(text(user), PARTITIONS) == partition)
                .findFirst()
                .orElseThrow();
    }
}
