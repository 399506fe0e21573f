package io.tocsin.topology.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.monitor.wire.RejectedRecord;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.topology.fixture.Outcome;
import io.tocsin.topology.fixture.RunFolder;
import io.tocsin.topology.fixture.TocsinProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 100,000 hostile records of up to 1 MiB: each is put aside with the right reason and its very bytes, and the attack among
 * them is alerted.
 */
@Tag("long")
class HostileRecordsTest {

    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);
    private static final int RECORDS = 100_000;
    /** What fits beside the record's own overhead into a message of 1 MiB. */
    private static final int LARGEST = (1 << 20) - 1_024;

    @TempDir
    private Path temp;

    private final Random random = new Random(20_260_301);
    private final Map<String, Integer> reasons = new TreeMap<>();
    private final Map<String, Integer> hashes = new HashMap<>();

    @Test
    void nothingStopsTheStreamAndNothingIsLost() throws Exception {
        RunFolder folder = new RunFolder(temp);
        Path config = folder.configure();
        try (TocsinProcess run = TocsinProcess.running(temp, config)) {
            Map<String, String> client = folder.client();
            produce(client);
            folder.awaitDrained(Duration.ofMinutes(10), TOPICS.rejected());
            Map<String, Integer> foundReasons = new TreeMap<>();
            Map<String, Integer> foundHashes = new HashMap<>();
            for (ConsumerRecord<byte[], byte[]> record : Outcome.records(client, TOPICS.rejected())) {
                foundReasons.merge(
                        new String(
                                record.headers()
                                        .lastHeader(RejectedRecord.REASON)
                                        .value(),
                                StandardCharsets.UTF_8),
                        1,
                        Integer::sum);
                foundHashes.merge(sha256(record.value()), 1, Integer::sum);
            }
            assertEquals(reasons, foundReasons);
            assertTrue(hashes.equals(foundHashes), "the rejected bytes are the bytes that were sent");
            RunFolder.await(
                    "the attack was alerted",
                    Duration.ofMinutes(1),
                    () -> Outcome.read(client).alerts().values().stream()
                            .anyMatch(alert -> "victim".equals(alert.group().get("userId"))));
            run.stop().expect(0);
        }
    }

    private void produce(Map<String, String> client) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 << 20);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        EventCodec codec = new EventCodec();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                if (i % (RECORDS / 5) == 100) {
                    LoginEvent failure = new LoginEvent(
                            new EventId("default", "idp", "attack-" + i),
                            System.currentTimeMillis(),
                            null,
                            "victim",
                            false,
                            "192.0.2.66",
                            null);
                    producer.send(new ProducerRecord<>(
                            TOPICS.events(EventStream.LOGIN), codec.key(failure), codec.encode(failure)));
                }
                Hostile hostile = hostile(i);
                reasons.merge(hostile.reason, 1, Integer::sum);
                hashes.merge(sha256(hostile.value), 1, Integer::sum);
                producer.send(new ProducerRecord<>(
                        TOPICS.events(EventStream.LOGIN), noise(random.nextInt(8)), hostile.value));
            }
        }
    }

    private record Hostile(byte[] value, String reason) {}

    /** A record and the reason for which it must be put aside. */
    private Hostile hostile(int i) {
        int size = i % 2_000 == 0 ? LARGEST : i % 500 == 0 ? 200_000 : 1 + random.nextInt(400);
        Hostile hostile = switch (random.nextInt(10)) {
            case 0 -> malformed(noise(size));
            case 1 -> malformed(login("\"2026-01-01T00:00:00.000Z\"", "u", "").substring(0, 60));
            case 2 -> malformed("{\"a\":".repeat(size));
            case 3 -> malformed("\"" + "y".repeat(size));
            case 4 -> malformed("\u0001\u0002[" + i);
            case 5 -> invalid(login("\"2026-01-01T00:00:00.000Z\"", "u", ",\"sourceIp\":7"));
            case 6 -> invalid(login("-5", "u", ""));
            case 7 -> invalid(login("\"2026-01-01T00:00:00.000Z\"", "u", ",\"extra\":" + i));
            case 8 -> invalid(login("\"2026-13-45T99:00:00.000Z\"", "u\\u0000\\u001b\\r\\n", ""));
            default ->
                new Hostile(
                        login("\"9999-12-31T23:59:59.999Z\"", "u\\u0007", "").getBytes(StandardCharsets.UTF_8),
                        "FUTURE");
        };
        byte[] value = Arrays.copyOf(hostile.value, Math.min(hostile.value.length, LARGEST));
        return new Hostile(value, value.length > EventCodec.MAX_VALUE_BYTES ? "OVERSIZED" : hostile.reason);
    }

    private static Hostile malformed(byte[] value) {
        return new Hostile(value, "MALFORMED");
    }

    private static Hostile malformed(String text) {
        return malformed(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Hostile invalid(String json) {
        return new Hostile(json.getBytes(StandardCharsets.UTF_8), "INVALID");
    }

    /** Random bytes that are no UTF-8. */
    private byte[] noise(int size) {
        byte[] noise = new byte[size];
        random.nextBytes(noise);
        if (size > 0) {
            noise[0] = (byte) 0xff;
        }
        return noise;
    }

    /** A login that is whole but for its time, its user, or what is added. */
    private String login(String time, String user, String more) {
        return "{\"version\":1,\"type\":\"login\",\"tenant\":\"default\",\"ce_source\":\"hostile\",\"ce_id\":\""
                + random.nextInt() + "\",\"time\":" + time + ",\"userId\":\"" + user + "\",\"success\":false" + more
                + "}";
    }

    private static String sha256(byte[] value) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
