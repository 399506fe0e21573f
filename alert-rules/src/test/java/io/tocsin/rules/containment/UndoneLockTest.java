package io.tocsin.rules.containment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.AccountCommand.Action;
import io.tocsin.rules.containment.AccountCommand.Code;
import io.tocsin.rules.containment.AccountState.Change;
import io.tocsin.rules.containment.AccountState.Status;
import io.tocsin.rules.containment.AlertCause.Grounds;
import io.tocsin.rules.containment.CommandResult.Outcome;
import io.tocsin.rules.containment.ContainmentPolicy.Mode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of locks that an identity provider did not do. */
class UndoneLockTest {

    private static final long NOW_MS = 1_700_000_000_000L;
    private static final long LOCK_MS = ContainmentPolicy.DEFAULT_BASE_LOCK_MS;

    private final Containment containment = new Containment(ContainmentPolicy.of(Mode.ENFORCE, Set.of(), 0));
    private final Map<String, AccountMemory> memories = new HashMap<>();
    private LockBudget budget = LockBudget.UNTOUCHED;

    private AccountMemory memory(String account) {
        return memories.getOrDefault(account, AccountMemory.NONE);
    }

    private AccountCommand decide(AccountRequest request, long nowMs) {
        Decision decision = containment.decide(memory(request.account()), budget, request, nowMs);
        memories.put(request.account(), decision.memory());
        budget = decision.budgetAfter(budget);
        return decision.commands().get(decision.commands().size() - 1);
    }

    private static AlertCause cause(String id, int assetPoints, String source) {
        return new AlertCause(
                "uid-" + id,
                "rule-1",
                "failed-logins",
                1,
                Severity.MEDIUM,
                false,
                new Grounds("ab", 5, 1, 2, assetPoints, List.of(Source.parse(source))));
    }

    private static AccountRequest lock(String id, String account, String source) {
        return new AccountRequest(
                id,
                "default",
                account,
                AccountRequest.Action.LOCK,
                "5 failed logins",
                "rule:failed-logins",
                cause(id, 0, source));
    }

    private static AccountRequest undone(AccountCommand lock, AccountRequest.Action action) {
        return new AccountRequest(
                lock.id() + ":undone",
                "default",
                lock.request().account(),
                action,
                "scim:hr: gone",
                "respond:result",
                lock.request().alert());
    }

    private static AccountRequest unknown(AccountCommand lock) {
        return undone(lock, AccountRequest.Action.NO_SUCH_ACCOUNT);
    }

    @ParameterizedTest
    @EnumSource(
            value = AccountRequest.Action.class,
            names = {"NOT_DONE", "NO_SUCH_ACCOUNT"})
    void theNextRequestLocksAnewAndPaysForItAndTheRowGoesOn(AccountRequest.Action action) {
        AccountCommand first = decide(lock("r1", "alice", "192.0.2.1"), NOW_MS);
        AccountCommand told = decide(undone(first, action), NOW_MS + 1_000);

        assertEquals(action.name(), told.code().name());
        assertEquals(Action.NONE, told.action());
        assertEquals(LockBudget.UNTOUCHED, budget);
        assertFalse(memory("alice").isLocked());

        AccountCommand second = decide(lock("r2", "alice", "192.0.2.1"), NOW_MS + 2_000);
        assertEquals(Code.GRANTED, second.code());
        assertEquals(1, second.repetition());
        assertEquals(NOW_MS + 2_000 + LOCK_MS, second.untilMs());
        assertEquals(1, budget.locks().size());
        assertTrue(memory("alice").isLocked());
    }

    @Test
    void itEndsOnTheRecordAtItsEndAndNoAlertHoldsIt() {
        AccountCommand first = decide(lock("r1", "alice", "192.0.2.1"), NOW_MS);
        decide(undone(first, AccountRequest.Action.NOT_DONE), NOW_MS + 1_000);

        assertEquals(
                List.of(),
                containment.tick(memory("alice"), NOW_MS + LOCK_MS - 1).commands());
        AccountCommand ended =
                containment.tick(memory("alice"), NOW_MS + LOCK_MS).commands().get(0);
        assertEquals(Code.EXPIRED, ended.code());
        assertEquals(Action.UNLOCK, ended.action());
    }

    @Test
    void aResultCountsForTheVeryLockThatStandsAndOnce() {
        AccountCommand first = decide(lock("r1", "alice", "192.0.2.1"), NOW_MS);
        AccountCommand second = decide(lock("r2", "alice", "192.0.2.1"), NOW_MS + 1);

        assertEquals(Code.NOT_LOCKED, decide(unknown(first), NOW_MS + 2).code());
        assertEquals(1, budget.locks().size());
        assertEquals(Code.NO_SUCH_ACCOUNT, decide(unknown(second), NOW_MS + 3).code());
        assertEquals(Code.DUPLICATE, decide(unknown(second), NOW_MS + 4).code());

        AccountCommand third = decide(lock("r3", "alice", "192.0.2.1"), NOW_MS + 5);
        assertEquals(Code.DUPLICATE, decide(unknown(second), NOW_MS + 6).code());
        assertEquals(1, budget.locks().size());
        decide(
                new AccountRequest(
                        "o1", "default", "alice", AccountRequest.Action.UNLOCK, "by phone", "operator:eve", null),
                NOW_MS + 7);
        assertEquals(Code.NOT_LOCKED, decide(unknown(third), NOW_MS + 8).code());
        assertEquals(1, budget.locks().size());
    }

    @Test
    void whatIsGivenBackIsWhatTheLockTookAndNoMore() {
        // Both by one network, whose half is ten: the network's share is given back with the lock.
        for (int i = 0; i < 10; i++) {
            decide(lock("r" + i, "user" + i, "192.0.2." + i), NOW_MS + i);
        }
        assertEquals(
                Code.SKIPPED_BUDGET,
                decide(lock("x", "more", "192.0.2.99"), NOW_MS + 20).code());
        LockBudget full = budget;

        decide(unknown(memoryLock("user3")), NOW_MS + 21);

        assertEquals(9, budget.locks().size());
        assertTrue(full.locks().containsAll(budget.locks()));
        assertTrue(budget.locks().stream().noneMatch(each -> each.atMs() == NOW_MS + 3));
        assertEquals(
                Code.GRANTED,
                decide(lock("y", "more", "192.0.2.99"), NOW_MS + 22).code());
        assertEquals(
                Code.SKIPPED_BUDGET,
                decide(lock("z", "yet-another", "192.0.2.99"), NOW_MS + 23).code());
    }

    @Test
    void aLockThatCostNothingGivesNothingBack() {
        decide(lock("r1", "alice", "192.0.2.1"), NOW_MS);
        decide(
                new AccountRequest(
                        "o1", "default", "alice", AccountRequest.Action.UNLOCK, "by phone", "operator:eve", null),
                NOW_MS + 1);
        AccountCommand byHand = decide(
                new AccountRequest(
                        "o2", "default", "alice", AccountRequest.Action.LOCK, "stolen", "operator:eve", null),
                NOW_MS + 2);

        decide(unknown(byHand), NOW_MS + 3);

        assertEquals(1, budget.locks().size());
    }

    @Test
    void theSourcesOfAnUnknownAccountAreBlockedAndOfAFailedLockNot() {
        AccountCommand lock = decide(lock("r1", "alice", "192.0.2.1"), NOW_MS);
        assertEquals(
                List.of(),
                Blocking.insteadOf(new AccountCommand(
                        "x", Action.NONE, Code.NOT_DONE, undone(lock, AccountRequest.Action.NOT_DONE), NOW_MS, 0, 0)));

        BlockRequest block =
                Blocking.insteadOf(decide(unknown(lock), NOW_MS + 1)).get(0);

        assertEquals("192.0.2.1", block.source().text());
        assertEquals("respond:unknown-account", block.requestedBy());
        assertEquals("the account is unknown; scim:hr: gone", block.reason());
        assertEquals("r1:undone", block.id());
    }

    @Test
    void aStateAsksOnceTheLastReportOnALockThatHasTimeIsThatItIsNotDone() {
        AccountCommand lock = decide(lock("r1", "alice", "192.0.2.1"), NOW_MS);

        AccountRequest request = UndoneLock.of(state(lock, Outcome.NO_SUCH_ACCOUNT, Change.RESULT), NOW_MS + 1)
                .orElseThrow();

        assertEquals("r1:undone", request.id());
        assertEquals(AccountRequest.Action.NO_SUCH_ACCOUNT, request.action());
        assertEquals("respond:result", request.requestedBy());
        assertEquals("scim:hr: as it was seen; 5 failed logins", request.reason());
        assertEquals(lock.request().alert(), request.alert());
        assertEquals(
                AccountRequest.Action.NOT_DONE,
                UndoneLock.of(state(lock, Outcome.FAILED, Change.RESULT), NOW_MS + 1)
                        .orElseThrow()
                        .action());
        for (Outcome other : List.of(Outcome.WAITING, Outcome.CONFIRMED, Outcome.ALREADY, Outcome.EXPIRED)) {
            assertEquals(Optional.empty(), UndoneLock.of(state(lock, other, Change.RESULT), NOW_MS + 1));
        }
        assertEquals(Optional.empty(), UndoneLock.of(state(lock, Outcome.FAILED, Change.REVIEW), NOW_MS + 1));
        assertEquals(Optional.empty(), UndoneLock.of(state(lock, null, Change.COMMAND), NOW_MS + 1));
        assertEquals(Optional.empty(), UndoneLock.of(state(lock, Outcome.FAILED, Change.RESULT), NOW_MS + LOCK_MS));
    }

    @Test
    void resultsAreToldByRespondAloneAndItAsksNothingElseThere() {
        for (AccountRequest.Action action : AccountRequest.Action.values()) {
            boolean isResult =
                    action == AccountRequest.Action.NOT_DONE || action == AccountRequest.Action.NO_SUCH_ACCOUNT;
            String wrong = isResult ? "rule:failed-logins" : "respond:result";
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new AccountRequest(
                            "r1", "default", "alice", action, "why", wrong, cause("r1", 0, "192.0.2.1")));
        }
    }

    private AccountCommand memoryLock(String account) {
        AccountCommand lock = memory(account).lock();
        assertTrue(lock != null, account + " isn't locked");
        return lock;
    }

    private static AccountState state(AccountCommand lock, @Nullable Outcome outcome, Change change) {
        ReportedResult answer = outcome == null
                ? null
                : new ReportedResult(
                        new CommandResult(lock.id(), "default", "alice", outcome, "scim:hr", "as it was seen", NOW_MS),
                        NOW_MS + 1,
                        0);
        return new AccountState("default", "alice", Status.REQUESTED, lock, lock, answer, change, false, NOW_MS + 1);
    }
}
