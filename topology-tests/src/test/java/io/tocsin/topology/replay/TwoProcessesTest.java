package io.tocsin.topology.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.NotificationCodec;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.topology.fixture.GroupWatch;
import io.tocsin.topology.fixture.MixedTraffic;
import io.tocsin.topology.fixture.Outcome;
import io.tocsin.topology.fixture.PacedSender;
import io.tocsin.topology.fixture.PartitionReplay;
import io.tocsin.topology.fixture.RunFolder;
import io.tocsin.topology.fixture.SharedTraffic;
import io.tocsin.topology.fixture.Ticks;
import io.tocsin.topology.fixture.TocsinProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes share a cluster, which is the embedded broker of the first: while the second starts, is killed, comes back
 * and is stopped, all that comes of the traffic is what comes of it in one process that nobody disturbs.
 */
@Tag("long")
class TwoProcessesTest {

    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);
    private static final int EVENTS = setting("TOCSIN_TWO_EVENTS", 200_000);
    private static final int KILLS = setting("TOCSIN_TWO_KILLS", 2);
    private static final int PORTION = EVENTS / (KILLS + 6);
    private static final int PER_SECOND = 4_000;
    private static final int TENANTS = 80;
    private static final int PARTITIONS = 4;
    private static final String SECOND = "second";
    private static final List<String> GROUPS =
            List.of("tocsin.detect", "tocsin.respond", "tocsin.notify", "tocsin.mail");
    private static final Duration LONGEST = Duration.ofMinutes(5);
    /** Long enough to come back before it is missed, even on a slow machine. */
    private static final Duration LONG_SESSION = Duration.ofSeconds(45);

    /** The shortest that brokers allow, so that others take over soon. */
    private static final Duration SHORT_SESSION = Duration.ofSeconds(6);

    /** Kafka Streams gives a transaction ten seconds; the broker looks every second. */
    private static final long SURELY_ABANDONED_MS = 15_000;

    @TempDir
    private Path temp;

    private final Random random = new Random(20_261_124);
    private int allowed;
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Set<TopicPartition>> heldBySecond = new TreeMap<>();

    @Test
    void aSecondProcessChangesNothing() throws Exception {
        long endMs = System.currentTimeMillis() - Duration.ofDays(3).toMillis();
        List<SecurityEvent> events = SharedTraffic.events(EVENTS, TENANTS, endMs, 7);
        Outcome alone = alone(events);
        Outcome shared = shared(events);

        System.out.printf(
                "TwoProcessesTest: %d events, %d episodes, %d locks, %d first notices%n  %s%n",
                events.size(),
                alone.episodes().size(),
                alone.locks().size(),
                alone.notices().size(),
                String.join("\n  ", notes));
        assertTrue(alone.locks().size() >= TENANTS, "a lock for each tenant is due");
        assertEquals(MixedTraffic.episodes(events), alone.episodes(), "one process finds what the engine finds");
        assertEquals(alone.episodes(), shared.episodes());
        assertEquals(alone.locks(), shared.locks());
        assertEquals(alone.notices(), shared.notices());
    }

    private Outcome alone(List<SecurityEvent> events) throws Exception {
        RunFolder folder = new RunFolder(Files.createDirectory(temp.resolve("alone")));
        folder.configure(settings("instance_id: alone"));
        try (TocsinProcess run = TocsinProcess.running(folder.path(), folder.config())) {
            Map<String, String> client = folder.client();
            Ticks.open(client, MixedTraffic.SOURCES, events.get(0).timeMs());
            try (PacedSender sender = PacedSender.start(client, events, Integer.MAX_VALUE)) {
                sender.finish(LONGEST.toSeconds());
            }
            Outcome outcome = finish(folder);
            run.stop().expect(0);
            return outcome;
        }
    }

    private Outcome shared(List<SecurityEvent> events) throws Exception {
        RunFolder first = new RunFolder(Files.createDirectory(temp.resolve("first")));
        RunFolder second = new RunFolder(Files.createDirectory(temp.resolve(SECOND)));
        first.configure(settings("instance_id: first"));
        try (TocsinProcess run = TocsinProcess.running(first.path(), first.config())) {
            Map<String, String> client = first.client();
            Ticks.open(client, MixedTraffic.SOURCES, events.get(0).timeMs());
            try (PacedSender sender = PacedSender.start(client, events, PER_SECOND);
                    GroupWatch watch = new GroupWatch(client);
                    TocsinProcess impostor = impostor(first)) {
                disturb(first, second, sender, watch);
                String refusal = impostor.await(LONGEST).expect(1).err();
                assertTrue(refusal.contains("The instance_id 'first' is in use by another process"), refusal);
                sender.finish(LONGEST.toSeconds());
                Outcome outcome = finish(first);
                check(first, second, watch);
                run.stop().expect(0);
                return outcome;
            }
        }
    }

    /** A process with the name of the first, which must be told so and leave the first alone. */
    private TocsinProcess impostor(RunFolder first) throws Exception {
        RunFolder folder = new RunFolder(Files.createDirectory(temp.resolve("impostor")));
        folder.configureBeside(first, SHORT_SESSION, settings("instance_id: first"));
        return TocsinProcess.start(
                folder.path(), "run", "--config", folder.config().toString());
    }

    /**
     * The second process comes, is killed and comes back at once, is killed and stays away, comes back, is stopped and stays
     * away, comes back, and is killed: each time amid a portion of the traffic.
     */
    private void disturb(RunFolder first, RunFolder second, PacedSender sender, GroupWatch watch) throws Exception {
        String[] settings = settings("instance_id: " + SECOND);
        second.configureBeside(first, LONG_SESSION, settings);
        sendOn(sender);
        TocsinProcess run = start(second, sender, watch, "first start");
        try {
            for (int i = 0; i < KILLS; i++) {
                sendOn(sender);
                Map<TopicPartition, Long> before = detectOffsets(watch);
                run.kill();
                long killedNs = System.nanoTime();
                second.configureBeside(first, i < KILLS - 1 ? LONG_SESSION : SHORT_SESSION, settings);
                run = TocsinProcess.running(second.path(), second.config());
                assertFalse(run.err().contains("is in use"), "it knows that the dead process was itself");
                String what = "killed, started again at once (running after " + sinceMs(killedNs) + " ms)";
                noteMoved(what, watch, before, killedNs, sender);
                awaitHeld(watch);
            }
            sendOn(sender);
            Map<TopicPartition, Long> before = detectOffsets(watch);
            run.kill();
            noteMoved("killed, stayed away", watch, before, System.nanoTime(), sender);
            sendOn(sender);
            run = start(second, sender, watch, "back");
            sendOn(sender);
            before = detectOffsets(watch);
            long stoppedNs = System.nanoTime();
            run.stop().expect(0);
            noteMoved("stopped, stayed away", watch, before, stoppedNs, sender);
            sendOn(sender);
            run = start(second, sender, watch, "back");
            sendOn(sender);
        } finally {
            // What it leaves is part of the trial: its last work is undone or finished by the first.
            run.kill();
        }
    }

    /** Lets another portion of the traffic flow, and returns amid it. */
    private void sendOn(PacedSender sender) throws InterruptedException {
        int begun = allowed;
        allowed += PORTION;
        sender.allow(allowed);
        int amid = begun + 1 + random.nextInt(PORTION / 2);
        RunFolder.await("traffic flows", LONGEST, () -> sender.sent() >= amid);
    }

    private TocsinProcess start(RunFolder second, PacedSender sender, GroupWatch watch, String what) throws Exception {
        long startedNs = System.nanoTime();
        TocsinProcess run = TocsinProcess.running(second.path(), second.config());
        long runningMs = sinceMs(startedNs);
        awaitHeld(watch);
        notes.add(what + ": running after " + runningMs + " ms, partitions after " + sinceMs(startedNs)
                + " ms, events sent " + sender.sent());
        return run;
    }

    /** Waits until the second process has partitions of every stage. */
    private void awaitHeld(GroupWatch watch) throws InterruptedException {
        for (String group : GROUPS) {
            RunFolder.await("the second process has a share of " + group, LONGEST, () -> {
                Set<TopicPartition> held = watch.held(group, SECOND);
                heldBySecond
                        .computeIfAbsent(group, any -> new TreeSet<>(Comparator.comparing(TopicPartition::toString)))
                        .addAll(held);
                return !held.isEmpty();
            });
        }
    }

    private static Map<TopicPartition, Long> detectOffsets(GroupWatch watch) {
        return watch.committed("tocsin.detect", watch.held("tocsin.detect", SECOND));
    }

    /** Notes how long the partitions of the second process stood still. */
    private void noteMoved(
            String what, GroupWatch watch, Map<TopicPartition, Long> before, long sinceNs, PacedSender sender)
            throws InterruptedException {
        Map<TopicPartition, Long> atKill = watch.committed("tocsin.detect", before.keySet());
        RunFolder.await(
                what + ": the partitions go on",
                LONGEST,
                () -> watch.committed("tocsin.detect", before.keySet()).entrySet().stream()
                        .allMatch(each -> each.getValue() > atKill.get(each.getKey())));
        notes.add(what + ": its " + before.size() + " partitions went on after " + sinceMs(sinceNs)
                + " ms, events sent " + sender.sent());
    }

    private static Outcome finish(RunFolder folder) throws Exception {
        Map<String, String> client = folder.client();
        Ticks.close(client, MixedTraffic.SOURCES);
        RunFolder.await("all episodes were closed", LONGEST, () -> {
            Outcome outcome = Outcome.read(client);
            return !outcome.alerts().isEmpty() && outcome.isClosed();
        });
        folder.awaitDrained(
                LONGEST, TOPICS.alerts(), TOPICS.accounts(), TOPICS.notifications(), TOPICS.notificationOutcomes());
        return Outcome.read(client);
    }

    private void check(RunFolder first, RunFolder second, GroupWatch watch) throws Exception {
        Map<String, String> client = first.client();
        heldBySecond.forEach((group, partitions) -> notes.add("held in " + group + ": " + partitions));
        assertEquals(Set.copyOf(GROUPS), heldBySecond.keySet());
        assertEquals(List.of(), Outcome.values(client, TOPICS.rejected()), "nothing was rejected");
        RunFolder.await(
                "no transaction stays open",
                LONGEST,
                () -> watch.openTransactions(SURELY_ABANDONED_MS).isEmpty());
        assertEquals(replayed(client), published(client), "the alerts follow from the partitions, byte for byte");
        checkMails(first, second, client);
    }

    /** The bytes of every alert in their order, by uid, as they stand on the topic. */
    private static Map<String, List<String>> published(Map<String, String> client) {
        Map<String, List<String>> byUid = new TreeMap<>();
        add(Outcome.values(client, TOPICS.alerts()), byUid);
        return byUid;
    }

    /** The same from reading each partition once, in this process. */
    private static Map<String, List<String>> replayed(Map<String, String> client) {
        Map<String, List<String>> byUid = new TreeMap<>();
        List<String> inputs = new ArrayList<>(TOPICS.events());
        inputs.add(TOPICS.matches());
        for (String input : inputs) {
            Map<Integer, List<ConsumerRecord<byte[], byte[]>>> partitions = new HashMap<>();
            Outcome.records(client, input)
                    .forEach(record -> partitions
                            .computeIfAbsent(record.partition(), any -> new ArrayList<>())
                            .add(record));
            partitions.forEach(
                    (partition, records) -> add(PartitionReplay.values(input, partition, PARTITIONS, records), byUid));
        }
        return byUid;
    }

    private static void add(List<byte[]> alerts, Map<String, List<String>> byUid) {
        for (byte[] value : alerts) {
            try {
                byUid.computeIfAbsent(AlertCodec.decode(value).uid(), any -> new ArrayList<>())
                        .add(new String(value, StandardCharsets.UTF_8));
            } catch (MalformedRecordException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Each notification has become a mail; one that both wrote, because of a kill in between, has the same bytes. */
    private void checkMails(RunFolder first, RunFolder second, Map<String, String> client) throws Exception {
        Map<String, Path> ofFirst = first.mailFiles();
        Map<String, Path> ofSecond = second.mailFiles();
        Set<String> due = new TreeSet<>();
        for (byte[] value : Outcome.values(client, TOPICS.notifications())) {
            due.add(NotificationCodec.decode(value).id() + ".eml");
        }
        Set<String> written = new TreeSet<>(ofFirst.keySet());
        written.addAll(ofSecond.keySet());
        Set<String> doubles = new TreeSet<>(ofFirst.keySet());
        doubles.retainAll(ofSecond.keySet());
        for (String name : doubles) {
            assertEquals(Files.readString(ofFirst.get(name)), Files.readString(ofSecond.get(name)));
        }
        notes.add(due.size() + " mails, " + ofSecond.size() + " of them by the second process, " + doubles.size()
                + " by both");
        assertEquals(due, written);
        assertTrue(!ofSecond.isEmpty(), "the second process sends mail, too");
    }

    private static String[] settings(String instanceId) {
        return new String[] {
            instanceId,
            "partitions: " + PARTITIONS,
            "detect: {stale_after: never}",
            "respond: {accounts: 10000000}",
            "notify: {burst: 10000}"
        };
    }

    private static long sinceMs(long startedNs) {
        return (System.nanoTime() - startedNs) / 1_000_000;
    }

    private static int setting(String name, int otherwise) {
        String value = System.getenv(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }
}
