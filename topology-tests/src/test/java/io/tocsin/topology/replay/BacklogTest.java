package io.tocsin.topology.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.topology.fixture.LoginTraffic;
import io.tocsin.topology.fixture.Outcome;
import io.tocsin.topology.fixture.RunFolder;
import io.tocsin.topology.fixture.TocsinProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A million events in four partitions that waited while detection was down: the partitions are read at different paces, and
 * still the same episodes come out as when each event was read as it came.
 */
@Tag("long")
class BacklogTest {

    private static final int EVENTS = 1_000_000;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    @TempDir
    private Path temp;

    @Test
    void aBacklogGivesTheSameEpisodesAsLiveReading() throws Exception {
        Path log = LoginTraffic.write(temp.resolve("logins.ndjson"), EVENTS, 11);
        Outcome live = live(log);
        Outcome backlog = backlog(log);

        System.out.printf(
                "BacklogTest: %d events, %d episodes%n", EVENTS, live.episodes().size());
        assertTrue(live.episodes().size() >= 100);
        assertEquals(live.episodes(), backlog.episodes());
    }

    private Outcome live(Path log) throws Exception {
        RunFolder folder = folder("live");
        try (TocsinProcess run = TocsinProcess.running(folder.path(), folder.config())) {
            importLog(folder, log);
            return finish(folder, run);
        }
    }

    private Outcome backlog(Path log) throws Exception {
        RunFolder folder = folder("backlog");
        try (TocsinProcess run = TocsinProcess.running(folder.path(), folder.config(), "--stages", "ingest")) {
            importLog(folder, log);
            run.stop().expect(0);
        }
        try (TocsinProcess run = TocsinProcess.running(folder.path(), folder.config())) {
            return finish(folder, run);
        }
    }

    private RunFolder folder(String name) throws Exception {
        RunFolder folder = new RunFolder(Files.createDirectory(temp.resolve(name)));
        // So many accounts that no lock is refused: the alert on a spent budget is of append time, which differs
        // between runs.
        folder.configure(
                "partitions: 4", "detect: {stale_after: never}", "respond: {mode: observe, accounts: 1000000}");
        return folder;
    }

    private static void importLog(RunFolder folder, Path log) throws InterruptedException {
        String config = folder.config().toString();
        TocsinProcess.run(folder.path(), LONGEST, "import", "--config", config, "--format", "ndjson", log.toString())
                .expect(0);
    }

    private static Outcome finish(RunFolder folder, TocsinProcess run) throws Exception {
        Map<String, String> client = folder.client();
        RunFolder.await("all episodes were closed", LONGEST, () -> {
            Outcome outcome = Outcome.read(client);
            return !outcome.alerts().isEmpty() && outcome.isClosed();
        });
        Outcome outcome = Outcome.read(client);
        run.stop().expect(0);
        return outcome;
    }
}
