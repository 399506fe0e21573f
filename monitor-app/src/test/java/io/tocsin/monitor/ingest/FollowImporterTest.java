package io.tocsin.monitor.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.broker.EmbeddedBroker;
import io.tocsin.monitor.broker.TopicAdmin;
import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.monitor.wire.TickCodec;
import io.tocsin.monitor.wire.TopicCatalogue;
import io.tocsin.monitor.wire.TopicSettings;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.EventType;
import io.tocsin.rules.event.SecurityEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Follows logs into a real broker. The tests share it; each has a topic prefix of its own. */
class FollowImporterTest {
    private static final EventCodec CODEC = new EventCodec();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path data;

    @TempDir
    Path folder;

    private static EmbeddedBroker broker;
    private static KafkaConsumer<byte[], byte[]> consumer;
    private static TopicAdmin admin;
    private Topics topics = new Topics("");

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(data);
        // An empty answer shouldn't be waited for: a partition may end with the marker of a transaction.
        Map<String, String> quick = new HashMap<>(broker.clientProperties());
        quick.put("fetch.max.wait.ms", "10");
        consumer = KafkaClients.reader(quick, "test");
        admin = new TopicAdmin(broker.clientProperties());
    }

    @AfterAll
    static void stop() {
        consumer.close();
        admin.close();
        broker.close();
    }

    @BeforeEach
    void createTopics(TestInfo test) throws Exception {
        topics = new Topics(test.getTestMethod().orElseThrow().getName() + ".");
        admin.createMissing(TopicCatalogue.of(topics, List.of(), TopicSettings.embedded()).stream()
                .filter(spec -> topics.events().contains(spec.name())
                        || topics.imports().equals(spec.name()))
                .toList());
    }

    @Test
    void readsOnAsTheLogGrowsAndAfterItsRotation() throws Exception {
        Path log = folder.resolve("a.log");
        Following following = new Following(log);
        append(log, lines(1, 5));
        awaitUsers(5);
        append(log, lines(6, 3) + line(9).substring(0, 20));
        awaitUsers(8);
        append(log, line(9).substring(20));
        awaitUsers(9);

        Path rotated = folder.resolve("a.log.1");
        Files.move(log, rotated, StandardCopyOption.ATOMIC_MOVE);
        append(rotated, lines(10, 2));
        append(log, lines(12, 4));
        awaitUsers(15);
        append(log, lines(16, 1));
        awaitUsers(16);
        List<String> results = following.stop();

        assertEquals(List.of("11 events, 11 lines", "5 events, 5 lines"), results);
        assertEveryUserOnce(16);
        assertEveryOpenedSourceIsClosed();
        for (Path each : List.of(rotated, log)) {
            assertEquals(
                    0,
                    importer().importFile(each, request(), ImportListener.NONE).events());
        }
    }

    @Test
    void goesOnAfterItWasStoppedInTheMiddleOfALine() throws Exception {
        Path log = folder.resolve("a.log");
        append(log, lines(1, 5));
        Following first = new Following(log);
        awaitUsers(5);
        append(log, lines(6, 2) + line(8).substring(0, 30));
        awaitUsers(7);
        first.stop();

        append(log, line(8).substring(30) + lines(9, 2));
        Following second = new Following(log);
        awaitUsers(10);
        append(log, lines(11, 1));
        awaitUsers(11);
        assertEquals(List.of("4 events, 11 lines"), second.stop());

        append(log, lines(12, 3));
        assertEquals(
                3, importer().importFile(log, request(), ImportListener.NONE).events());
        awaitUsers(14);
        assertEveryUserOnce(14);
        assertEveryOpenedSourceIsClosed();
    }

    @Test
    void aLogThatWasCutBeginsAnew() throws Exception {
        Path log = folder.resolve("a.log");
        append(log, lines(1, 5));
        Following following = new Following(log);
        awaitUsers(5);
        Files.writeString(log, line(6), StandardOpenOption.TRUNCATE_EXISTING);
        awaitUsers(6);
        following.stop();
        assertEveryUserOnce(6);
    }

    @Test
    void refusesWhatCantGrow() throws Exception {
        Path log = Files.write(folder.resolve("a.log.gz"), LogReaderTest.gzip(lines(1, 5)));
        ExecutionException refused = assertThrows(ExecutionException.class, () -> new Following(log).await());
        assertTrue(String.valueOf(refused.getMessage()).contains("only a plain log grows"), refused.getMessage());
    }

    /** An import that follows a log in a thread of its own. */
    private final class Following implements ImportQueue.Watcher {
        private final List<String> results = Collections.synchronizedList(new ArrayList<>());
        private final FollowImporter importer =
                new FollowImporter(broker.clientProperties(), topics, importer(), Duration.ofMillis(10));
        private final FutureTask<List<String>> task;

        Following(Path log) {
            task = new FutureTask<>(() -> {
                importer.follow(log, request(), this);
                return results;
            });
            new Thread(task, "following").start();
        }

        @Override
        public ImportListener begins(Path log) {
            return ImportListener.NONE;
        }

        @Override
        public void ended(Path log, ImportResult result) {
            results.add(result.events() + " events, " + result.counts().lines() + " lines");
        }

        List<String> await() throws Exception {
            return task.get();
        }

        List<String> stop() throws Exception {
            importer.stop();
            return task.get();
        }
    }

    private Importer importer() {
        return new Importer(broker.clientProperties(), topics, folder, Importer.DEFAULT_EVENTS_PER_TRANSACTION);
    }

    private static ImportRequest request() {
        return new ImportRequest(LogFormats.of("ndjson"), LogSettings.defaults(Clock.systemUTC()), null);
    }

    private static void append(Path log, String text) throws Exception {
        Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String lines(int first, int count) {
        StringBuilder lines = new StringBuilder();
        IntStream.range(first, first + count).forEach(i -> lines.append(line(i)));
        return lines.toString();
    }

    private static String line(int i) {
        return "{\"time\":" + i * 1_000 + ",\"userId\":\"u" + i + "\",\"success\":false}\n";
    }

    private void awaitUsers(int count) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (users().size() < count && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        assertEquals(count, users().size());
    }

    private void assertEveryUserOnce(int count) throws Exception {
        List<String> expected =
                IntStream.rangeClosed(1, count).mapToObj(i -> "u" + i).sorted().toList();
        assertEquals(expected, users().stream().sorted().toList());
    }

    private List<String> users() throws Exception {
        List<String> users = new ArrayList<>();
        for (int partition = 0; partition < 2; partition++) {
            for (ConsumerRecord<byte[], byte[]> record : read(topics.events(EventStream.LOGIN), partition)) {
                if (!TickCodec.isTick(record.headers())) {
                    SecurityEvent event = CODEC.decode(EventType.LOGIN, record.value());
                    users.add(event.key());
                }
            }
        }
        return users;
    }

    private void assertEveryOpenedSourceIsClosed() throws Exception {
        for (String topic : topics.events()) {
            TreeMap<String, Boolean> closed = new TreeMap<>();
            for (ConsumerRecord<byte[], byte[]> record : read(topic, 0)) {
                if (TickCodec.isTick(record.headers())) {
                    TickCodec.Tick tick = TickCodec.decode(record.value());
                    closed.put(String.valueOf(tick.source()), tick.close());
                }
            }
            assertTrue(!closed.isEmpty() && !closed.containsValue(false), topic + ": " + closed);
        }
    }

    /** Every committed record of a partition. */
    private static List<ConsumerRecord<byte[], byte[]>> read(String topic, int partition) {
        TopicPartition from = new TopicPartition(topic, partition);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        consumer.assign(List.of(from));
        consumer.seekToBeginning(List.of(from));
        long end = consumer.endOffsets(List.of(from)).get(from);
        while (consumer.position(from) < end) {
            consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        }
        return records;
    }
}
