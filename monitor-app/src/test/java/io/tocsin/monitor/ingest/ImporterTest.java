package io.tocsin.monitor.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.broker.EmbeddedBroker;
import io.tocsin.monitor.broker.TopicAdmin;
import io.tocsin.monitor.ingest.ImportResult.Outcome;
import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.monitor.wire.Rfc3339;
import io.tocsin.monitor.wire.TickCodec;
import io.tocsin.monitor.wire.TopicCatalogue;
import io.tocsin.monitor.wire.TopicSettings;
import io.tocsin.monitor.wire.TopicSpec;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.monitor.worker.LogEnds;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.EventType;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.SecurityEvent;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Imports into a real broker. The tests share it; each has a topic prefix of its own. */
class ImporterTest {
    private static final EventCodec CODEC = new EventCodec();
    private static final int PER_TRANSACTION = 10;

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
        List<TopicSpec> needed = TopicCatalogue.of(topics, List.of(), TopicSettings.embedded()).stream()
                .filter(spec -> topics.events().contains(spec.name())
                        || List.of(topics.imports(), topics.accountRequests()).contains(spec.name()))
                .toList();
        admin.createMissing(needed);
    }

    @Test
    void importsALogInTheOrderOfTimeBetweenTicksThatOpenAndCloseIt() throws Exception {
        Path log = write("a.log", lines(1, 25) + "nonsense\n" + line(0, "early"));
        ImportResult result = importFile(log);

        assertEquals(Outcome.IMPORTED, result.outcome());
        assertEquals(26, result.events());
        assertEquals(1, result.counts().unparsableLines());
        assertFalse(result.resumed());
        for (String topic : topics.events()) {
            for (int partition = 0; partition < 2; partition++) {
                List<ConsumerRecord<byte[], byte[]>> records = read(topic, partition);
                TickCodec.Tick open = TickCodec.decode(records.get(0).value());
                TickCodec.Tick close =
                        TickCodec.decode(records.get(records.size() - 1).value());
                assertEquals(new TickCodec.Tick(result.source(), 0L, false), open);
                assertEquals(new TickCodec.Tick(result.source(), null, true), close);
            }
        }
        List<SecurityEvent> events = events();
        assertEquals(26, events.size());
        for (SecurityEvent event : events) {
            assertEquals("a.log", event.origin() == null ? "" : event.origin().file());
            assertEquals(result.source(), event.eventId().source());
        }
        assertEachPartitionIsSorted();
    }

    @Test
    void aWrongFormatWritesNothingAndTheRightOneCanFollow() throws Exception {
        Path log = write("a.log", lines(1, 25));
        ImportRequest wrong = new ImportRequest(LogFormats.of("combined"), settings(null), null);
        long before = recordCount();

        ImportResult unreadable = importer().importFile(log, wrong, ImportListener.NONE);

        assertEquals(before, recordCount());
        assertEquals(Outcome.UNREADABLE, unreadable.outcome());
        assertEquals(25, importFile(log).events());
    }

    @Test
    void aMissingTopicIsSaid() throws Exception {
        Path log = write("a.log", lines(1, 25));
        topics = new Topics("nowhere.");

        ImportException refused = assertThrows(ImportException.class, () -> importFile(log));

        assertTrue(refused.getMessage().contains("a topic is missing"), refused.getMessage());
    }

    @Test
    void aSecondImportAddsNothing() throws Exception {
        Path log = write("a.log", lines(1, 25));
        importFile(log);
        long before = recordCount();

        ImportResult again = importFile(log);
        assertEquals(Outcome.NOTHING_NEW, again.outcome());
        assertEquals(0, again.events());
        assertEquals(before, recordCount());

        Path rotated = Files.write(folder.resolve("a.log.1.gz"), LogReaderTest.gzip(lines(1, 25)));
        assertEquals(Outcome.NOTHING_NEW, importFile(rotated).outcome());
        assertEquals(before, recordCount());
    }

    @Test
    void resumesAfterACrashBetweenTransactionsWithoutLossOrDouble() throws Exception {
        Path log = write("a.log", shuffledLines(95));
        Random random = new Random(5);
        long committed = 0;
        while (committed < 60) {
            int crashAfter = 1 + random.nextInt(3);
            assertThrows(PowerCut.class, () -> importFile(log, new CrashingListener(crashAfter)));
            committed += crashAfter * PER_TRANSACTION;
        }
        ImportResult rest = importFile(log);

        assertEquals(Outcome.IMPORTED, rest.outcome());
        assertTrue(rest.resumed());
        assertEquals(95 - committed, rest.events());
        assertEveryLineOnce(95);
        assertEachPartitionIsSorted();
        assertEquals(Outcome.NOTHING_NEW, importFile(log).outcome());
    }

    @Test
    void aCrashAfterTheLastEventOnlyClosesTheSource() throws Exception {
        Path log = write("a.log", shuffledLines(20));
        assertThrows(PowerCut.class, () -> importFile(log, new CrashingListener(2)));
        assertEquals(Outcome.NOTHING_NEW, importFile(log).outcome());
        assertEveryLineOnce(20);
    }

    @Test
    void anotherImportsOpenTransactionDoesNotHideHowFarThisOneCame() throws Exception {
        Path log = write("a.log", shuffledLines(50));
        KafkaProducer<byte[], byte[]> other = KafkaClients.transactional(broker.clientProperties(), "another-import");
        other.initTransactions();
        AtomicBoolean begun = new AtomicBoolean();
        ImportResult first = importFile(log, new ImportListener() {
            @Override
            public void sending(long events, long ofEvents) {
                if (begun.compareAndSet(false, true)) {
                    other.beginTransaction();
                    other.send(new ProducerRecord<>(topics.imports(), new byte[] {1}, new byte[] {2}));
                    other.flush();
                }
            }
        });
        assertEquals(50, first.events());
        Thread commit = new Thread(() -> {
            sleep(1_000);
            other.commitTransaction();
        });
        commit.start();

        assertEquals(Outcome.NOTHING_NEW, importFile(log).outcome());
        commit.join();
        other.close();
        assertEveryLineOnce(50);
    }

    /** What is hidden may be this log's own progress, so that going on could double its events. */
    @Test
    void aTransactionThatStaysOpenIsNotPassedOver() throws Exception {
        try (KafkaProducer<byte[], byte[]> other =
                KafkaClients.transactional(broker.clientProperties(), "hanging-import")) {
            other.initTransactions();
            other.beginTransaction();
            other.send(new ProducerRecord<>(topics.imports(), new byte[] {1}, new byte[] {2}));
            other.flush();
            ImportLedger ledger = new ImportLedger(broker.clientProperties(), topics, Duration.ofMillis(500));

            ImportException refused = assertThrows(ImportException.class, () -> ledger.read("any"));

            assertTrue(refused.getMessage().contains("an open transaction"), refused.getMessage());
            other.abortTransaction();
            assertNull(ledger.read("any"));
        }
    }

    private static void sleep(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void givesUpTheOpenTransactionWhenCancelled() throws Exception {
        Path log = write("a.log", shuffledLines(50));
        Importer importer = importer();
        ImportResult result = importer.importFile(log, request(), new ImportListener() {
            @Override
            public void sending(long events, long ofEvents) {
                importer.cancel();
            }
        });
        assertEquals(Outcome.CANCELLED, result.outcome());
        assertEquals(PER_TRANSACTION, result.events());
        assertEquals(PER_TRANSACTION, events().size());
        assertEquals(40, importFile(log).events());
        assertEveryLineOnce(50);
    }

    @Test
    void goesOnWithWhatALogHasGrownBy() throws Exception {
        Path log = write("a.log", lines(1, 10));
        importFile(log);
        Files.writeString(log, lines(11, 5) + line(16, "cut").substring(0, 20), StandardOpenOption.APPEND);
        ImportResult grown = importFile(log);
        assertEquals(Outcome.IMPORTED, grown.outcome());
        assertEquals(5, grown.events());
        assertEveryLineOnce(15);

        assertEquals(Outcome.NOTHING_NEW, importFile(log).outcome());
        write("a.log", lines(1, 10) + lines(11, 5) + line(16, "cut") + lines(17, 1));
        assertEquals(2, importFile(log).events());
        assertEveryLineOnce(17);
    }

    @Test
    void aLastLineWithoutItsEndIsImportedOnce() throws Exception {
        Path log = write("a.log", lines(1, 3).stripTrailing());
        assertEquals(3, importFile(log).events());
        assertEquals(Outcome.NOTHING_NEW, importFile(log).outcome());
        write("a.log", lines(1, 4));
        assertEquals(1, importFile(log).events());
        assertEveryLineOnce(4);
    }

    @Test
    void anIncompleteImportOfALogThatGrewMeanwhileFinishesItsBatchFirst() throws Exception {
        Path log = write("a.log", shuffledLines(30).stripTrailing());
        assertThrows(PowerCut.class, () -> importFile(log, new CrashingListener(1)));
        Files.writeString(log, "\n" + line(0, "u31") + line(0, "u32"), StandardOpenOption.APPEND);
        assertEquals(22, importFile(log).events());
        assertEveryLineOnce(32);
    }

    @Test
    void refusesALogWhoseKnownPartHasChanged() throws Exception {
        Path log = write("a.log", lines(1, 10));
        importFile(log);
        long before = recordCount();

        write("a.log", lines(1, 10).replace("u7", "v7") + lines(11, 3));
        ImportException changed = assertThrows(ImportException.class, () -> importFile(log));
        assertTrue(changed.getMessage().contains("are not the ones that were imported"), changed.getMessage());
        write("a.log", lines(1, 9));
        ImportException shorter = assertThrows(ImportException.class, () -> importFile(log));
        assertTrue(shorter.getMessage().contains("shorter"), shorter.getMessage());
        assertEquals(before, recordCount());

        ImportRequest named = new ImportRequest(LogFormats.of("ndjson"), settings(null), "other-host");
        assertEquals(9, importer().importFile(log, named, ImportListener.NONE).events());
    }

    @Test
    void refusesALogThatWouldBeReadOtherwiseThanBefore() throws Exception {
        Path log = write("auth.log", "Mar  7 13:06:56 h sshd[1]: Failed password for a from 192.0.2.1 port 1 ssh2\n");
        importer().importFile(log, new ImportRequest(LogFormats.of("sshd"), settings(2017), null), ImportListener.NONE);

        for (ImportRequest otherwise : List.of(
                new ImportRequest(LogFormats.of("sshd"), settings(2018), null),
                new ImportRequest(LogFormats.of("ndjson"), settings(2017), null),
                new ImportRequest(
                        LogFormats.of("sshd"),
                        new LogSettings("other", 2017, ZoneOffset.UTC, Clock.systemUTC()),
                        null))) {
            assertThrows(ImportException.class, () -> importer().importFile(log, otherwise, ImportListener.NONE));
        }
        assertEquals(1, events().size());
    }

    @Test
    void ofTwoImportsOfTheSameLogTheFirstIsShutOut() throws Exception {
        Path log = write("a.log", shuffledLines(40));
        ImportException fenced = assertThrows(
                ImportException.class,
                () -> importFile(log, new ImportListener() {
                    private boolean started;

                    @Override
                    public void sending(long events, long ofEvents) {
                        if (!started) {
                            started = true;
                            importInTheMeantime(log);
                        }
                    }
                }));
        assertTrue(fenced.getMessage().contains("another import"), fenced.getMessage());
        assertEveryLineOnce(40);
    }

    @Test
    void anEmptyLogAndOneWithoutEventsOpenNothing() throws Exception {
        assertEquals(Outcome.NOTHING_NEW, importFile(write("empty", "")).outcome());
        Path blank = write("blank", "\n\n");
        assertEquals(0, importFile(blank).events());
        assertEquals(Outcome.NOTHING_NEW, importFile(blank).outcome());
        assertEquals(0, read(topics.events(EventStream.LOGIN), 0).size());
    }

    @Test
    void severalLogsGoInTheOrderOfTheirEventsWhileAQueueHoldsTime() throws Exception {
        List<Path> logs = List.of(
                write("a.log", lines(21, 10)),
                Files.write(folder.resolve("a.log.2.gz"), LogReaderTest.gzip(lines(1, 10))),
                write("blank", "\n"),
                write("a.log.1", lines(11, 10)));
        List<String> order = importAll(logs);

        assertEquals(List.of("blank: 0", "a.log.2.gz: 10", "a.log.1: 10", "a.log: 10"), order);
        assertEachPartitionIsSorted();
        for (String topic : topics.events()) {
            for (int partition = 0; partition < 2; partition++) {
                List<String> held = new ArrayList<>();
                for (ConsumerRecord<byte[], byte[]> record : read(topic, partition)) {
                    TickCodec.Tick tick = TickCodec.isTick(record.headers()) ? TickCodec.decode(record.value()) : null;
                    if (tick != null && String.valueOf(tick.source()).startsWith("import-queue:")) {
                        held.add(tick.close() ? "close" : String.valueOf(tick.openMs()));
                    }
                }
                assertEquals(List.of("1000", "11000", "21000", "close"), held, topic);
            }
        }
        long before = recordCount();
        assertEquals(List.of("blank: 0", "a.log.2.gz: 0", "a.log.1: 0", "a.log: 0"), importAll(logs));
        assertEquals(before, recordCount());
    }

    @Test
    void aLogGoesOnWhereItWasRotatedTo() throws Exception {
        Path log = write("a.log", lines(1, 10));
        importFile(log);
        Path rotated = Files.write(folder.resolve("a.log.1.gz"), LogReaderTest.gzip(lines(1, 15)));
        write("a.log", lines(16, 5));
        assertEquals(List.of("a.log.1.gz: 5", "a.log: 5"), importAll(List.of(log, rotated)));
        assertEquals(20, events().size());
        assertEachPartitionIsSorted();
    }

    private List<String> importAll(List<Path> logs) throws Exception {
        List<String> order = new ArrayList<>();
        ImportQueue queue = new ImportQueue(broker.clientProperties(), topics, importer());
        assertTrue(queue.importAll(logs, request(), new ImportQueue.Watcher() {
            @Override
            public ImportListener begins(Path log) {
                return ImportListener.NONE;
            }

            @Override
            public void ended(Path log, ImportResult result) {
                order.add(log.getFileName() + ": " + result.events());
            }
        }));
        return order;
    }

    @Test
    void sendsAStreamAsItComesAndInOrderWhereAsked() throws Exception {
        for (Duration lateness : new @Nullable Duration[] {null, Duration.ofHours(1)}) {
            try (EventSender sender = new EventSender(broker.clientProperties(), topics)) {
                LogFile log = LogFile.of(
                        "stdin",
                        new ByteArrayInputStream(shuffledLines(30).getBytes(StandardCharsets.UTF_8)),
                        Framing.LINES);
                String name = "stream-" + lateness;
                ImportRequest request = new ImportRequest(LogFormats.of("ndjson"), settings(null), name);
                ImportResult result =
                        new StreamImporter(sender, lateness).importStream(log, request, ImportListener.NONE);
                assertEquals(30, result.events());
                assertEquals(
                        30,
                        events().stream()
                                .filter(event -> event.eventId().source().equals(name))
                                .count());
            }
        }
    }

    @Test
    void ticksEveryPartitionUntilClosed() throws Exception {
        List<String> all = List.of(topics.events(EventStream.LOGIN), topics.accountRequests());
        try (Ticker ticker = Ticker.start(broker.clientProperties(), all, Duration.ofMillis(20))) {
            for (String topic : all) {
                for (int partition = 0; partition < 2; partition++) {
                    awaitTicks(topic, partition);
                }
            }
            ticker.close();
            ticker.close();
        }
    }

    @Test
    void saysWhyAnEventDidNotArrive() throws Exception {
        try (EventSender sender = new EventSender(broker.clientProperties(), topics)) {
            SecurityEvent tooLong =
                    new LoginEvent(new EventId("default", "s", "1"), 1, null, "a".repeat(5_000), true, null, null);
            assertThrows(IllegalArgumentException.class, () -> sender.send(tooLong));
            sender.flush();
        }
    }

    private void awaitTicks(String topic, int partition) throws Exception {
        List<ConsumerRecord<byte[], byte[]>> records = List.of();
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (records.size() < 2 && System.nanoTime() < deadline) {
            records = read(topic, partition);
        }
        assertTrue(records.size() >= 2, topic + " has " + records.size() + " ticks");
        for (ConsumerRecord<byte[], byte[]> record : records) {
            assertTrue(TickCodec.isTick(record.headers()));
            assertEquals(new TickCodec.Tick(null, null, false), TickCodec.decode(record.value()));
        }
    }

    private void importInTheMeantime(Path log) {
        try {
            importFile(log);
        } catch (Exception e) {
            throw new AssertionError("the second import failed", e);
        }
    }

    private static final class PowerCut extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Stops the import after so many transactions, as a killed process would. */
    private static final class CrashingListener implements ImportListener {
        private int left;

        CrashingListener(int transactions) {
            left = transactions;
        }

        @Override
        public void sending(long events, long ofEvents) {
            if (--left == 0) {
                throw new PowerCut();
            }
        }
    }

    private ImportResult importFile(Path log) throws Exception {
        return importFile(log, ImportListener.NONE);
    }

    private ImportResult importFile(Path log, ImportListener listener) throws Exception {
        return importer().importFile(log, request(), listener);
    }

    private Importer importer() {
        return new Importer(broker.clientProperties(), topics, folder, PER_TRANSACTION);
    }

    private static ImportRequest request() {
        return new ImportRequest(LogFormats.of("ndjson"), settings(null), null);
    }

    private static LogSettings settings(@Nullable Integer year) {
        return new LogSettings("default", year, ZoneOffset.UTC, Clock.systemUTC());
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    /** Lines whose times go up with their numbers. */
    private static String lines(int first, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = first; i < first + count; i++) {
            text.append(line(i * 1_000L, "u" + i));
        }
        return text.toString();
    }

    /** Lines with few different times, in no order. */
    private static String shuffledLines(int count) {
        Random random = new Random(count);
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            text.append(line(random.nextInt(10) * 1_000L, "u" + i));
        }
        return text.toString();
    }

    private static String line(long timeMs, String user) {
        return "{\"time\":\"" + Rfc3339.format(timeMs) + "\",\"userId\":\"" + user + "\",\"success\":false}\n";
    }

    private void assertEveryLineOnce(int lines) throws Exception {
        List<SecurityEvent> events = events();
        HashSet<String> ids = new HashSet<>();
        events.forEach(event -> ids.add(event.eventId().id()));
        assertEquals(lines, ids.size());
        assertEquals(lines, events.size());
    }

    private void assertEachPartitionIsSorted() throws Exception {
        for (int partition = 0; partition < 2; partition++) {
            List<SecurityEvent> events = events(partition);
            assertEquals(events.stream().sorted(EventSorter.ORDER).toList(), events);
        }
    }

    private List<SecurityEvent> events() throws Exception {
        List<SecurityEvent> events = new ArrayList<>(events(0));
        events.addAll(events(1));
        return events;
    }

    private List<SecurityEvent> events(int partition) throws Exception {
        List<SecurityEvent> events = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : read(topics.events(EventStream.LOGIN), partition)) {
            if (!TickCodec.isTick(record.headers())) {
                events.add(CODEC.decode(EventType.LOGIN, record.value()));
            }
        }
        return events;
    }

    private long recordCount() {
        return Stream.concat(topics.events().stream(), Stream.of(topics.imports()))
                .mapToLong(topic -> read(topic, 0).size()
                        + (topic.equals(topics.imports()) ? 0 : read(topic, 1).size()))
                .sum();
    }

    /** Every committed record of a partition. */
    private static List<ConsumerRecord<byte[], byte[]>> read(String topic, int partition) {
        TopicPartition from = new TopicPartition(topic, partition);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        consumer.assign(List.of(from));
        consumer.seekToBeginning(List.of(from));
        long end = LogEnds.of(broker.clientProperties(), List.of(from)).get(from);
        while (consumer.position(from) < end) {
            consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        }
        return records;
    }
}
