package io.tocsin.topology.scenario;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.monitor.respond.RespondTopology;
import io.tocsin.monitor.wire.AccountCommandCodec;
import io.tocsin.monitor.wire.AccountRequestCodec;
import io.tocsin.monitor.wire.AccountStateCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.RejectedRecord;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountMemory;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AccountRequest.Action;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.containment.AlertCause;
import io.tocsin.rules.containment.ContainmentPolicy;
import io.tocsin.rules.containment.ContainmentPolicy.Mode;
import io.tocsin.rules.hash.Sha256;
import io.tocsin.topology.fixture.Rosters;
import io.tocsin.topology.fixture.StageDriver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RespondScenarioTest {

    private static final Topics TOPICS = new Topics("t.");
    private static final String REQUESTS = TOPICS.accountRequests();
    private static final long NOW_MS = 1_700_000_000_000L;
    private static final long LOCK_MS = ContainmentPolicy.DEFAULT_BASE_LOCK_MS;
    private static final String STORE = "containment-v2";

    @TempDir
    Path folder;

    private StageDriver respond;

    @BeforeEach
    void start() {
        respond = driver(Mode.ENFORCE);
    }

    @AfterEach
    void stop() {
        respond.close();
    }

    private StageDriver driver(Mode mode) {
        return new StageDriver(
                RespondTopology.of(
                        TOPICS,
                        ContainmentPolicy.of(mode, Set.of("root"), 0),
                        Rosters.of("a@example.com", "b@example.com"),
                        false),
                folder.resolve(mode.name()));
    }

    private static AccountRequest lock(String id, String tenant, String account, boolean stale) {
        return new AccountRequest(
                id,
                tenant,
                account,
                Action.LOCK,
                "5 failed logins in 5 min",
                "rule:failed-logins",
                new AlertCause("uid-" + id, "rule-1", "failed-logins", 1, Severity.MEDIUM, stale));
    }

    private void ask(StageDriver driver, AccountRequest request, long nowMs) {
        driver.append(REQUESTS, AccountRequestCodec.key(request), AccountRequestCodec.encode(request), nowMs);
    }

    /** A short attack: its alert is closed before its lock ends. */
    private void lock(String id, String account, long nowMs) {
        AccountRequest asked = lock(id, "default", account, false);
        ask(respond, asked, nowMs);
        ask(
                respond,
                new AccountRequest(
                        id + ":closed",
                        asked.tenant(),
                        asked.account(),
                        Action.CLOSE,
                        asked.reason(),
                        asked.requestedBy(),
                        asked.alert()),
                nowMs);
    }

    private void unlock(String id, String account, long nowMs) {
        ask(
                respond,
                new AccountRequest(id, "default", account, Action.UNLOCK, "identity confirmed", "operator:eve", null),
                nowMs);
    }

    /** Id, action and code of the commands since the last look, but for those that say that an alert is closed. */
    private static List<String> commands(StageDriver driver) throws MalformedRecordException {
        List<String> commands = new ArrayList<>();
        for (TestRecord<byte[], byte[]> each : driver.read(TOPICS.accountCommands())) {
            AccountCommand command = AccountCommandCodec.decode(each.value());
            assertArrayEquals(AccountCommandCodec.key(command), each.key());
            assertEquals(command.decidedAtMs(), each.timestamp());
            if (command.code() != AccountCommand.Code.CLOSED) {
                commands.add(command.id() + " " + command.action() + " " + command.code());
            }
        }
        return commands;
    }

    private List<String> commands() throws MalformedRecordException {
        return commands(respond);
    }

    /** Account and status of the states since the last look. */
    private List<String> states() throws MalformedRecordException {
        List<String> states = new ArrayList<>();
        for (TestRecord<byte[], byte[]> each : respond.read(TOPICS.accounts())) {
            AccountState state = AccountStateCodec.decode(each.value());
            assertArrayEquals(AccountStateCodec.key(state), each.key());
            states.add(state.account() + " " + state.status());
        }
        return states;
    }

    @Test
    void aLockIsAskedForAndATickEndsItOnce() throws MalformedRecordException {
        lock("r1", "alice", NOW_MS);
        respond.tick(REQUESTS, NOW_MS + LOCK_MS - 1);

        assertEquals(List.of("r1 LOCK GRANTED"), commands());
        assertEquals(List.of("alice REQUESTED"), states());

        respond.tick(REQUESTS, NOW_MS + LOCK_MS);
        respond.tick(REQUESTS, NOW_MS + LOCK_MS + 1);

        assertEquals(List.of("r1:expired UNLOCK EXPIRED"), commands());
        assertEquals(List.of("alice EXPIRED"), states());
    }

    @Test
    void aLockThatWasExtendedEndsLater() throws MalformedRecordException {
        lock("r1", "alice", NOW_MS);
        lock("r2", "alice", NOW_MS + 60_000);
        respond.tick(REQUESTS, NOW_MS + LOCK_MS);

        assertEquals(List.of("r1 LOCK GRANTED", "r2 LOCK GRANTED"), commands());

        respond.tick(REQUESTS, NOW_MS + 60_000 + LOCK_MS);

        assertEquals(List.of("r2:expired UNLOCK EXPIRED"), commands());
    }

    @Test
    void anOperatorReleasesALockAndNothingExpiresAfterThat() throws MalformedRecordException {
        lock("r1", "alice", NOW_MS);
        unlock("u1", "alice", NOW_MS + 1);
        unlock("u2", "alice", NOW_MS + 2);
        respond.tick(REQUESTS, NOW_MS + LOCK_MS);

        assertEquals(List.of("r1 LOCK GRANTED", "u1 UNLOCK GRANTED", "u2 NONE NOT_LOCKED"), commands());
        assertEquals(List.of("alice REQUESTED", "alice RELEASED"), states());
    }

    @Test
    void everyRefusalIsRecordedAndChangesNoAccount() throws MalformedRecordException {
        ask(respond, lock("r1", "default", "alice", true), NOW_MS);
        lock("r2", "root", NOW_MS);
        lock("r2", "root", NOW_MS);

        assertEquals(List.of("r1 NONE SKIPPED_STALE", "r2 NONE BREAK_GLASS", "r2 NONE DUPLICATE"), commands());
        assertEquals(List.of(), states());
    }

    @Test
    void theTwentyFirstLockOfATenantIsSkippedForTenMinutes() throws MalformedRecordException {
        for (int i = 1; i <= 21; i++) {
            lock("r" + i, "user" + i, NOW_MS + i);
        }
        ask(respond, lock("other", "other-tenant", "user21", false), NOW_MS + 22);
        lock("later", "user21", NOW_MS + 1 + ContainmentPolicy.BUDGET_WINDOW_MS);

        List<String> commands = commands();
        assertEquals("r20 LOCK GRANTED", commands.get(19));
        assertEquals(
                List.of("r21 STEP_UP SKIPPED_BUDGET", "other LOCK GRANTED", "later LOCK GRANTED"),
                commands.subList(20, 23));
    }

    @Test
    void observingActsOnNothing() throws MalformedRecordException {
        try (StageDriver observing = driver(Mode.OBSERVE)) {
            ask(observing, lock("r1", "default", "alice", false), NOW_MS);

            assertEquals(List.of("r1 NONE OBSERVED"), commands(observing));
            assertEquals(List.of(), observing.read(TOPICS.accounts()));
        }
    }

    @Test
    void namesThatDifferInASpaceAreDifferentAccounts() throws MalformedRecordException {
        lock("r1", "admin ", NOW_MS);
        lock("r2", "admin", NOW_MS);
        lock("r3", "", NOW_MS);
        unlock("u1", "admin", NOW_MS);

        commands();
        assertEquals(List.of("admin  REQUESTED", "admin REQUESTED", " REQUESTED", "admin RELEASED"), states());
    }

    @Test
    void whatIsNotARequestGoesToTheRejectedTopicAsItCame() throws MalformedRecordException {
        byte[] key = "default".getBytes(StandardCharsets.UTF_8);
        byte[] noise = {0, (byte) 0xFF, 1};
        AccountRequest misplaced = lock("r1", "other", "alice", false);

        respond.append(REQUESTS, key, noise, NOW_MS);
        respond.append(REQUESTS, key, null, NOW_MS);
        respond.append(REQUESTS, key, AccountRequestCodec.encode(misplaced), NOW_MS);
        lock("r2", "alice", NOW_MS);

        List<TestRecord<byte[], byte[]>> rejected = respond.read(TOPICS.rejected());
        assertEquals(3, rejected.size());
        assertArrayEquals(key, rejected.get(0).key());
        assertArrayEquals(noise, rejected.get(0).value());
        assertEquals(
                List.of(
                        "tocsin_reason=MALFORMED",
                        "tocsin_detail=the key of an account request must be its tenant",
                        "tocsin_topic=t.account-requests",
                        "tocsin_partition=0",
                        "tocsin_offset=2",
                        "tocsin_timestamp=" + NOW_MS),
                StageDriver.headers(rejected.get(2)));
        assertEquals(List.of("r2 LOCK GRANTED"), commands());
    }

    /** Length in minutes and repetition of the locks since the last look, and who asked. */
    private List<String> locks() throws MalformedRecordException {
        List<String> locks = new ArrayList<>();
        for (TestRecord<byte[], byte[]> each : respond.read(TOPICS.accounts())) {
            AccountState state = AccountStateCodec.decode(each.value());
            if (state.command().action() == AccountCommand.Action.LOCK) {
                locks.add((state.lock().untilMs() - state.lock().decidedAtMs()) / 60_000 + " min, "
                        + state.lock().repetition() + ", "
                        + state.command().request().requestedBy() + ": "
                        + state.command().request().reason());
            }
        }
        return locks;
    }

    private void lockByHand(String id, String account, long durationMs, boolean force, long nowMs) {
        ask(
                respond,
                new AccountRequest(
                        id, "default", account, Action.LOCK, "stolen laptop", "operator:eve", null, durationMs, force),
                nowMs);
    }

    @Test
    void locksInARowDoubleAndAQuietDayEndsTheRow() throws MalformedRecordException {
        long hourMs = 3_600_000;
        lock("r1", "alice", NOW_MS);
        respond.tick(REQUESTS, NOW_MS + hourMs / 2);
        lock("r2", "alice", NOW_MS + hourMs);
        respond.tick(REQUESTS, NOW_MS + 2 * hourMs);
        lock("r3", "alice", NOW_MS + 26 * hourMs - 1);
        respond.tick(REQUESTS, NOW_MS + 28 * hourMs - 1);
        respond.tick(REQUESTS, NOW_MS + 51 * hourMs);
        lock("r4", "alice", NOW_MS + 52 * hourMs - 1);

        String why = "rule:failed-logins: 5 failed logins in 5 min";
        assertEquals(
                List.of("30 min, 1, " + why, "60 min, 2, " + why, "120 min, 3, " + why, "30 min, 1, " + why), locks());
    }

    @Test
    void anOperatorLocksByHandForAsLongAsSaidAndBeyondABurntBudget() throws MalformedRecordException {
        for (int i = 1; i <= 20; i++) {
            lock("r" + i, "user" + i, NOW_MS);
        }
        locks();
        lockByHand("o1", "alice", 7_200_000, false, NOW_MS + 1);
        respond.tick(REQUESTS, NOW_MS + 7_200_000);
        respond.tick(REQUESTS, NOW_MS + 7_200_001);

        assertEquals(List.of("120 min, 0, operator:eve: stolen laptop"), locks());
        List<String> commands = commands();
        assertEquals("o1:expired UNLOCK EXPIRED", commands.get(commands.size() - 1));
    }

    @Test
    void aBreakGlassAccountIsLockedByForceAlone() throws MalformedRecordException {
        lockByHand("o1", "ROOT", 0, false, NOW_MS);
        lockByHand("o2", "ROOT", 0, true, NOW_MS);
        lock("r1", "ROOT", NOW_MS + 1);
        unlock("u1", "ROOT", NOW_MS + 2);

        assertEquals(
                List.of("o1 NONE BREAK_GLASS", "o2 LOCK GRANTED", "r1 NONE BREAK_GLASS", "u1 UNLOCK GRANTED"),
                commands());
        assertEquals(List.of("ROOT REQUESTED", "ROOT RELEASED"), states());
    }

    @Test
    void aRequestInTheNameOfRespondIsRejected() throws MalformedRecordException {
        lock("r1", "alice", NOW_MS);
        ask(
                respond,
                new AccountRequest(
                        "r1:expired", "default", "alice", Action.UNLOCK, "over", AccountRequest.EXPIRY, null),
                NOW_MS);

        assertEquals(1, respond.read(TOPICS.rejected()).size());
        assertEquals(List.of("r1 LOCK GRANTED"), commands());
    }

    /** Kafka bounds what a message holds compressed: unpacked it may be too large to be written anywhere. */
    @Test
    void aValueThatWasSentCompressedIsCutSoThatItCanBePutAside() {
        byte[] key = new byte[RejectedRecord.MAX_KEY_BYTES + 1];
        byte[] value = new byte[(2 << 20) + 1];

        respond.append(REQUESTS, key, value, NOW_MS);

        TestRecord<byte[], byte[]> rejected = respond.read(TOPICS.rejected()).get(0);
        assertArrayEquals(Arrays.copyOf(key, RejectedRecord.MAX_KEY_BYTES), rejected.key());
        assertArrayEquals(Arrays.copyOf(value, RejectedRecord.MAX_VALUE_BYTES), rejected.value());
        List<String> headers = StageDriver.headers(rejected);
        assertEquals(
                List.of(
                        "tocsin_key_length=" + key.length,
                        "tocsin_key_sha256=" + Sha256.hex(key),
                        "tocsin_length=" + value.length,
                        "tocsin_sha256=" + Sha256.hex(value)),
                headers.subList(headers.size() - 4, headers.size()));
    }

    @Test
    void accountsAreForgottenADayAfterTheyWereHeardOfLast() {
        lock("r1", "alice", NOW_MS);
        respond.tick(REQUESTS, NOW_MS + LOCK_MS);
        assertEquals(3, respond.storeSize(STORE), "memory, due entry and budget");

        respond.tick(REQUESTS, NOW_MS + LOCK_MS + AccountMemory.FORGET_AFTER_MS);

        assertEquals(1, respond.storeSize(STORE), "the budget");
    }
}
