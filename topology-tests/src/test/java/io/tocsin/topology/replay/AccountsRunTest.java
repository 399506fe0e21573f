package io.tocsin.topology.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.app.RecordSender;
import io.tocsin.monitor.wire.AccountCommandCodec;
import io.tocsin.monitor.wire.AccountRequestCodec;
import io.tocsin.monitor.wire.AccountStateCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.topology.fixture.OperatorShell;
import io.tocsin.topology.fixture.Outcome;
import io.tocsin.topology.fixture.RunFolder;
import io.tocsin.topology.fixture.TocsinProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators do with accounts, through the real commands, broker and stage. */
class AccountsRunTest {
    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);
    private static final String REASON = "--reason";
    private static final int MANY = 150;

    @TempDir
    private Path temp;

    private OperatorShell operator;
    private Map<String, String> client;

    @Test
    void operatorsLockForceAndLiftInBulk() throws Exception {
        RunFolder folder = new RunFolder(temp);
        Path config =
                folder.configure("stages: [ingest, respond]", "respond: {lock_duration: 3s, break_glass: [emergency]}");
        operator = new OperatorShell(temp, config);
        try (TocsinProcess run = TocsinProcess.running(temp, config)) {
            client = folder.client();
            locksInARowDouble();
            aBreakGlassAccountNeedsForce();
            locksAreLiftedByNameAndInBulk();
            everyCommandSaysWhoAndWhy();
            oneAccountIsShownWithItsHistory();
            changesAreWatched(config);
            run.stop().expect(0);
        }
    }

    private void locksInARowDouble() throws Exception {
        AccountCommand first = decision(operator.run("accounts", "lock", "alice", REASON, "stolen"));
        RunFolder.await(
                "the first lock expired", Duration.ofSeconds(30), () -> status("alice") == AccountState.Status.EXPIRED);
        AccountCommand second = decision(operator.run("accounts", "lock", "alice", REASON, "again"));

        assertEquals(List.of(3_000L, 6_000L), List.of(lengthMs(first), lengthMs(second)));
        assertEquals(List.of(1, 2), List.of(first.repetition(), second.repetition()));
    }

    private void aBreakGlassAccountNeedsForce() {
        String[] lock = {"accounts", "lock", "Emergency", REASON, "token stolen", "--for", "1h"};
        assertTrue(operator.run(lock).expect(1).err().contains("--force locks it nevertheless"));

        operator.run("accounts", "lock", "Emergency", REASON, "token stolen", "--for", "1h", "--force")
                .expect(0);
        operator.run("accounts", "unlock", "Emergency", REASON, "token revoked").expect(0);
    }

    private void locksAreLiftedByNameAndInBulk() throws Exception {
        lockMany();
        Path names = Files.writeString(temp.resolve("names.txt"), "user0\nuser1\nnobody\n");
        OperatorShell.Result named =
                operator.run("accounts", "unlock", "--file", names.toString(), REASON, "mistake", "--yes");
        assertTrue(named.expect(1).err().contains("2 lifted, 1 not locked"), named.err());

        String[] all = {"accounts", "unlock", "--all", REASON, "broken release"};
        OperatorShell.Result unasked = operator.run(all).expect(2);
        assertTrue(unasked.err().contains("nothing was done: say --yes"), unasked.err());
        operator.typing("no\n", all).expect(1);
        OperatorShell.Result dry = operator.run("accounts", "unlock", "--since", "1h", REASON, "x", "--dry-run")
                .expect(0);
        assertTrue(dry.out().lines().count() >= MANY - 2, dry.err());

        OperatorShell.Result lifted = operator.typing("yes\n", all).expect(0);
        assertTrue(lifted.err().contains("… and "), lifted.err());
        assertTrue(lifted.err().contains("Lift them? Type yes: "), lifted.err());
        // The state follows the decision by a moment: it goes through the topic of commands.
        RunFolder.await(
                "all were released",
                Duration.ofSeconds(30),
                () -> statuses().entrySet().stream()
                                .filter(each -> each.getKey().startsWith("user")
                                        && each.getValue() == AccountState.Status.RELEASED)
                                .count()
                        == MANY);
        assertTrue(operator.run(all).expect(0).err().contains("Nothing to lift"));
    }

    /** Requests of an operator, as another program of the platform would write them. */
    private void lockMany() throws Exception {
        try (RecordSender sender = new RecordSender(client)) {
            for (int i = 0; i < MANY; i++) {
                AccountRequest request = new AccountRequest(
                        "case-4711",
                        "default",
                        "user" + i,
                        AccountRequest.Action.LOCK,
                        "leaked passwords",
                        "operator:fraud-desk",
                        null,
                        3_600_000,
                        false);
                sender.send(
                        TOPICS.accountRequests(),
                        AccountRequestCodec.key(request),
                        AccountRequestCodec.encode(request));
            }
        }
        RunFolder.await(
                "all were locked",
                Duration.ofSeconds(30),
                () -> statuses().keySet().stream()
                                .filter(name -> name.startsWith("user"))
                                .count()
                        == MANY);
    }

    private void everyCommandSaysWhoAndWhy() throws MalformedRecordException {
        for (byte[] value : Outcome.values(client, TOPICS.accountCommands())) {
            AccountRequest request = AccountCommandCodec.decode(value).request();
            assertTrue(
                    List.of("operator:eve", "operator:fraud-desk", AccountRequest.EXPIRY)
                            .contains(request.requestedBy()),
                    request.requestedBy());
            assertFalse(request.reason().isBlank());
        }
        String list = operator.typing("", "accounts", "list").expect(0).out();
        assertTrue(list.contains("operator:eve") && list.contains("broken release"), list);
    }

    private void oneAccountIsShownWithItsHistory() {
        String shown =
                operator.typing("", "accounts", "show", "alice").expect(0).out();
        assertTrue(shown.contains("Identity provider: has said nothing of it"), shown);
        assertEquals(2, shown.lines().filter(line -> line.contains("  LOCK  ")).count(), shown);
        assertTrue(
                operator.run("accounts", "show", "nobody-else").expect(1).err().contains("Nothing is known"));
    }

    private void changesAreWatched(Path config) throws InterruptedException {
        try (TocsinProcess watch =
                TocsinProcess.start(temp, "accounts", "watch", "--account", "mallory", "--config", config.toString())) {
            RunFolder.await(
                    watch::err, Duration.ofSeconds(60), () -> watch.err().contains("Watching accounts"));
            operator.run("accounts", "lock", "mallory", REASON, "stolen").expect(0);
            RunFolder.await(
                    watch::out,
                    Duration.ofSeconds(60),
                    () -> watch.out().contains("\"account\":\"mallory\",\"status\":\"REQUESTED\""));
            watch.stop().expect(0);
        }
    }

    private AccountState.@Nullable Status status(String account) {
        return statuses().get(account);
    }

    /** Records of one account stand in one partition, so that the last is the newest. */
    private Map<String, AccountState.Status> statuses() {
        Map<String, AccountState.Status> statuses = new HashMap<>();
        for (byte[] value : Outcome.values(client, TOPICS.accounts())) {
            try {
                AccountState state = AccountStateCodec.decode(value);
                statuses.put(state.account(), state.status());
            } catch (MalformedRecordException e) {
                throw new AssertionError(e);
            }
        }
        return statuses;
    }

    private static AccountCommand decision(OperatorShell.Result result) throws MalformedRecordException {
        return AccountCommandCodec.decode(result.expect(0).out().strip().getBytes(StandardCharsets.UTF_8));
    }

    private static long lengthMs(AccountCommand lock) {
        return lock.untilMs() - lock.decidedAtMs();
    }
}
