package io.tocsin.rules.containment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.AccountCommand.Action;
import io.tocsin.rules.containment.AccountCommand.Code;
import io.tocsin.rules.containment.AlertCause.Grounds;
import io.tocsin.rules.containment.ContainmentPolicy.Mode;
import io.tocsin.rules.match.IpNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One account that is attacked without a pause: its lock goes on for as long as an alert that led to it is open. */
class HeldLockTest {

    private static final long START_MS = 1_700_000_000_000L;
    private static final long TICK_MS = 10_000;
    private static final long MINUTE_MS = 60_000;
    private static final long HOUR_MS = 60 * MINUTE_MS;
    private static final long DAY_MS = 24 * HOUR_MS;

    private Containment containment = new Containment(ContainmentPolicy.of(Mode.ENFORCE, Set.of(), 0));
    private AccountMemory memory = AccountMemory.NONE;
    private LockBudget budget = LockBudget.UNTOUCHED;
    private final List<AccountCommand> commands = new ArrayList<>();

    private static AccountRequest ofAlert(String alert, AccountRequest.Action action) {
        String id = action == AccountRequest.Action.CLOSE ? alert + ":closed" : alert;
        Grounds grounds = new Grounds("ab", 5, 1, 2, 0, List.of(Source.parse("203.0.113.7")));
        AlertCause cause = new AlertCause(alert, "rule-1", "failed-logins", 1, Severity.HIGH, false, grounds);
        return new AccountRequest(id, "default", "alice", action, "5 failed logins", "rule:failed-logins", cause);
    }

    private static AccountRequest byOperator(String id, AccountRequest.Action action, long durationMs) {
        return new AccountRequest(
                id, "default", "alice", action, "asked by phone", "operator:eve", null, durationMs, false);
    }

    private void decide(AccountRequest request, long nowMs) {
        Decision decision = containment.decide(memory, budget, request, nowMs);
        budget = decision.budgetAfter(budget);
        take(decision);
    }

    private void lock(String alert, long nowMs) {
        decide(ofAlert(alert, AccountRequest.Action.LOCK), nowMs);
    }

    private void close(String alert, long nowMs) {
        decide(ofAlert(alert, AccountRequest.Action.CLOSE), nowMs);
    }

    private void take(Decision decision) {
        memory = decision.memory();
        commands.addAll(decision.commands());
    }

    /** A tick every ten seconds. */
    private void ticks(long fromMs, long toMs) {
        for (long nowMs = fromMs; nowMs <= toMs; nowMs += TICK_MS) {
            take(containment.tick(memory, nowMs));
        }
    }

    private List<Code> codes() {
        List<Code> codes = commands.stream().map(AccountCommand::code).toList();
        commands.clear();
        return codes;
    }

    @Test
    void anAttackThatGoesOnKeepsItsAccountLockedWithoutAGap() {
        lock("a1", START_MS);
        ticks(START_MS, START_MS + 3 * DAY_MS);

        List<Long> minutes = new ArrayList<>();
        long endMs = START_MS;
        for (AccountCommand each : commands) {
            assertEquals(Action.LOCK, each.action());
            assertTrue(each.decidedAtMs() <= endMs, "a gap before " + each);
            minutes.add((each.untilMs() - endMs) / MINUTE_MS);
            endMs = each.untilMs();
        }
        assertEquals(List.of(30L, 60L, 120L, 240L, 480L, 960L, 1440L, 1440L), minutes);
        assertEquals(1, budget.locks().size());
        AccountCommand second = commands.get(1);
        assertEquals(Code.RENEWED, second.code());
        assertEquals("a1:renewed:" + (START_MS + 30 * MINUTE_MS), second.id());
        assertEquals("respond:renewal", second.request().requestedBy());
        assertEquals(
                "the alert is still open; 5 failed logins", second.request().reason());
        assertEquals("a1", Objects.requireNonNull(second.request().alert()).uid());
    }

    @Test
    void onceTheAlertIsClosedTheLockEndsAtItsEnd() {
        lock("a1", START_MS);
        ticks(START_MS, START_MS + HOUR_MS);
        close("a1", START_MS + HOUR_MS + 1);
        assertEquals(List.of(Code.GRANTED, Code.RENEWED, Code.CLOSED), codes());

        ticks(START_MS + HOUR_MS, START_MS + 2 * DAY_MS);

        assertEquals(List.of(Code.EXPIRED), codes());
    }

    @Test
    void ofSeveralAlertsOneThatIsOpenIsEnough() {
        lock("a1", START_MS);
        lock("a2", START_MS + 1);
        close("a2", START_MS + 2);
        ticks(START_MS, START_MS + HOUR_MS);

        assertEquals(
                "a1", Objects.requireNonNull(commands.get(3).request().alert()).uid());
        assertEquals(List.of(Code.GRANTED, Code.GRANTED, Code.CLOSED, Code.RENEWED), codes());

        close("a1", START_MS + HOUR_MS);
        ticks(START_MS + HOUR_MS, START_MS + DAY_MS);
        assertEquals(List.of(Code.CLOSED, Code.EXPIRED), codes());
    }

    @Test
    void anOperatorWhoUnlocksWinsOverAllAlertsThatAreOpen() {
        lock("a1", START_MS);
        decide(byOperator("o1", AccountRequest.Action.UNLOCK, 0), START_MS + 1);
        decide(byOperator("o2", AccountRequest.Action.LOCK, HOUR_MS), START_MS + 2);
        ticks(START_MS, START_MS + DAY_MS);

        assertEquals(List.of(Code.GRANTED, Code.GRANTED, Code.GRANTED, Code.EXPIRED), codes());

        lock("a2", START_MS + DAY_MS);
        ticks(START_MS + DAY_MS, START_MS + DAY_MS + HOUR_MS);
        assertEquals(List.of(Code.GRANTED, Code.RENEWED), codes());
    }

    @Test
    void justBeforeTheEndAnOperatorUnlocksWhatStandsAndNotWhatWouldFollow() {
        lock("a1", START_MS);
        decide(byOperator("o1", AccountRequest.Action.UNLOCK, 0), START_MS + 30 * MINUTE_MS - 1);

        assertEquals(List.of(Code.GRANTED, Code.GRANTED), codes());
    }

    @Test
    void anOperatorsLockIsFollowedByTheNextOfTheRowWhereAnAlertIsOpen() {
        lock("a1", START_MS);
        decide(byOperator("o1", AccountRequest.Action.LOCK, 2 * DAY_MS), START_MS + 1);
        ticks(START_MS, START_MS + 2 * DAY_MS);

        AccountCommand renewed = commands.get(2);
        assertEquals(Code.RENEWED, renewed.code());
        assertEquals(START_MS + 1 + 2 * DAY_MS + HOUR_MS, renewed.untilMs());
        assertEquals(2, renewed.repetition());
    }

    @Test
    void anOperatorsLockAloneIsNeverRenewed() {
        decide(byOperator("o1", AccountRequest.Action.LOCK, 0), START_MS);
        close("a1", START_MS + 1);
        ticks(START_MS, START_MS + DAY_MS);

        assertEquals(List.of(Code.GRANTED, Code.CLOSED, Code.EXPIRED), codes());
    }

    @Test
    void anAlertWhoseCloseIsNeverHeardOfHoldsForSevenDaysAtMost() {
        lock("a1", START_MS);
        ticks(START_MS, START_MS + 9 * DAY_MS);

        AccountCommand last = commands.get(commands.size() - 1);
        assertEquals(Code.EXPIRED, last.code());
        assertTrue(last.decidedAtMs() > START_MS + 7 * DAY_MS && last.decidedAtMs() <= START_MS + 8 * DAY_MS);
        assertEquals(Action.LOCK, commands.get(commands.size() - 2).action());
        assertEquals(List.of(), memory.held());
    }

    @ParameterizedTest
    @ValueSource(strings = {"observe", "break-glass", "root-like", "allowed"})
    void whatThePolicyWouldRefuseNowIsNotRenewed(String change) throws Exception {
        lock("a1", START_MS);
        boolean observes = change.equals("observe");
        containment = new Containment(new ContainmentPolicy(
                observes ? Mode.OBSERVE : Mode.ENFORCE,
                30 * MINUTE_MS,
                DAY_MS,
                DAY_MS,
                change.equals("break-glass") ? Set.of("alice") : Set.of(),
                0,
                HOUR_MS,
                change.equals("allowed") ? List.of(IpNetwork.parse("203.0.113.0/24")) : List.of(),
                change.equals("root-like") ? Set.of("Alice") : Set.of()));
        ticks(START_MS, START_MS + HOUR_MS);

        assertEquals(List.of(Code.GRANTED, Code.EXPIRED), codes());
    }

    @Test
    void withoutTicksForLongTheLockGoesOnFromTheNextOneOn() {
        lock("a1", START_MS);
        take(containment.tick(memory, START_MS + 5 * HOUR_MS));
        take(containment.tick(memory, START_MS + 5 * HOUR_MS));

        assertEquals(START_MS + 6 * HOUR_MS, commands.get(1).untilMs());
        assertEquals(List.of(Code.GRANTED, Code.RENEWED), codes());
    }

    @Test
    void theNewestAlertsAreKept() {
        for (int i = 0; i < AccountMemory.HELD_LIMIT + 3; i++) {
            lock("a" + i, START_MS + i);
        }

        assertEquals(AccountMemory.HELD_LIMIT, memory.held().size());
        assertEquals("a3", memory.held().get(0).id());
    }

    @Test
    void onlyAnAlertCanBeClosedAndOnlyWhatStandsIsHeld() {
        assertThrows(IllegalArgumentException.class, () -> byOperator("o1", AccountRequest.Action.CLOSE, 0));
        lock("a1", START_MS);
        assertThrows(
                IllegalArgumentException.class,
                () -> new AccountMemory(null, 0, false, 0, 0, List.of(), 0, null, null, memory.held()));
    }

    @Test
    void aReasonHasNoMoreCharactersThanAReasonMayHave() {
        String asked = "x".repeat(ContainmentRequest.LONGEST_REASON - 9) + "\uD83D\uDD12 locked";

        String because = ContainmentRequest.because("why", asked);

        assertTrue(because.length() <= ContainmentRequest.LONGEST_REASON, because.length() + " characters");
        assertTrue(because.startsWith("why; xxx") && because.endsWith("…"));
        for (int cut = 0; cut < 12; cut++) {
            String shorter = ContainmentRequest.because("why", asked.substring(cut));
            assertEquals(shorter.codePoints().filter(each -> each == 0x1F512).count() * 2, surrogates(shorter));
        }
    }

    private static long surrogates(String text) {
        return text.chars().filter(each -> Character.isSurrogate((char) each)).count();
    }
}
