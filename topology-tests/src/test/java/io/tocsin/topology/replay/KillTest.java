package io.tocsin.topology.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.event.EventStream;
import io.tocsin.topology.fixture.LoginTraffic;
import io.tocsin.topology.fixture.Outcome;
import io.tocsin.topology.fixture.RunFolder;
import io.tocsin.topology.fixture.TocsinProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of the whole program, broker and all, at random moments of an import: what it comes to is what an
 * undisturbed run comes to.
 */
@Tag("long")
class KillTest {

    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);
    /** The full trial is {@code TOCSIN_KILL_EVENTS=2000000 TOCSIN_KILL_TIMES=20}, about ten minutes. */
    private static final int EVENTS = setting("TOCSIN_KILL_EVENTS", 500_000);

    private static final int KILLS = setting("TOCSIN_KILL_TIMES", 5);
    /** So many new events in a partition can't be ticks: the import has committed. */
    private static final int SURELY_EVENTS = 1_000;

    private static final Duration LONGEST = Duration.ofMinutes(15);

    @TempDir
    private Path temp;

    private final Random random = new Random(20_261_123);
    private final List<String> kills = new ArrayList<>();

    @Test
    void killsChangeNothing() throws Exception {
        Path log = LoginTraffic.write(temp.resolve("logins.ndjson"), EVENTS, 7);
        Outcome undisturbed = undisturbed(log);
        Outcome killed = killed(log);

        System.out.printf(
                "KillTest: %d events, %d episodes, %d locks, %d first notices%nkills at committed events: %s%n",
                EVENTS,
                undisturbed.episodes().size(),
                undisturbed.locks().size(),
                undisturbed.notices().size(),
                kills);
        assertTrue(undisturbed.locks().size() >= 100, "at least 100 locks are due");
        assertTrue(undisturbed.notices().size() >= 200, "at least 200 mails are due");
        assertEquals(undisturbed.episodes(), killed.episodes());
        assertEquals(undisturbed.locks(), killed.locks());
        assertEquals(undisturbed.notices(), killed.notices());
        assertTrue(kills.stream().filter(each -> each.startsWith("inside")).count() >= KILLS * 3L / 4);
    }

    private Outcome undisturbed(Path log) throws Exception {
        RunFolder folder = folder("undisturbed");
        try (TocsinProcess run = TocsinProcess.running(folder.path(), folder.config())) {
            startImport(folder, log).await(LONGEST).expect(0);
            return finish(folder, run);
        }
    }

    private Outcome killed(Path log) throws Exception {
        RunFolder folder = folder("killed");
        for (int i = 0; i < KILLS; i++) {
            long started = System.nanoTime();
            TocsinProcess run = TocsinProcess.running(folder.path(), folder.config());
            long runningMs = (System.nanoTime() - started) / 1_000_000;
            TocsinProcess importing = startImport(folder, log);
            Map<String, String> client = folder.client();
            String events = TOPICS.events(EventStream.LOGIN);
            long before = folder.ends(client, events);
            long read = folder.committed(client, "tocsin.detect");
            RunFolder.await(
                    "a new record was read",
                    Duration.ofMinutes(2),
                    () -> folder.committed(client, "tocsin.detect") > read);
            long firstMs = (System.nanoTime() - started) / 1_000_000;
            RunFolder.await(
                    "the import went on",
                    LONGEST,
                    () -> folder.ends(client, events) > before + SURELY_EVENTS || !importing.isAlive());
            Thread.sleep(random.nextInt(1_500));
            kills.add((importing.isAlive() ? "inside " : "outside ") + folder.ends(client, events) + " (running after "
                    + runningMs + " ms, first record after " + firstMs + " ms)");
            run.kill();
            importing.kill();
        }
        try (TocsinProcess run = TocsinProcess.running(folder.path(), folder.config())) {
            startImport(folder, log).await(LONGEST).expect(0);
            return finish(folder, run);
        }
    }

    private RunFolder folder(String name) throws Exception {
        RunFolder folder = new RunFolder(Files.createDirectory(temp.resolve(name)));
        folder.configure("detect: {stale_after: never}", "respond: {accounts: 10000000}", "notify: {interval: 1s}");
        return folder;
    }

    private static TocsinProcess startImport(RunFolder folder, Path log) {
        return TocsinProcess.start(
                folder.path(), "import", "--config", folder.config().toString(), "--format", "ndjson", log.toString());
    }

    private static Outcome finish(RunFolder folder, TocsinProcess run) throws Exception {
        Map<String, String> client = folder.client();
        RunFolder.await("all episodes were closed", LONGEST, () -> {
            Outcome outcome = Outcome.read(client);
            return !outcome.alerts().isEmpty() && outcome.isClosed();
        });
        folder.awaitDrained(LONGEST, TOPICS.alerts(), TOPICS.accounts(), TOPICS.notifications());
        RunFolder.await(
                () -> Outcome.due(client) + " notices are due and " + Outcome.told(client) + " were told",
                LONGEST,
                () -> Outcome.due(client) == Outcome.told(client));
        Outcome outcome = Outcome.read(client);
        run.stop().expect(0);
        return outcome;
    }

    private static int setting(String name, int otherwise) {
        String value = System.getenv(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }
}
