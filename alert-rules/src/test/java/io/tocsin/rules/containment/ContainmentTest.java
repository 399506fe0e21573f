package io.tocsin.rules.containment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.AccountCommand.Action;
import io.tocsin.rules.containment.AccountCommand.Code;
import io.tocsin.rules.containment.ContainmentPolicy.Mode;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContainmentTest {

    private static final long NOW_MS = 1_700_000_000_000L;
    private static final long MINUTE_MS = 60_000;
    private static final long HOUR_MS = 60 * MINUTE_MS;
    private static final Containment ENFORCE = containment(Mode.ENFORCE);
    private static final Containment OBSERVE = containment(Mode.OBSERVE);
    private static final ContainmentPolicy POLICY = ContainmentPolicy.of(Mode.ENFORCE, Set.of("Root"), 0);
    private static final AlertCause CAUSE = new AlertCause("uid", "rule-1", "failed-logins", 1, Severity.MEDIUM, false);
    private static final LockBudget BURNT = burntAt(NOW_MS);

    private static Containment containment(Mode mode) {
        return new Containment(ContainmentPolicy.of(mode, Set.of("Root"), 0));
    }

    private static LockBudget burntAt(long timeMs) {
        LockBudget budget = LockBudget.UNTOUCHED;
        for (int i = 0; i < ContainmentPolicy.SMALLEST_BUDGET; i++) {
            budget = budget.spend(POLICY, "alice", CAUSE, timeMs);
        }
        return budget;
    }

    private static AccountRequest byAlert(String id, String account, boolean stale) {
        return new AccountRequest(
                id,
                "default",
                account,
                AccountRequest.Action.LOCK,
                "5 failed logins in 5 min",
                "rule:failed-logins",
                new AlertCause("uid-" + id, "rule-1", "failed-logins", 1, Severity.MEDIUM, stale));
    }

    private static AccountRequest byAlert(String id) {
        return byAlert(id, "alice", false);
    }

    private static AccountRequest byOperator(String id, String account, AccountRequest.Action action) {
        return new AccountRequest(id, "default", account, action, "asked by phone", "operator:eve", null);
    }

    private static AccountRequest byHand(String id, String account, long durationMs, boolean force) {
        return new AccountRequest(
                id,
                "default",
                account,
                AccountRequest.Action.LOCK,
                "asked by phone",
                "operator:eve",
                null,
                durationMs,
                force);
    }

    private static AccountRequest unlock(String id) {
        return byOperator(id, "alice", AccountRequest.Action.UNLOCK);
    }

    /** Locked by an alert that is closed since. */
    private static AccountMemory lockedAt(long timeMs) {
        AccountRequest asked = byAlert("first");
        AccountMemory held = ENFORCE.decide(AccountMemory.NONE, LockBudget.UNTOUCHED, asked, timeMs)
                .memory();
        AccountRequest closed = new AccountRequest(
                "first:closed",
                "default",
                "alice",
                AccountRequest.Action.CLOSE,
                asked.reason(),
                asked.requestedBy(),
                asked.alert());
        return ENFORCE.decide(held, LockBudget.UNTOUCHED, closed, timeMs).memory();
    }

    private static AccountCommand only(Decision decision) {
        assertEquals(1, decision.commands().size());
        return decision.commands().get(0);
    }

    private static void assertRefused(Code code, Decision decision) {
        AccountCommand command = only(decision);
        assertEquals(code, command.code());
        assertEquals(Action.NONE, command.action());
        assertFalse(decision.changesBudget());
    }

    /** Where the budget is spent a second factor is asked for; the account's state stays as it is. */
    private static void assertSteppedUp(Decision decision, long nowMs) {
        AccountCommand command = only(decision);
        assertEquals(Code.SKIPPED_BUDGET, command.code());
        assertEquals(Action.STEP_UP, command.action());
        assertEquals(nowMs + 30 * MINUTE_MS, command.untilMs());
        assertFalse(decision.changesBudget());
    }

    @Test
    void anAlertLocksTheAccountForHalfAnHour() {
        AccountRequest request = byAlert("r1");

        Decision decision = ENFORCE.decide(AccountMemory.NONE, LockBudget.UNTOUCHED, request, NOW_MS);

        AccountCommand expected =
                new AccountCommand("r1", Action.LOCK, Code.GRANTED, request, NOW_MS, NOW_MS + 30 * MINUTE_MS, 1);
        assertEquals(expected, only(decision));
        assertEquals(
                new AccountMemory(
                        expected,
                        NOW_MS,
                        false,
                        1,
                        NOW_MS + 30 * MINUTE_MS + 24 * HOUR_MS,
                        List.of("r1"),
                        NOW_MS,
                        null,
                        null,
                        List.of(expected)),
                decision.memory());
        assertTrue(decision.changesBudget());
    }

    @Test
    void historyLocksNobody() {
        assertRefused(
                Code.SKIPPED_STALE,
                ENFORCE.decide(AccountMemory.NONE, LockBudget.UNTOUCHED, byAlert("r1", "alice", true), NOW_MS));
    }

    @Test
    void aBreakGlassAccountIsNotLockedInWhateverCaseNorByAnOperatorWhoDoesNotForceIt() {
        assertRefused(
                Code.BREAK_GLASS,
                ENFORCE.decide(AccountMemory.NONE, LockBudget.UNTOUCHED, byAlert("r1", "rOOT", false), NOW_MS));
        assertRefused(
                Code.BREAK_GLASS,
                ENFORCE.decide(
                        AccountMemory.NONE,
                        LockBudget.UNTOUCHED,
                        byOperator("r1", "root", AccountRequest.Action.LOCK),
                        NOW_MS));
    }

    @Test
    void anOperatorForcesTheLockOfABreakGlassAccountAndAlertsDoNotExtendIt() {
        Decision forced = ENFORCE.decide(AccountMemory.NONE, BURNT, byHand("o1", "root", 0, true), NOW_MS);

        assertEquals(Code.GRANTED, only(forced).code());
        assertRefused(
                Code.BREAK_GLASS,
                ENFORCE.decide(forced.memory(), LockBudget.UNTOUCHED, byAlert("r1", "root", false), NOW_MS + 1));
        assertEquals(
                Action.UNLOCK,
                only(ENFORCE.decide(
                                forced.memory(),
                                LockBudget.UNTOUCHED,
                                byOperator("u1", "root", AccountRequest.Action.UNLOCK),
                                NOW_MS + 2))
                        .action());
    }

    @Test
    void forceDoesNotOverrideObserving() {
        assertEquals(
                Code.OBSERVED,
                only(OBSERVE.decide(AccountMemory.NONE, LockBudget.UNTOUCHED, byHand("o1", "root", 0, true), NOW_MS))
                        .code());
    }

    @Test
    void aNameThatEverybodyKnowsIsSteppedUpAndOnlyOperatorsLockIt() {
        Containment containment = new Containment(POLICY.withRootLike(Set.of("Admin")));

        AccountCommand byAlert = only(
                containment.decide(AccountMemory.NONE, LockBudget.UNTOUCHED, byAlert("r1", "ADMIN", false), NOW_MS));
        AccountCommand byHand = only(
                containment.decide(AccountMemory.NONE, LockBudget.UNTOUCHED, byHand("o1", "admin", 0, false), NOW_MS));

        assertEquals(Code.ROOT_LIKE, byAlert.code());
        assertEquals(Action.STEP_UP, byAlert.action());
        assertEquals(Action.LOCK, byHand.action());
    }

    @Test
    void aStepUpIsAskedForWhileTheBudgetLastsAndAfter() {
        AccountRequest asked =
                new AccountRequest("r1", "default", "alice", AccountRequest.Action.STEP_UP, "odd", "rule:odd", CAUSE);

        AccountCommand command = only(ENFORCE.decide(AccountMemory.NONE, BURNT, asked, NOW_MS));

        assertEquals(Action.STEP_UP, command.action());
        assertEquals(Code.GRANTED, command.code());
        assertEquals(NOW_MS + 30 * MINUTE_MS, command.untilMs());
        assertRefused(Code.OBSERVED, OBSERVE.decide(AccountMemory.NONE, BURNT, asked, NOW_MS));
    }

    @Test
    void aStepUpLeavesALockAsItIs() {
        AccountMemory locked = lockedAt(NOW_MS);
        AccountRequest asked =
                new AccountRequest("r1", "default", "alice", AccountRequest.Action.STEP_UP, "odd", "rule:odd", CAUSE);

        Decision decision = ENFORCE.decide(locked, LockBudget.UNTOUCHED, asked, NOW_MS + MINUTE_MS);

        assertEquals(locked.lock(), decision.memory().lock());
        assertEquals(NOW_MS + 31 * MINUTE_MS, only(decision).untilMs());
    }

    @Test
    void theTwentyFirstLockInTenMinutesIsSkippedAndOneLaterIsNot() {
        assertSteppedUp(ENFORCE.decide(AccountMemory.NONE, BURNT, byAlert("r1"), NOW_MS + 599_999), NOW_MS + 599_999);

        Decision after = ENFORCE.decide(AccountMemory.NONE, BURNT, byAlert("r1"), NOW_MS + 600_000);

        assertEquals(Code.GRANTED, only(after).code());
    }

    @Test
    void aBurntBudgetStaysBurntWhenTheClockIsSetBack() {
        assertSteppedUp(
                ENFORCE.decide(AccountMemory.NONE, BURNT, byAlert("r1"), NOW_MS - 3_600_000), NOW_MS - 3_600_000);
    }

    @Test
    void anOperatorLocksWithoutTheBudget() {
        Decision decision = ENFORCE.decide(
                AccountMemory.NONE, BURNT, byOperator("o1", "alice", AccountRequest.Action.LOCK), NOW_MS);

        assertEquals(Code.GRANTED, only(decision).code());
        assertFalse(decision.changesBudget());
    }

    @Test
    void aLockedAccountIsLockedLongerWithoutTheBudget() {
        AccountMemory locked = lockedAt(NOW_MS);

        Decision decision = ENFORCE.decide(locked, BURNT, byAlert("second"), NOW_MS + MINUTE_MS);

        AccountCommand command = only(decision);
        assertEquals(Action.LOCK, command.action());
        assertEquals(NOW_MS + 31 * MINUTE_MS, command.untilMs());
        assertEquals(1, decision.memory().locks());
        assertFalse(decision.changesBudget());
    }

    @Test
    void aRequestIsDecidedOnce() {
        AccountMemory locked = lockedAt(NOW_MS);

        Decision decision = ENFORCE.decide(locked, LockBudget.UNTOUCHED, byAlert("first"), NOW_MS + 1);

        assertRefused(Code.DUPLICATE, decision);
        assertEquals(locked, decision.memory());
    }

    @Test
    void aRefusedRequestIsNotDecidedAgainEither() {
        Decision refused = ENFORCE.decide(AccountMemory.NONE, BURNT, byAlert("r1"), NOW_MS);

        assertRefused(
                Code.DUPLICATE,
                ENFORCE.decide(refused.memory(), LockBudget.UNTOUCHED, byAlert("r1"), NOW_MS + 600_000));
    }

    @Test
    void anOperatorReleasesALock() {
        AccountMemory locked = lockedAt(NOW_MS);

        Decision decision = ENFORCE.decide(locked, LockBudget.UNTOUCHED, unlock("u1"), NOW_MS + MINUTE_MS);

        assertEquals(Action.UNLOCK, only(decision).action());
        assertEquals(Code.GRANTED, only(decision).code());
        assertNull(decision.memory().lock());
    }

    @Test
    void whatTocsinHasNotLockedItDoesNotUnlock() {
        Decision never = ENFORCE.decide(AccountMemory.NONE, LockBudget.UNTOUCHED, unlock("u1"), NOW_MS);

        assertRefused(Code.NOT_LOCKED, never);
        assertRefused(Code.DUPLICATE, ENFORCE.decide(never.memory(), LockBudget.UNTOUCHED, unlock("u1"), NOW_MS));
    }

    @Test
    void aLockRunsOutOnceAndNotAMillisecondEarly() {
        AccountMemory locked = lockedAt(NOW_MS);

        Decision early = ENFORCE.tick(locked, NOW_MS + 30 * MINUTE_MS - 1);
        Decision due = ENFORCE.tick(locked, NOW_MS + 30 * MINUTE_MS);
        Decision again = ENFORCE.tick(due.memory(), NOW_MS + 30 * MINUTE_MS);

        assertEquals(List.of(), early.commands());
        AccountCommand expired = only(due);
        assertEquals("first:expired", expired.id());
        assertEquals(Action.UNLOCK, expired.action());
        assertEquals(Code.EXPIRED, expired.code());
        assertEquals(List.of(), again.commands());
    }

    @Test
    void aRequestBehindTheEndOfALockFindsItExpiredWithoutWaitingForATick() {
        AccountMemory locked = lockedAt(NOW_MS);
        long laterMs = NOW_MS + 30 * MINUTE_MS;

        Decision decision = ENFORCE.decide(locked, LockBudget.UNTOUCHED, byAlert("second"), laterMs);

        assertEquals(
                List.of(Code.EXPIRED, Code.GRANTED),
                decision.commands().stream().map(AccountCommand::code).toList());
        assertTrue(decision.changesBudget());
    }

    @Test
    void eachFurtherLockLastsTwiceAsLongUpToADay() {
        ContainmentPolicy policy = ContainmentPolicy.of(Mode.ENFORCE, Set.of(), 0);

        List<Long> minutes = IntStream.of(0, 1, 2, 5, 6, 1_000_000)
                .mapToObj(locks -> policy.lockMs(locks) / MINUTE_MS)
                .toList();

        assertEquals(List.of(30L, 60L, 120L, 960L, 1440L, 1440L), minutes);
    }

    @Test
    void anAccountIsForgottenADayAfterTheLastDecision() {
        AccountMemory released = ENFORCE.decide(lockedAt(NOW_MS), LockBudget.UNTOUCHED, unlock("u1"), NOW_MS + 1)
                .memory();

        Decision decision = ENFORCE.tick(released, NOW_MS + 1 + AccountMemory.FORGET_AFTER_MS);

        assertEquals(new Decision(AccountMemory.NONE, List.of()), decision);
        assertEquals(
                released,
                ENFORCE.tick(released, NOW_MS + AccountMemory.FORGET_AFTER_MS).memory());
    }

    @Test
    void observingRecordsWhatItWouldHaveDone() {
        Decision decision = OBSERVE.decide(AccountMemory.NONE, LockBudget.UNTOUCHED, byAlert("r1"), NOW_MS);

        assertEquals(Code.OBSERVED, only(decision).code());
        assertEquals(Action.NONE, only(decision).action());
        assertNull(decision.memory().lock());
        assertTrue(decision.changesBudget());
        assertRefused(Code.SKIPPED_BUDGET, OBSERVE.decide(AccountMemory.NONE, BURNT, byAlert("r1"), NOW_MS));
    }

    @Test
    void observingLocksForNoOperatorButLetsEarlierLocksEnd() {
        AccountMemory locked = lockedAt(NOW_MS);

        assertEquals(
                Code.OBSERVED,
                only(OBSERVE.decide(
                                AccountMemory.NONE,
                                LockBudget.UNTOUCHED,
                                byOperator("o1", "alice", AccountRequest.Action.LOCK),
                                NOW_MS))
                        .code());
        assertEquals(
                Code.GRANTED,
                only(OBSERVE.decide(locked, LockBudget.UNTOUCHED, unlock("u1"), NOW_MS + 1))
                        .code());
        assertEquals(
                Code.EXPIRED,
                only(OBSERVE.tick(locked, NOW_MS + 30 * MINUTE_MS)).code());
    }

    @Test
    void theFirstReasonThatHoldsIsGiven() {
        AccountRequest staleRoot = byAlert("r1", "root", true);
        AccountRequest root = byAlert("r2", "root", false);
        AccountMemory decided =
                ENFORCE.decide(AccountMemory.NONE, BURNT, staleRoot, NOW_MS).memory();

        assertRefused(Code.SKIPPED_STALE, OBSERVE.decide(AccountMemory.NONE, BURNT, staleRoot, NOW_MS));
        assertRefused(Code.DUPLICATE, OBSERVE.decide(decided, BURNT, staleRoot, NOW_MS));
        assertRefused(Code.BREAK_GLASS, OBSERVE.decide(AccountMemory.NONE, BURNT, root, NOW_MS));
    }

    @Test
    void theBudgetIsTwentyOrATenthOfAPercentRoundedUp() {
        assertEquals(20, ContainmentPolicy.of(Mode.ENFORCE, Set.of(), 0).budget());
        assertEquals(20, ContainmentPolicy.of(Mode.ENFORCE, Set.of(), 20_000).budget());
        assertEquals(21, ContainmentPolicy.of(Mode.ENFORCE, Set.of(), 20_001).budget());
        assertEquals(
                1_000, ContainmentPolicy.of(Mode.ENFORCE, Set.of(), 1_000_000).budget());
    }

    @Test
    void anIllegalPolicyIsRefusedInWords() {
        IllegalArgumentException tooShort = assertThrows(
                IllegalArgumentException.class,
                () -> new ContainmentPolicy(Mode.ENFORCE, 999, 2_000, 1_000, Set.of(), 0));
        assertEquals("the first lock lasts 999 ms; 1000 to 2592000000 are allowed", tooShort.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> new ContainmentPolicy(Mode.ENFORCE, 2_000, 1_000, 1_000, Set.of(), 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> new ContainmentPolicy(Mode.ENFORCE, 2_000, 2_000, 999, Set.of(), 0));
        assertThrows(IllegalArgumentException.class, () -> ContainmentPolicy.of(Mode.ENFORCE, Set.of(), -1));
    }
}
