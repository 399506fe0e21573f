package io.tocsin.topology.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.respond.RespondTopology;
import io.tocsin.monitor.wire.AccountCommandCodec;
import io.tocsin.monitor.wire.AccountRequestCodec;
import io.tocsin.monitor.wire.AccountStateCodec;
import io.tocsin.monitor.wire.ContainmentRequestCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.containment.ContainmentPolicy;
import io.tocsin.rules.containment.ContainmentPolicy.Mode;
import io.tocsin.rules.containment.ContainmentRequest;
import io.tocsin.topology.fixture.DetectDriver;
import io.tocsin.topology.fixture.Rosters;
import io.tocsin.topology.fixture.Schemas;
import io.tocsin.topology.fixture.StageDriver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attacks on one account through detect and respond: what detect asks is what respond reads. */
class HeldLockScenarioTest {

    private static final Topics TOPICS = new Topics("t.");
    private static final long T0 = DetectDriver.T0;
    private static final long TICK_MS = 10_000;
    private static final long MINUTE_MS = 60_000;
    private static final long HOUR_MS = 60 * MINUTE_MS;

    @TempDir
    Path folder;

    private DetectDriver detect;
    private StageDriver respond;

    @BeforeEach
    void start() {
        detect = new DetectDriver();
        respond = respond("first");
    }

    @AfterEach
    void stop() {
        detect.close();
        respond.close();
    }

    private StageDriver respond(String name) {
        return new StageDriver(
                RespondTopology.of(
                        TOPICS,
                        ContainmentPolicy.of(Mode.ENFORCE, Set.of(), 0),
                        Rosters.of("a@example.com", "b@example.com"),
                        false),
                folder.resolve(name));
    }

    /** What detect asked since the last look reaches respond. */
    private void handOver(long nowMs) {
        for (ContainmentRequest each : detect.requests()) {
            respond.append(
                    TOPICS.accountRequests(),
                    ContainmentRequestCodec.key(each),
                    ContainmentRequestCodec.encode(each),
                    nowMs);
        }
    }

    private void tick(long nowMs) {
        detect.tick(nowMs);
        handOver(nowMs);
        respond.tick(TOPICS.accountRequests(), nowMs);
    }

    private void quiet(long fromMs, long toMs) {
        for (long nowMs = fromMs; nowMs < toMs; nowMs += TICK_MS) {
            tick(nowMs);
        }
    }

    /** A failure every minute, and ticks. */
    private void attack(long fromMs, long toMs) {
        for (long nowMs = fromMs; nowMs < toMs; nowMs += TICK_MS) {
            if ((nowMs - T0) % MINUTE_MS == 0) {
                detect.send(detect.failure(nowMs, "alice"));
                handOver(nowMs);
            }
            tick(nowMs);
        }
    }

    private void unlock(long nowMs) {
        AccountRequest request = new AccountRequest(
                "o1", "default", "alice", AccountRequest.Action.UNLOCK, "by phone", "operator:eve", null);
        respond.append(
                TOPICS.accountRequests(), AccountRequestCodec.key(request), AccountRequestCodec.encode(request), nowMs);
    }

    private List<AccountCommand> commands() throws MalformedRecordException {
        List<AccountCommand> commands = new ArrayList<>();
        for (TestRecord<byte[], byte[]> each : respond.read(TOPICS.accountCommands())) {
            assertEquals(List.of(), Schemas.of("account-command").problems(each.value()));
            commands.add(AccountCommandCodec.decode(each.value()));
        }
        return commands;
    }

    private List<String> codes() throws MalformedRecordException {
        return commands().stream()
                .map(each -> each.action() + " " + each.code())
                .toList();
    }

    private AccountState state() throws MalformedRecordException {
        List<TestRecord<byte[], byte[]>> states = respond.read(TOPICS.accounts());
        return AccountStateCodec.decode(states.get(states.size() - 1).value());
    }

    @Test
    void anAttackWithoutAPauseKeepsTheAccountLockedUntilItIsOver() throws Exception {
        attack(T0, T0 + 5 * HOUR_MS);

        List<AccountCommand> locks = commands();
        assertEquals(
                List.of(
                        AccountCommand.Code.GRANTED,
                        AccountCommand.Code.RENEWED,
                        AccountCommand.Code.RENEWED,
                        AccountCommand.Code.RENEWED),
                locks.stream().map(AccountCommand::code).toList());
        for (int i = 1; i < locks.size(); i++) {
            assertTrue(locks.get(i).decidedAtMs() < locks.get(i - 1).untilMs(), "a gap before " + locks.get(i));
        }
        assertEquals(T0 + 4 * MINUTE_MS + 450 * MINUTE_MS, locks.get(3).untilMs());
        assertEquals(AccountState.Status.REQUESTED, state().status());

        quiet(T0 + 5 * HOUR_MS, locks.get(3).untilMs() + MINUTE_MS);

        assertEquals(List.of("NONE CLOSED", "UNLOCK EXPIRED"), codes());
        assertEquals(AccountState.Status.EXPIRED, state().status());
    }

    @Test
    void whoeverUnlocksDuringAnAttackWinsUntilAnotherAlert() throws Exception {
        attack(T0, T0 + 10 * MINUTE_MS);
        unlock(T0 + 10 * MINUTE_MS);
        attack(T0 + 10 * MINUTE_MS, T0 + 3 * HOUR_MS);
        quiet(T0 + 3 * HOUR_MS, T0 + 4 * HOUR_MS);

        assertEquals(List.of("LOCK GRANTED", "UNLOCK GRANTED", "NONE CLOSED"), codes());

        attack(T0 + 4 * HOUR_MS, T0 + 6 * HOUR_MS);
        assertEquals(List.of("LOCK GRANTED", "LOCK RENEWED"), codes());
    }

    @Test
    void anAlertThatALateEventMakesPartOfAnEarlierOneLeavesTheLockToThatOne() throws Exception {
        long secondMs = T0 + 303_900;
        for (int i = 0; i < 5; i++) {
            detect.send(detect.failure(T0 + i * 1_000L, "alice"));
        }
        for (int i = 0; i < 5; i++) {
            detect.send(detect.failure(secondMs + i * 100L, "alice"));
        }
        handOver(secondMs + 400);
        assertEquals(List.of("LOCK GRANTED", "LOCK GRANTED"), codes());

        for (int i = 0; i < 4; i++) {
            detect.sendAt(detect.failure(T0 + 200_000 + i, "alice"), secondMs + 2_000);
        }
        handOver(secondMs + 2_000);
        assertEquals(List.of("NONE CLOSED"), codes());

        attack(T0 + 6 * MINUTE_MS, T0 + HOUR_MS);
        assertEquals(List.of("LOCK RENEWED"), codes());
    }

    @Test
    void aRestartNeitherForgetsNorDoublesWhatHoldsALock() throws Exception {
        attack(T0, T0 + 10 * MINUTE_MS);
        Map<Bytes, byte[]> containment = respond.contents("containment-v2");
        Map<Bytes, byte[]> accounts = respond.contents("accounts-v1");
        respond.close();
        respond = respond("second");
        respond.restore("containment-v2", containment);
        respond.restore("accounts-v1", accounts);

        attack(T0 + 10 * MINUTE_MS, T0 + HOUR_MS);

        assertEquals(List.of("LOCK RENEWED"), codes());
    }
}
