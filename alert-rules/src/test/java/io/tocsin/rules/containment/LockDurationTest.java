package io.tocsin.rules.containment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.AccountCommand.Action;
import io.tocsin.rules.containment.AccountCommand.Code;
import io.tocsin.rules.containment.ContainmentPolicy.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One account under the default policy: 30 minutes, twice as long each time, at most a day, a day to calm down. */
class LockDurationTest {

    private static final long START_MS = 1_700_000_000_000L;
    private static final long MINUTE_MS = 60_000;
    private static final long HOUR_MS = 60 * MINUTE_MS;
    private static final long DAY_MS = 24 * HOUR_MS;

    private Containment containment = new Containment(ContainmentPolicy.of(Mode.ENFORCE, Set.of(), 0));
    private AccountMemory memory = AccountMemory.NONE;
    private int requests;

    private AccountCommand decide(AccountRequest request, long nowMs) {
        return decide(request, LockBudget.UNTOUCHED, nowMs);
    }

    private AccountCommand decide(AccountRequest request, LockBudget budget, long nowMs) {
        Decision decision = containment.decide(memory, budget, request, nowMs);
        memory = decision.memory();
        close(request, nowMs);
        return decision.commands().get(decision.commands().size() - 1);
    }

    /** Every attack is short here: its alert is closed before its lock ends, which so isn't renewed. */
    private void close(AccountRequest request, long nowMs) {
        if (request.alert() == null) {
            return;
        }
        AccountRequest closed = new AccountRequest(
                request.id() + ":closed",
                "default",
                "alice",
                AccountRequest.Action.CLOSE,
                "5 failed logins",
                "rule:failed-logins",
                request.alert());
        memory = containment.decide(memory, LockBudget.UNTOUCHED, closed, nowMs).memory();
    }

    private AccountRequest alert(boolean stale) {
        requests++;
        AlertCause cause = new AlertCause("uid", "rule-1", "failed-logins", 1, Severity.MEDIUM, stale);
        return new AccountRequest(
                "r" + requests,
                "default",
                "alice",
                AccountRequest.Action.LOCK,
                "5 failed logins",
                "rule:failed-logins",
                cause);
    }

    private AccountRequest operator(AccountRequest.Action action, long durationMs) {
        requests++;
        return new AccountRequest(
                "o" + requests, "default", "alice", action, "asked by phone", "operator:eve", null, durationMs, false);
    }

    private AccountCommand lock(long nowMs) {
        AccountCommand command = decide(alert(false), nowMs);
        assertEquals(Code.GRANTED, command.code());
        return command;
    }

    private void tick(long nowMs) {
        memory = containment.tick(memory, nowMs).memory();
    }

    private static long minutes(AccountCommand lock) {
        return (lock.untilMs() - lock.decidedAtMs()) / MINUTE_MS;
    }

    /** Locks as often as said, each at the end of the one before; returns the end of the last. */
    private long lockedInARow(int times) {
        long nowMs = START_MS;
        for (int i = 0; i < times; i++) {
            nowMs = lock(nowMs).untilMs();
        }
        return nowMs;
    }

    @Test
    void eachLockInARowLastsTwiceAsLongUpToTheLongest() {
        List<Long> minutes = new ArrayList<>();
        List<Integer> repetitions = new ArrayList<>();
        long nowMs = START_MS;
        for (int i = 0; i < 8; i++) {
            AccountCommand lock = lock(nowMs);
            minutes.add(minutes(lock));
            repetitions.add(lock.repetition());
            nowMs = lock.untilMs() + MINUTE_MS;
        }

        assertEquals(List.of(30L, 60L, 120L, 240L, 480L, 960L, 1440L, 1440L), minutes);
        assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8), repetitions);
    }

    @Test
    void aRequestWhileLockedExtendsByTheSameLengthAndIsNoRepetition() {
        long endMs = lockedInARow(1);
        AccountCommand second = lock(endMs);

        AccountCommand extended = lock(endMs + 40 * MINUTE_MS);
        AccountCommand third = lock(extended.untilMs());

        assertEquals(List.of(2, 2, 3), List.of(second.repetition(), extended.repetition(), third.repetition()));
        assertEquals(List.of(60L, 60L, 120L), List.of(minutes(second), minutes(extended), minutes(third)));
    }

    @Test
    void aQuietDayAfterTheEndBeginsANewRow() {
        long endMs = lockedInARow(3);
        AccountMemory before = memory;

        AccountCommand early = lock(endMs + DAY_MS - 1);
        memory = before;
        AccountCommand due = lock(endMs + DAY_MS);

        assertEquals(4, early.repetition());
        assertEquals(1, due.repetition());
        assertEquals(30, minutes(due));
    }

    @Test
    void theQuietTimeBeginsAtTheEndOfALockWheneverItsTickComes() {
        long endMs = lockedInARow(2);
        AccountMemory before = memory;
        tick(endMs + 23 * HOUR_MS);
        AccountCommand afterALateTick = lock(endMs + DAY_MS);
        memory = before;

        AccountCommand withoutATick = lock(endMs + DAY_MS);

        assertEquals(1, afterALateTick.repetition());
        assertEquals(withoutATick.untilMs(), afterALateTick.untilMs());
    }

    @Test
    void theQuietTimeBeginsAtTheReleaseOfALock() {
        long nowMs = lockedInARow(3);
        long releasedMs = lock(nowMs).decidedAtMs() + MINUTE_MS;
        decide(operator(AccountRequest.Action.UNLOCK, 0), releasedMs);
        AccountMemory before = memory;

        assertEquals(5, lock(releasedMs + DAY_MS - 1).repetition());
        memory = before;
        assertEquals(1, lock(releasedMs + DAY_MS).repetition());
    }

    @Test
    void aRefusedRequestForALockDisturbsTheQuiet() {
        long endMs = lockedInARow(2);
        LockBudget burnt = LockBudget.UNTOUCHED;
        for (int i = 0; i < ContainmentPolicy.SMALLEST_BUDGET; i++) {
            burnt = burnt.spend(
                    ContainmentPolicy.of(ContainmentPolicy.Mode.ENFORCE, Set.of(), 0),
                    "bob",
                    Objects.requireNonNull(alert(false).alert()),
                    endMs + 23 * HOUR_MS);
        }
        assertEquals(
                Code.SKIPPED_BUDGET,
                decide(alert(false), burnt, endMs + 23 * HOUR_MS).code());
        AccountMemory before = memory;

        assertEquals(3, lock(endMs + 47 * HOUR_MS - 1).repetition());
        memory = before;
        assertEquals(1, lock(endMs + 47 * HOUR_MS).repetition());
    }

    @Test
    void historyDoubletsAndUnlocksDoNotDisturbTheQuiet() {
        long endMs = lockedInARow(2);
        AccountRequest first = alert(true);
        assertEquals(Code.SKIPPED_STALE, decide(first, endMs + 20 * HOUR_MS).code());
        assertEquals(Code.DUPLICATE, decide(first, endMs + 21 * HOUR_MS).code());
        assertEquals(
                Code.NOT_LOCKED,
                decide(operator(AccountRequest.Action.UNLOCK, 0), endMs + 22 * HOUR_MS)
                        .code());

        assertEquals(1, lock(endMs + DAY_MS).repetition());
    }

    @Test
    void anOperatorsOwnLengthHoldsAndIsNoRepetition() {
        long endMs = lockedInARow(2);

        AccountCommand byHand = decide(operator(AccountRequest.Action.LOCK, 5 * DAY_MS), endMs);
        AccountCommand next = lock(byHand.untilMs());

        assertEquals(5 * DAY_MS, byHand.untilMs() - byHand.decidedAtMs());
        assertEquals(2, byHand.repetition());
        assertEquals(3, next.repetition());
        assertEquals(120, minutes(next));
    }

    @Test
    void anOperatorsLockWithoutALengthIsCountedLikeAnAlerts() {
        assertEquals(
                1, decide(operator(AccountRequest.Action.LOCK, 0), START_MS).repetition());
        assertEquals(2, lock(START_MS + HOUR_MS).repetition());
    }

    @Test
    void anAlertExtendsAnOperatorsFirstLockByTheFirstLength() {
        AccountCommand byHand = decide(operator(AccountRequest.Action.LOCK, 10 * MINUTE_MS), START_MS);
        AccountCommand extended = lock(START_MS + MINUTE_MS);

        assertEquals(0, byHand.repetition());
        assertEquals(0, extended.repetition());
        assertEquals(START_MS + 31 * MINUTE_MS, extended.untilMs());
    }

    @Test
    void noRequestMakesAStandingLockShorter() {
        AccountCommand lock = lock(START_MS);

        AccountCommand shorter = decide(operator(AccountRequest.Action.LOCK, MINUTE_MS), START_MS + MINUTE_MS);

        assertEquals(lock.untilMs(), shorter.untilMs());
        assertEquals(Action.LOCK, shorter.action());
    }

    @Test
    void aClockThatWasSetBackMakesNobodyQuiet() {
        long endMs = lockedInARow(2);
        tick(endMs);

        assertEquals(3, lock(endMs - 7 * DAY_MS).repetition());
    }

    @Test
    void aNewPolicyForTheQuietTimeHoldsFromTheNextLockOn() {
        long endMs = lockedInARow(2);
        containment =
                new Containment(new ContainmentPolicy(Mode.ENFORCE, 30 * MINUTE_MS, DAY_MS, HOUR_MS, Set.of(), 0));

        AccountCommand third = lock(endMs + 2 * HOUR_MS);
        AccountCommand afterAnHour = lock(third.untilMs() + HOUR_MS);

        assertEquals(3, third.repetition());
        assertEquals(1, afterAnHour.repetition());
    }

    @Test
    void aRowIsRememberedAsLongAsItIsNotQuietAndThenForgotten() {
        containment =
                new Containment(new ContainmentPolicy(Mode.ENFORCE, 30 * MINUTE_MS, DAY_MS, 3 * DAY_MS, Set.of(), 0));
        long endMs = lockedInARow(1);
        tick(endMs);
        tick(endMs + 3 * DAY_MS - 1);
        assertEquals(1, memory.locks());

        tick(endMs + 3 * DAY_MS);

        assertEquals(AccountMemory.NONE, memory);
    }

    @Test
    void onlyAnOperatorsLockHasALengthOfItsOwnOrForce() {
        AlertCause cause = Objects.requireNonNull(alert(false).alert());
        assertThrows(IllegalArgumentException.class, () -> operator(AccountRequest.Action.UNLOCK, MINUTE_MS));
        assertThrows(IllegalArgumentException.class, () -> operator(AccountRequest.Action.LOCK, 31 * DAY_MS));
        IllegalArgumentException byAlert = assertThrows(
                IllegalArgumentException.class,
                () -> new AccountRequest("r", "t", "a", AccountRequest.Action.LOCK, "why", "rule:x", cause, 0, true));
        assertEquals(
                "only a lock that an operator asks for can have a length of its own or be forced",
                byAlert.getMessage());
    }

    @Test
    void thePrincipalSaysWhatAsks() {
        AlertCause cause = Objects.requireNonNull(alert(false).alert());
        assertThrows(
                IllegalArgumentException.class,
                () -> new AccountRequest("r", "t", "a", AccountRequest.Action.LOCK, "why", "operator:x", cause));
        assertThrows(
                IllegalArgumentException.class,
                () -> new AccountRequest("r", "t", "a", AccountRequest.Action.LOCK, "why", "rule:x", null));
        IllegalArgumentException nameless = assertThrows(
                IllegalArgumentException.class,
                () -> new AccountRequest("r", "t", "a", AccountRequest.Action.LOCK, "why", "operator:", null));
        assertEquals("requestedBy must be operator: and a name where no alert asks", nameless.getMessage());
    }
}
