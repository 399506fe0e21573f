package io.tocsin.topology.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.monitor.respond.RespondTopology;
import io.tocsin.monitor.wire.AccountCommandCodec;
import io.tocsin.monitor.wire.AccountStateCodec;
import io.tocsin.monitor.wire.BlockStateCodec;
import io.tocsin.monitor.wire.CommandResultCodec;
import io.tocsin.monitor.wire.ContainmentRequestCodec;
import io.tocsin.monitor.wire.ContainmentStateCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.containment.AlertCause;
import io.tocsin.rules.containment.AlertCause.Grounds;
import io.tocsin.rules.containment.BlockState;
import io.tocsin.rules.containment.CommandResult;
import io.tocsin.rules.containment.CommandResult.Outcome;
import io.tocsin.rules.containment.ContainmentPolicy;
import io.tocsin.rules.containment.ContainmentPolicy.Mode;
import io.tocsin.rules.containment.Source;
import io.tocsin.topology.fixture.Rosters;
import io.tocsin.topology.fixture.Schemas;
import io.tocsin.topology.fixture.StageDriver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an identity provider answers reaches the part of respond that decides, through the topic of requests. */
class UndoneLockScenarioTest {

    private static final Topics TOPICS = new Topics("t.");
    private static final String REQUESTS = TOPICS.accountRequests();
    private static final long NOW_MS = 1_700_000_000_000L;
    private static final long LOCK_MS = ContainmentPolicy.DEFAULT_BASE_LOCK_MS;

    @TempDir
    Path folder;

    private StageDriver respond;

    @BeforeEach
    void start() {
        respond = new StageDriver(
                RespondTopology.of(
                        TOPICS,
                        ContainmentPolicy.of(Mode.ENFORCE, Set.of(), 0),
                        Rosters.of("a@example.com", "b@example.com"),
                        true),
                folder);
    }

    @AfterEach
    void stop() {
        respond.close();
    }

    private void lock(String id, String account, long nowMs) {
        Grounds grounds = new Grounds("ab".repeat(32), 5, 1, 2, 0, List.of(Source.parse("192.0.2.1")));
        ask(
                new AccountRequest(
                        id,
                        "default",
                        account,
                        AccountRequest.Action.LOCK,
                        "5 failed logins",
                        "rule:failed-logins",
                        new AlertCause(id, "rule-1", "failed-logins", 2, Severity.MEDIUM, false, grounds)),
                nowMs);
    }

    private void ask(AccountRequest request, long nowMs) {
        respond.append(REQUESTS, ContainmentRequestCodec.key(request), ContainmentRequestCodec.encode(request), nowMs);
    }

    private void report(String lock, String account, Outcome outcome, long nowMs) {
        CommandResult result =
                new CommandResult(lock, "default", account, outcome, "scim:hr", "as it was seen", nowMs - 5);
        respond.append(
                TOPICS.accountCommandResults(),
                CommandResultCodec.key(result),
                CommandResultCodec.encode(result),
                nowMs);
    }

    /** Id, action and code. */
    private List<String> commands() throws MalformedRecordException {
        List<String> commands = new ArrayList<>();
        for (TestRecord<byte[], byte[]> each : respond.read(TOPICS.accountCommands())) {
            assertEquals(List.of(), Schemas.of("account-command").problems(each.value()));
            AccountCommand command = AccountCommandCodec.decode(each.value());
            commands.add(command.id() + " " + command.action() + " " + command.code());
        }
        return commands;
    }

    private List<String> blocks() throws MalformedRecordException {
        List<String> blocks = new ArrayList<>();
        for (TestRecord<byte[], byte[]> each : respond.read(TOPICS.blocks())) {
            assertEquals(List.of(), Schemas.of("block-state").problems(each.value()));
            BlockState state = BlockStateCodec.decode(each.value());
            blocks.add(state.source() + " " + state.status() + " "
                    + state.request().requestedBy());
        }
        return blocks;
    }

    private List<AccountState.Status> states() throws MalformedRecordException {
        List<AccountState.Status> states = new ArrayList<>();
        for (TestRecord<byte[], byte[]> each : respond.read(TOPICS.accounts())) {
            states.add(AccountStateCodec.decode(each.value()).status());
        }
        return states;
    }

    private int spent() {
        byte[] budget = respond.contents("containment-v2").get(ContainmentStateCodec.budgetKey("default"));
        return budget == null
                ? 0
                : ContainmentStateCodec.decodeBudget(budget).locks().size();
    }

    @Test
    void theSourcesOfAnAccountThatNobodyHasAreBlocked() throws Exception {
        lock("r1", "nobody", NOW_MS);
        assertEquals(1, spent());
        report("r1", "nobody", Outcome.NO_SUCH_ACCOUNT, NOW_MS + 1_000);

        assertEquals(List.of("192.0.2.1 BLOCKED respond:unknown-account"), blocks());
        assertEquals(List.of("r1 LOCK GRANTED", "r1:undone NONE NO_SUCH_ACCOUNT"), commands());
        assertEquals(List.of(AccountState.Status.REQUESTED, AccountState.Status.NO_SUCH_ACCOUNT), states());
        assertEquals(0, spent());
        for (TestRecord<byte[], byte[]> each : respond.read(REQUESTS)) {
            assertEquals(List.of(), Schemas.of("account-request").problems(each.value()));
        }
    }

    @Test
    void aLockThatFailedGivesItsBudgetBackAndIsAskedForAnew() throws Exception {
        lock("r1", "alice", NOW_MS);
        report("r1", "alice", Outcome.FAILED, NOW_MS + 1_000);
        assertEquals(0, spent());
        lock("r2", "alice", NOW_MS + 2_000);
        assertEquals(1, spent());
        report("r2", "alice", Outcome.CONFIRMED, NOW_MS + 3_000);

        assertEquals(List.of("r1 LOCK GRANTED", "r1:undone NONE NOT_DONE", "r2 LOCK GRANTED"), commands());
        assertEquals(
                List.of(
                        AccountState.Status.REQUESTED,
                        AccountState.Status.FAILED,
                        AccountState.Status.REQUESTED,
                        AccountState.Status.CONFIRMED),
                states());
        assertEquals(List.of(), blocks());
    }

    @Test
    void whatWasHalfDoneIsUndoneAtTheEndOfALockThatFailedAndNoAlertRenewsIt() throws Exception {
        lock("r1", "alice", NOW_MS);
        report("r1", "alice", Outcome.FAILED, NOW_MS + 1_000);
        respond.tick(REQUESTS, NOW_MS + LOCK_MS - 1);
        respond.tick(REQUESTS, NOW_MS + LOCK_MS);

        assertEquals(List.of("r1 LOCK GRANTED", "r1:undone NONE NOT_DONE", "r1:expired UNLOCK EXPIRED"), commands());
    }

    @Test
    void aReportThatIsReadTwiceOrComesAfterTheEndGivesNothingBackTwice() throws Exception {
        lock("r1", "alice", NOW_MS);
        lock("r2", "bob", NOW_MS);
        report("r1", "alice", Outcome.FAILED, NOW_MS + 1_000);
        report("r1", "alice", Outcome.FAILED, NOW_MS + 2_000);
        report("r2", "bob", Outcome.NO_SUCH_ACCOUNT, NOW_MS + LOCK_MS);

        assertEquals(1, spent());
        assertEquals(List.of("r1 LOCK GRANTED", "r2 LOCK GRANTED", "r1:undone NONE NOT_DONE"), commands());
        assertEquals(List.of(), blocks());
    }

    @Test
    void whoeverElseSaysThatALockWasNotDoneIsRejectedOrFindsNoSuchLock() throws Exception {
        lock("r1", "alice", NOW_MS);
        ask(
                new AccountRequest(
                        "forged:undone",
                        "default",
                        "alice",
                        AccountRequest.Action.NOT_DONE,
                        "x",
                        "respond:result",
                        null),
                NOW_MS + 1);
        byte[] key = "default".getBytes(StandardCharsets.UTF_8);
        String byOperator = "{\"version\":1,\"id\":\"r1:undone\",\"tenant\":\"default\",\"account\":\"alice\","
                + "\"action\":\"not-done\",\"reason\":\"x\",\"requestedBy\":\"operator:eve\"}";
        respond.append(REQUESTS, key, byOperator.getBytes(StandardCharsets.UTF_8), NOW_MS + 2);

        assertEquals(List.of("r1 LOCK GRANTED", "forged:undone NONE NOT_LOCKED"), commands());
        assertEquals(1, respond.read(TOPICS.rejected()).size());
        assertEquals(1, spent());
    }
}
