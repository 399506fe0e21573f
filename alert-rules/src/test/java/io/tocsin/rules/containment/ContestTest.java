package io.tocsin.rules.containment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.AccountCommand.Action;
import io.tocsin.rules.containment.AccountCommand.Code;
import io.tocsin.rules.containment.ContainmentPolicy.Mode;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The right to contest a lock: it is recorded, and kept until somebody has looked at it. */
class ContestTest {
    private static final long NOW_MS = 1_700_000_000_000L;
    private static final long LOCK_MS = ContainmentPolicy.DEFAULT_BASE_LOCK_MS;
    private static final long DAY_MS = 24 * 3_600_000L;
    private static final Containment CONTAINMENT = new Containment(ContainmentPolicy.of(Mode.ENFORCE, Set.of(), 0));

    private AccountMemory memory = AccountMemory.NONE;
    private int requests;

    private AccountCommand decide(AccountRequest request, long nowMs) {
        Decision decision = CONTAINMENT.decide(memory, LockBudget.UNTOUCHED, request, nowMs);
        memory = decision.memory();
        return decision.commands().get(decision.commands().size() - 1);
    }

    private AccountCommand ask(AccountRequest.Action action, long nowMs) {
        requests++;
        return decide(
                new AccountRequest("o" + requests, "default", "alice", action, "a reason", "operator:eve", null),
                nowMs);
    }

    private AccountCommand lock(long nowMs) {
        requests++;
        AlertCause cause = new AlertCause("uid", "rule", "rule", 0, Severity.MEDIUM, false);
        AccountCommand lock = decide(byAlert("r" + requests, AccountRequest.Action.LOCK, cause), nowMs);
        decide(byAlert("r" + requests + ":closed", AccountRequest.Action.CLOSE, cause), nowMs);
        return lock;
    }

    private static AccountRequest byAlert(String id, AccountRequest.Action action, AlertCause cause) {
        return new AccountRequest(id, "default", "alice", action, "5 failures", "rule:rule", cause);
    }

    private void tick(long nowMs) {
        memory = CONTAINMENT.tick(memory, nowMs).memory();
    }

    @Test
    void aContestedLockStandsUntilItIsReviewed() {
        AccountCommand lock = lock(NOW_MS);
        AccountCommand contested = ask(AccountRequest.Action.CONTEST, NOW_MS + 1);

        assertEquals(Code.CONTESTED, contested.code());
        assertEquals(Action.NONE, contested.action());
        assertEquals(lock, memory.lock());

        AccountCommand upheld = ask(AccountRequest.Action.UPHOLD, NOW_MS + 60_001);
        assertEquals(Code.UPHELD, upheld.code());
        assertEquals(lock, memory.lock());
        assertNull(memory.contested());
        assertEquals(60_000, new Review(contested, upheld).tookMs());
    }

    @Test
    void aReviewThatFindsItWrongEndsTheLock() {
        lock(NOW_MS);
        ask(AccountRequest.Action.CONTEST, NOW_MS + 1);

        AccountCommand lifted = ask(AccountRequest.Action.LIFT, NOW_MS + 2);

        assertEquals(Code.LIFTED, lifted.code());
        assertEquals(Action.UNLOCK, lifted.action());
        assertNull(memory.lock());
        assertEquals(
                Code.NOT_CONTESTED, ask(AccountRequest.Action.LIFT, NOW_MS + 3).code());
    }

    @Test
    void aContestOutlivesTheLockAndTheAccountsMemory() {
        lock(NOW_MS);
        ask(AccountRequest.Action.CONTEST, NOW_MS + 1);
        tick(NOW_MS + LOCK_MS);
        assertNull(memory.lock());
        tick(NOW_MS + 100 * DAY_MS);
        assertNotEquals(AccountMemory.NONE, memory);

        AccountCommand lifted = ask(AccountRequest.Action.LIFT, NOW_MS + 100 * DAY_MS);

        assertEquals(Code.LIFTED, lifted.code());
        assertEquals(Action.NONE, lifted.action());
        tick(NOW_MS + 102 * DAY_MS);
        assertEquals(AccountMemory.NONE, memory);
    }

    @Test
    void aLockThatHasEndedCanBeContestedAsLongAsItIsRemembered() {
        lock(NOW_MS);
        tick(NOW_MS + LOCK_MS);

        assertEquals(
                Code.CONTESTED,
                ask(AccountRequest.Action.CONTEST, NOW_MS + LOCK_MS + 1).code());
    }

    @Test
    void whatWasNeverLockedCantBeContestedNorReviewed() {
        assertEquals(Code.NOT_LOCKED, ask(AccountRequest.Action.CONTEST, NOW_MS).code());
        assertEquals(
                Code.NOT_CONTESTED, ask(AccountRequest.Action.UPHOLD, NOW_MS).code());
    }

    @Test
    void aSecondContestLeavesTheFirstAndTheSameOneIsADoublet() {
        lock(NOW_MS);
        AccountCommand first = ask(AccountRequest.Action.CONTEST, NOW_MS + 1);
        ask(AccountRequest.Action.CONTEST, NOW_MS + 2);

        assertEquals(first, memory.contested());
        assertEquals(Code.DUPLICATE, decide(first.request(), NOW_MS + 3).code());
    }

    @Test
    void aLockThatComesInBetweenIsNoAnswer() {
        lock(NOW_MS);
        AccountCommand contested = ask(AccountRequest.Action.CONTEST, NOW_MS + 1);
        ask(AccountRequest.Action.UNLOCK, NOW_MS + 2);
        AccountCommand second = lock(NOW_MS + 3);

        assertEquals(contested, memory.contested());
        assertEquals(second, memory.lock());
    }

    @Test
    void onlyAPersonContestsAndReviews() {
        AlertCause cause = new AlertCause("uid", "rule", "rule", 0, Severity.MEDIUM, false);
        for (AccountRequest.Action action : AccountRequest.Action.values()) {
            boolean isHuman = action == AccountRequest.Action.CONTEST
                    || action == AccountRequest.Action.UPHOLD
                    || action == AccountRequest.Action.LIFT;
            if (isHuman) {
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new AccountRequest("r", "default", "alice", action, "a reason", "rule:rule", cause));
            }
        }
        assertTrue(new Review(contested(), null).isDue());
        assertThrows(IllegalArgumentException.class, () -> new Review(lock(NOW_MS), null));
    }

    private AccountCommand contested() {
        lock(NOW_MS);
        return ask(AccountRequest.Action.CONTEST, NOW_MS + 1);
    }
}
