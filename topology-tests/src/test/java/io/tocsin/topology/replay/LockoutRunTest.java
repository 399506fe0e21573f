package io.tocsin.topology.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.monitor.wire.BlockStateCodec;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.BlockState;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.topology.fixture.IdentityServer;
import io.tocsin.topology.fixture.OperatorShell;
import io.tocsin.topology.fixture.PacedSender;
import io.tocsin.topology.fixture.RunFolder;
import io.tocsin.topology.fixture.TimedRecords;
import io.tocsin.topology.fixture.TimedRecords.Timed;
import io.tocsin.topology.fixture.TocsinProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody fails at the logins of 10,000 accounts on purpose, so that their owners are locked out, while the real program
 * locks at an identity service. Prints how long a critical account waits for its lock once the budget is spent.
 */
@Tag("long")
class LockoutRunTest {
    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final int ACCOUNTS = 10_000;
    private static final int SOURCES = 200;
    private static final int FAILURES = 5;
    private static final int PER_SECOND = 1_000;

    /** Max(20, 0.1 % of the accounts), and a quarter of it, 5 at least, for critical accounts alone. */
    private static final int BUDGET = 20;

    private static final int RESERVE = 5;

    private static final String BREAK_GLASS = "emergency-admin";
    private static final String CRITICAL = "treasury-admin";

    @TempDir
    private Path temp;

    private final IdentityServer server;
    private final List<SecurityEvent> events = new ArrayList<>();

    LockoutRunTest() throws Exception {
        server = new IdentityServer();
    }

    @Test
    void anAttackerLocksNobodyOutBeyondTheBudget() throws Exception {
        Files.writeString(temp.resolve("secret"), IdentityServer.SECRET);
        RunFolder folder = new RunFolder(temp);
        Path config = folder.configure(
                "partitions: 4",
                "respond: {break_glass: [" + BREAK_GLASS + "]}",
                "assets: {userId: {" + CRITICAL + ": 15}}",
                server.config("secret"));
        try (server;
                TocsinProcess run = TocsinProcess.running(temp, config)) {
            Map<String, String> client = folder.client();
            attack();
            try (PacedSender sender = PacedSender.start(client, events, PER_SECOND)) {
                sender.allow(events.size());
                RunFolder.await("all were sent", LONGEST, () -> sender.sent() == events.size());
                sender.finish(LONGEST.toSeconds());
            }
            RunFolder.await("every refused account's source was blocked", LONGEST, () -> blocked(client) == SOURCES);
            RunFolder.await(
                    CRITICAL + " was locked",
                    LONGEST,
                    () -> TimedRecords.confirmedAtMs(client).containsKey(CRITICAL));
            check(client);

            OperatorShell operator = new OperatorShell(temp, config);
            operator.run(
                            "accounts",
                            "unlock",
                            "--rule",
                            "failed_logins_per_user",
                            "--since",
                            "1h",
                            "--reason",
                            "a drill",
                            "--yes")
                    .expect(0);
            RunFolder.await(
                    () -> "all may log in again, but " + disabled(),
                    LONGEST,
                    () -> disabled().isEmpty());
            run.stop().expect(0);
        }
    }

    /** Five failures for each account, one account after the other; the critical one's turn comes late. */
    private void attack() {
        for (int i = 0; i < ACCOUNTS; i++) {
            fail(i == 100 || i == ACCOUNTS - 100 ? BREAK_GLASS : name(i), "203.0." + i % SOURCES + ".7");
            if (i == ACCOUNTS * 3 / 4) {
                fail(CRITICAL, "198.51.100.9");
            }
        }
    }

    private void fail(String account, String source) {
        server.account(account);
        for (int i = 0; i < FAILURES; i++) {
            long timeMs = System.currentTimeMillis() + events.size() * 1_000L / PER_SECOND;
            EventId id = new EventId("default", "idp", "e" + events.size());
            events.add(new LoginEvent(id, timeMs, null, account, false, source, null));
        }
    }

    private void check(Map<String, String> client) {
        Set<String> locked = disabled();
        assertTrue(locked.contains(CRITICAL));
        assertFalse(locked.contains(BREAK_GLASS));
        assertTrue(locked.size() > 1 && locked.size() <= BUDGET + RESERVE, locked::toString);
        List<Timed<Alert>> spent = spentBudgets(client);
        assertEquals(1, spent.size());
        assertEquals(Severity.CRITICAL, spent.get(0).what().severity());

        long failedAtMs = TimedRecords.failedAtMs(client).get(CRITICAL).get(FAILURES - 1);
        long lockedAtMs = TimedRecords.confirmedAtMs(client).get(CRITICAL);
        assertTrue(spent.get(0).atMs() < failedAtMs, "the budget was spent before");
        System.out.printf(
                "LockoutRunTest: %d accounts, %d locked, %d sources blocked, %s locked %d ms after its last failure%n",
                ACCOUNTS, locked.size(), blocked(client), CRITICAL, lockedAtMs - failedAtMs);
    }

    private Set<String> disabled() {
        return events.stream()
                .map(SecurityEvent::key)
                .distinct()
                .filter(account -> !server.account(account).isEnabled())
                .collect(Collectors.toSet());
    }

    private static List<Timed<Alert>> spentBudgets(Map<String, String> client) {
        return TimedRecords.of(client, TOPICS.alerts(), AlertCodec::decode)
                .filter(alert -> alert.what().rule().name().equals("lock_budget_spent"))
                .toList();
    }

    private static long blocked(Map<String, String> client) {
        return TimedRecords.of(client, TOPICS.blocks(), BlockStateCodec::decode)
                .map(Timed::what)
                .filter(state -> state.status() == BlockState.Status.BLOCKED)
                .map(BlockState::source)
                .distinct()
                .count();
    }

    private static String name(int number) {
        return "user" + number;
    }
}
