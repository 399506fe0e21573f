package io.tocsin.topology.scenario;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.notify.NotifyTopology;
import io.tocsin.monitor.respond.RespondTopology;
import io.tocsin.monitor.wire.AccountCommandCodec;
import io.tocsin.monitor.wire.AccountStateCodec;
import io.tocsin.monitor.wire.CommandResultCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.NoticeCodec;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountCommand.Action;
import io.tocsin.rules.containment.AccountCommand.Code;
import io.tocsin.rules.containment.AccountProjection;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.containment.AccountView;
import io.tocsin.rules.containment.CommandResult;
import io.tocsin.rules.containment.CommandResult.Outcome;
import io.tocsin.rules.containment.ContainmentPolicy;
import io.tocsin.rules.containment.ContainmentPolicy.Mode;
import io.tocsin.rules.roster.Roster;
import io.tocsin.rules.routing.PacingPolicy;
import io.tocsin.topology.fixture.Rosters;
import io.tocsin.topology.fixture.StageDriver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of an account by what is decided and what executors report. */
class AccountsScenarioTest {

    private static final Topics TOPICS = new Topics("t.");
    private static final Roster ROSTER = Rosters.of("oncall@example.com", "oncall@example.com");
    private static final String COMMANDS = TOPICS.accountCommands();
    private static final String RESULTS = TOPICS.accountCommandResults();
    private static final String STORE = "accounts-v1";
    private static final long NOW_MS = 1_700_000_000_000L;
    private static final long LATE_MS = AccountProjection.UNCONFIRMED_AFTER_MS;

    @TempDir
    Path folder;

    private StageDriver respond;

    @BeforeEach
    void start() {
        respond = driver(true, "expected");
    }

    @AfterEach
    void stop() {
        respond.close();
    }

    private StageDriver driver(boolean isProviderExpected, String name) {
        ContainmentPolicy policy = ContainmentPolicy.of(Mode.ENFORCE, Set.of(), 0);
        return new StageDriver(RespondTopology.of(TOPICS, policy, ROSTER, isProviderExpected), folder.resolve(name));
    }

    private static AccountCommand command(String id, Action action, long decidedAtMs) {
        AccountRequest request = new AccountRequest(
                id,
                "default",
                "alice",
                action == Action.UNLOCK ? AccountRequest.Action.UNLOCK : AccountRequest.Action.LOCK,
                "asked by phone",
                "operator:eve",
                null);
        boolean isLock = action == Action.LOCK;
        return new AccountCommand(
                id, action, Code.GRANTED, request, decidedAtMs, isLock ? decidedAtMs + 1_800_000 : 0, isLock ? 1 : 0);
    }

    private void decide(String id, Action action, long nowMs) {
        AccountCommand command = command(id, action, nowMs);
        respond.append(COMMANDS, AccountCommandCodec.key(command), AccountCommandCodec.encode(command), nowMs);
    }

    private void report(String commandId, Outcome outcome, long nowMs) {
        CommandResult result =
                new CommandResult(commandId, "default", "alice", outcome, "scim:hr", "as it was seen", nowMs - 5);
        respond.append(RESULTS, CommandResultCodec.key(result), CommandResultCodec.encode(result), nowMs);
    }

    /** Command, change and status of the states since the last look. */
    private List<String> states() throws MalformedRecordException {
        List<String> states = new ArrayList<>();
        for (TestRecord<byte[], byte[]> each : respond.read(TOPICS.accounts())) {
            AccountState state = AccountStateCodec.decode(each.value());
            assertArrayEquals(AccountStateCodec.key(state), each.key());
            states.add(state.command().id() + " " + state.change() + " " + state.status());
        }
        return states;
    }

    /** The kinds of the notices that notify makes of the states since the last look, to one mailbox each. */
    private List<String> notices(long nowMs) throws MalformedRecordException {
        List<String> kinds = new ArrayList<>();
        try (StageDriver notify =
                new StageDriver(NotifyTopology.of(TOPICS, ROSTER, PacingPolicy.DEFAULT), folder.resolve("notify"))) {
            respond.read(TOPICS.accounts())
                    .forEach(each -> notify.append(TOPICS.accounts(), each.key(), each.value(), nowMs));
            for (TestRecord<byte[], byte[]> each : notify.read(TOPICS.notices())) {
                kinds.add(NoticeCodec.decode(each.value()).notice().kind().label());
            }
        }
        return kinds;
    }

    @Test
    void aLockIsGreenOnlyOnceItWasReadBack() throws MalformedRecordException {
        decide("r1", Action.LOCK, NOW_MS);
        report("r1", Outcome.WAITING, NOW_MS + 1);
        report("r1", Outcome.ACTING, NOW_MS + 2);
        report("r1", Outcome.CONFIRMED, NOW_MS + 3);
        decide("u1", Action.UNLOCK, NOW_MS + 4);
        report("u1", Outcome.CONFIRMED, NOW_MS + 5);

        assertEquals(
                List.of(
                        "r1 COMMAND REQUESTED",
                        "r1 RESULT REQUESTED",
                        "r1 RESULT CONFIRMED",
                        "u1 COMMAND RELEASED",
                        "u1 RESULT RELEASED"),
                states());
    }

    @Test
    void aResultThatOvertookItsCommandIsAppliedAndTheLockIsTold() throws MalformedRecordException {
        report("r1", Outcome.NO_SUCH_ACCOUNT, NOW_MS);
        decide("r1", Action.LOCK, NOW_MS);

        assertEquals(List.of("locked", "failed"), notices(NOW_MS));
    }

    @Test
    void whatIsNotConfirmedIsToldAndSoIsItsConfirmation() throws MalformedRecordException {
        decide("r1", Action.LOCK, NOW_MS);
        respond.tick(RESULTS, NOW_MS + LATE_MS);
        respond.tick(RESULTS, NOW_MS + LATE_MS + 10_000);
        report("r1", Outcome.CONFIRMED, NOW_MS + LATE_MS + 10_000);
        decide("u1", Action.UNLOCK, NOW_MS + 2 * LATE_MS);
        respond.tick(RESULTS, NOW_MS + 3 * LATE_MS);
        report("u1", Outcome.KEPT, NOW_MS + 3 * LATE_MS);

        assertEquals(
                List.of("locked", "unconfirmed", "confirmed", "unlocked", "unconfirmed", "failed"),
                notices(NOW_MS + 3 * LATE_MS));
    }

    @Test
    void aConfirmationInTheSameMillisecondIsNoAlarm() throws MalformedRecordException {
        decide("r1", Action.LOCK, NOW_MS);
        report("r1", Outcome.CONFIRMED, NOW_MS + LATE_MS);
        respond.tick(RESULTS, NOW_MS + LATE_MS);

        assertEquals(List.of("locked"), notices(NOW_MS + LATE_MS));
    }

    @Test
    void aFirstStartThatReadsAYearOfCommandsTellsNobody() throws MalformedRecordException {
        long nowMs = NOW_MS + 366 * 86_400_000L;
        for (int day = 0; day < 366; day++) {
            decide("r" + day, Action.LOCK, NOW_MS + day * 86_400_000L);
        }
        respond.tick(RESULTS, nowMs + 1);

        assertEquals(List.of(), notices(nowMs + 1));
    }

    @Test
    void whereNoProviderIsConfiguredEverythingStaysAskedFor() throws MalformedRecordException {
        respond.close();
        respond = driver(false, "none");
        decide("r1", Action.LOCK, NOW_MS);
        respond.tick(RESULTS, NOW_MS + LATE_MS);
        decide("u1", Action.UNLOCK, NOW_MS + LATE_MS);
        respond.tick(RESULTS, NOW_MS + 2 * LATE_MS);

        assertEquals(List.of("r1 COMMAND REQUESTED", "u1 COMMAND RELEASED"), states());
    }

    @Test
    void resultsOnSupersededCommandsTakeNoPlaceOfThoseThatCameEarly() throws MalformedRecordException {
        report("later", Outcome.CONFIRMED, NOW_MS);
        for (int i = 0; i < AccountView.EARLY_LIMIT + 2; i++) {
            decide("r" + i, Action.LOCK, NOW_MS + i);
        }
        states();
        for (int i = 0; i <= AccountView.EARLY_LIMIT; i++) {
            report("r" + i, Outcome.FAILED, NOW_MS + 100);
        }
        assertEquals(List.of(), states());
        decide("later", Action.LOCK, NOW_MS + 101);

        assertEquals(List.of("later COMMAND REQUESTED", "later RESULT CONFIRMED"), states());
        assertEquals(List.of(), respond.read(TOPICS.rejected()));
    }

    @Test
    void aCommandThatIsReadTwiceWipesNoOutcome() throws MalformedRecordException {
        decide("r1", Action.LOCK, NOW_MS);
        report("r1", Outcome.CONFIRMED, NOW_MS + 1);
        states();
        decide("r1", Action.LOCK, NOW_MS);

        assertEquals(List.of(), states());
    }

    @Test
    void aResultWithoutACommandIsPutAsideAfterAnHour() {
        report("forged", Outcome.CONFIRMED, NOW_MS);
        respond.tick(RESULTS, NOW_MS + AccountProjection.EARLY_MS - 1);
        assertEquals(List.of(), respond.read(TOPICS.rejected()));

        respond.tick(RESULTS, NOW_MS + AccountProjection.EARLY_MS);

        List<TestRecord<byte[], byte[]>> rejected = respond.read(TOPICS.rejected());
        assertEquals(
                List.of(
                        "tocsin_reason=INVALID",
                        "tocsin_detail=no command of this account has the id that the result is about",
                        "tocsin_topic=t.account-command-results",
                        "tocsin_partition=0",
                        "tocsin_offset=0",
                        "tocsin_timestamp=" + NOW_MS),
                StageDriver.headers(rejected.get(0)));
        assertEquals(0, respond.storeSize(STORE));
    }

    @Test
    void whatIsNoResultOrStandsUnderAnotherKeyIsPutAside() throws MalformedRecordException {
        CommandResult result =
                new CommandResult("r1", "default", "alice", Outcome.CONFIRMED, "scim:hr", "as it was seen", 7);
        byte[] key = CommandResultCodec.key(result);
        decide("r1", Action.LOCK, NOW_MS);
        states();
        respond.append(RESULTS, key, "noise".getBytes(StandardCharsets.UTF_8), NOW_MS);
        respond.append(RESULTS, "bob".getBytes(StandardCharsets.UTF_8), CommandResultCodec.encode(result), NOW_MS);
        respond.append(RESULTS, null, CommandResultCodec.encode(result), NOW_MS);
        respond.append(RESULTS, key, null, NOW_MS);

        assertEquals(4, respond.read(TOPICS.rejected()).size());
        assertEquals(List.of(), states());
    }

    @Test
    void anAccountIsForgottenAndNoKeyIsDeletedThatWasNeverWritten() {
        decide("r1", Action.LOCK, NOW_MS);
        report("r1", Outcome.CONFIRMED, NOW_MS + 1);
        decide("u1", Action.UNLOCK, NOW_MS + 2);
        report("u1", Outcome.CONFIRMED, NOW_MS + 3);
        assertEquals(2, respond.storeSize(STORE), "the view and its place in the due index");

        respond.tick(RESULTS, NOW_MS + 3 + AccountProjection.FORGET_AFTER_MS);
        assertEquals(0, respond.storeSize(STORE));

        Set<Bytes> written = new HashSet<>();
        List<TestRecord<byte[], byte[]>> changes = respond.read("scenario-" + STORE + "-changelog");
        for (TestRecord<byte[], byte[]> each : changes) {
            Bytes key = Bytes.wrap(each.key());
            assertTrue(each.value() != null || written.contains(key), () -> "deleted unwritten: " + key);
            written.add(key);
        }
        assertTrue(changes.size() > 6, changes::toString);
    }
}
