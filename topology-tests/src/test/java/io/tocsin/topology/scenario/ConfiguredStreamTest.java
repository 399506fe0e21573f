package io.tocsin.topology.scenario;

import static io.tocsin.topology.fixture.DetectDriver.T0;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.monitor.detect.DetectTask;
import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.Partitions;
import io.tocsin.rules.alert.Alert;
import io.tocsin.topology.fixture.DetectPartitions;
import io.tocsin.topology.fixture.SysmonStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A configured stream of JSON beside Tocsin's own, with two partitions of each topic. */
class ConfiguredStreamTest {
    private static final int PARTITIONS = 2;
    private final DetectPartitions detect = new DetectPartitions(SysmonStream.settings(PARTITIONS));
    private int events;

    @Test
    void countsInPlaceByItsKeyAndBehindMatchesByAnythingElse() throws MalformedRecordException {
        for (int i = 0; i < 3; i++) {
            send("ws-1", "ann", "cmd /c WHOAMI", T0 + i);
        }
        assertEquals(List.of("{Computer=ws-1}", "{User=ann}"), groups());
        send("ws-2", "bob", "whoami", T0 + 3);
        send("ws-3", "bob", "ipconfig /all", T0 + 4);
        send("ws-4", "bob", "notepad", T0 + 5);
        assertEquals(2, groups().size());
        send("ws-5", "bob", "whoami", T0 + 6);
        assertEquals(List.of("{Computer=ws-1}", "{User=ann}", "{User=bob}"), groups());
        assertEquals(
                "tocsin.events.windows",
                alerts().get(0).oldest().get(0).record() == null
                        ? ""
                        : alerts().get(0).oldest().get(0).record().topic());
    }

    /** Whoever sends them needs to know neither the key nor Kafka's partitioner. */
    @Test
    void isMovedToThePartitionOfItsKey() throws MalformedRecordException {
        int wrong = 1 - Partitions.of("ws-1".getBytes(UTF_8), PARTITIONS);
        for (int i = 0; i < 3; i++) {
            append(null, wrong, SysmonStream.event(i, T0 + i, "ws-1", "u" + i, "whoami"), T0 + i);
        }
        assertEquals(3, detect.sent(DetectTask.MOVED).size());
        assertEquals(List.of("{Computer=ws-1}"), groups());
        assertEquals(3, alerts().get(0).count());
    }

    @Test
    void whatCannotBeTakenIsRejectedWithItsReason() {
        send("ws-1", "ann", "x", T0);
        append(null, 0, "{", T0);
        append(null, 0, "{\"UtcTime\":1}", T0);
        send("ws-1", "ann", "late", T0 - 120_001, T0);
        send("ws-1", "ann", "future", T0 + 60_001, T0);
        List<String> reasons = detect.sent("rejected-from-windows").stream()
                .map(record ->
                        new String(record.headers().lastHeader("tocsin_reason").value(), UTF_8))
                .toList();
        assertEquals(List.of("MALFORMED", "INVALID", "LATE", "FUTURE"), reasons);
    }

    /** What happens behind matches waits for the slowest partition of all streams, the configured ones included. */
    @Test
    void itsPartitionsHoldTheWatermarkToo() throws MalformedRecordException {
        for (int i = 0; i < 3; i++) {
            send("ws-" + i, "bob", "whoami", T0 + i);
        }
        assertEquals(1, alerts().size());
        for (int i = 1; i < 50; i++) {
            // The events go on, five minutes behind the ticks.
            send("ws-1", "nobody", "x", T0 + i * 1_000L, T0 + i * 10_000L);
            send("ws-2", "nobody", "x", T0 + i * 1_000L, T0 + i * 10_000L);
            detect.tick(T0 + i * 10_000L);
        }
        assertEquals(1, alerts().size());
        for (int i = 50; i < 100; i++) {
            detect.tick(T0 + i * 10_000L);
        }
        assertEquals(
                List.of(Alert.Activity.CREATE, Alert.Activity.CLOSE),
                alerts().stream().map(Alert::activity).toList());
    }

    private void send(String computer, String user, String command, long timeMs) {
        send(computer, user, command, timeMs, timeMs);
    }

    private void send(String computer, String user, String command, long timeMs, long arrivalMs) {
        byte[] key = computer.getBytes(UTF_8);
        append(
                key,
                Partitions.of(key, PARTITIONS),
                SysmonStream.event(events++, timeMs, computer, user, command),
                arrivalMs);
    }

    private void append(byte @Nullable [] key, int partition, String json, long arrivalMs) {
        Headers headers = new RecordHeaders().add("ce_source", "sensor".getBytes(UTF_8));
        detect.append(SysmonStream.STREAM, partition, new Record<>(key, json.getBytes(UTF_8), arrivalMs, headers));
    }

    private List<String> groups() throws MalformedRecordException {
        return alerts().stream().map(alert -> alert.group().toString()).toList();
    }

    private List<Alert> alerts() throws MalformedRecordException {
        List<Alert> alerts = new ArrayList<>();
        for (Record<byte[], byte[]> record : detect.sent("alerts-from-")) {
            alerts.add(AlertCodec.decode(record.value()));
        }
        return alerts;
    }
}
