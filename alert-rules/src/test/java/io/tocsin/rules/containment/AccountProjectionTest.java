package io.tocsin.rules.containment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.containment.AccountCommand.Action;
import io.tocsin.rules.containment.AccountCommand.Code;
import io.tocsin.rules.containment.AccountProjection.Projected;
import io.tocsin.rules.containment.CommandResult.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountProjectionTest {

    private static final long NOW_MS = 1_700_000_000_000L;
    private static final long HOUR_MS = 3_600_000;
    private static final long LATE_MS = AccountProjection.UNCONFIRMED_AFTER_MS;

    private final List<String> published = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();
    private AccountProjection projection;
    private AccountView view;
    private long offset;

    @BeforeEach
    void start() {
        projection = new AccountProjection(true);
        view = AccountView.NONE;
    }

    private static AccountCommand command(String id, Action action, Code code, long decidedAtMs) {
        AccountRequest request = new AccountRequest(
                id,
                "default",
                "alice",
                action == Action.UNLOCK ? AccountRequest.Action.UNLOCK : AccountRequest.Action.LOCK,
                "asked by phone",
                "operator:eve",
                null);
        long untilMs = action == Action.LOCK ? decidedAtMs + HOUR_MS / 2 : 0;
        return new AccountCommand(id, action, code, request, decidedAtMs, untilMs, action == Action.LOCK ? 1 : 0);
    }

    private void lock(String id, long nowMs) {
        command(command(id, Action.LOCK, Code.GRANTED, nowMs), nowMs);
    }

    private void unlock(String id, long nowMs) {
        command(command(id, Action.UNLOCK, Code.GRANTED, nowMs), nowMs);
    }

    private void command(AccountCommand command, long nowMs) {
        take(projection.command(view, command, nowMs));
    }

    private void report(String commandId, Outcome outcome, String detail, long nowMs) {
        CommandResult result = new CommandResult(commandId, "default", "alice", outcome, "scim:hr", detail, nowMs - 1);
        take(projection.result(view, new ReportedResult(result, nowMs, offset++)));
    }

    private void report(String commandId, Outcome outcome, long nowMs) {
        report(commandId, outcome, "as it was seen", nowMs);
    }

    private void tick(long nowMs) {
        take(projection.tick(view, nowMs));
    }

    private void take(Projected projected) {
        view = projected.view();
        projected
                .states()
                .forEach(state -> published.add(state.command().id() + " " + state.change() + " " + state.status()
                        + (state.escalated() ? " escalated" : "")));
        projected.unknown().forEach(each -> unknown.add(each.result().commandId()));
    }

    /** A person contests, or another has reviewed; a lift that ends the lock is an unlock. */
    private void review(String id, Code code, Action action, long nowMs) {
        AccountRequest.Action asked = switch (code) {
            case CONTESTED -> AccountRequest.Action.CONTEST;
            case UPHELD -> AccountRequest.Action.UPHOLD;
            default -> AccountRequest.Action.LIFT;
        };
        AccountRequest request =
                new AccountRequest(id, "default", "alice", asked, "was travelling", "operator:eve", null);
        command(new AccountCommand(id, action, code, request, nowMs, 0, 0), nowMs);
    }

    @Test
    void aContestIsShownBesideTheLockAndKeptUntilItsReview() {
        lock("r1", NOW_MS);
        report("r1", Outcome.CONFIRMED, NOW_MS + 1);
        review("c1", Code.CONTESTED, Action.NONE, NOW_MS + 2);
        review("c2", Code.CONTESTED, Action.NONE, NOW_MS + 3);
        command(command("r1:expired", Action.UNLOCK, Code.EXPIRED, NOW_MS + HOUR_MS), NOW_MS + HOUR_MS);
        report("r1:expired", Outcome.CONFIRMED, NOW_MS + HOUR_MS + 1);
        tick(NOW_MS + 1_000 * HOUR_MS);
        assertTrue(Objects.requireNonNull(view.review()).isDue());

        review("v1", Code.UPHELD, Action.NONE, NOW_MS + 1_000 * HOUR_MS);

        assertEquals(
                List.of(
                        "r1 COMMAND REQUESTED",
                        "r1 RESULT CONFIRMED",
                        "r1 REVIEW CONFIRMED",
                        "r1:expired COMMAND EXPIRED",
                        "r1:expired RESULT EXPIRED",
                        "r1:expired REVIEW EXPIRED"),
                published);
        assertEquals(1_000 * HOUR_MS - 2, Objects.requireNonNull(view.review()).tookMs());
        tick(NOW_MS + 1_030 * HOUR_MS);
        assertSame(AccountView.NONE, view);
    }

    @Test
    void aReviewThatLiftsTheLockIsShownWithItsEndAndNotWithTheNextLock() {
        lock("r1", NOW_MS);
        review("c1", Code.CONTESTED, Action.NONE, NOW_MS + 1);
        review("v1", Code.LIFTED, Action.UNLOCK, NOW_MS + 2);
        assertEquals(List.of("r1 COMMAND REQUESTED", "r1 REVIEW REQUESTED", "v1 COMMAND RELEASED"), published);
        assertEquals(1, Objects.requireNonNull(view.review()).tookMs());

        lock("r2", NOW_MS + 3);

        assertNull(view.review());
    }

    @Test
    void aReviewOfWhatNothingIsRememberedOfIsNoState() {
        review("c1", Code.CONTESTED, Action.NONE, NOW_MS);

        assertEquals(List.of(), published);
        assertSame(AccountView.NONE, view);
    }

    @ParameterizedTest
    @CsvSource({
        "CONFIRMED, CONFIRMED",
        "ALREADY, CONFIRMED",
        "NO_SUCH_ACCOUNT, NO_SUCH_ACCOUNT",
        "FAILED, FAILED",
        "EXPIRED, FAILED",
        "KEPT, FAILED",
        "WAITING, REQUESTED"
    })
    void aLockIsWhereTheProviderSaysItIs(Outcome outcome, AccountState.Status status) {
        lock("r1", NOW_MS);
        report("r1", outcome, NOW_MS + 1);

        assertEquals(List.of("r1 COMMAND REQUESTED", "r1 RESULT " + status), published);
    }

    @Test
    void anUnlockIsDoneOnceTheProviderSaysSo() {
        lock("r1", NOW_MS);
        AccountState asked = projection
                .command(view, command("u1", Action.UNLOCK, Code.GRANTED, NOW_MS + 1), NOW_MS + 1)
                .states()
                .get(0);
        unlock("u1", NOW_MS + 1);

        assertEquals("released by an operator, not confirmed by an identity provider", asked.meaning());
        assertEquals("released by an operator, confirmed by the identity provider", meaningAfter(Outcome.CONFIRMED));
        assertEquals(
                "released by an operator, but left as it is, as somebody else changed the account",
                meaningAfter(Outcome.KEPT));
        assertEquals("released by an operator, but the identity provider did not do it", meaningAfter(Outcome.FAILED));
        assertEquals(
                "released by an operator, the identity provider doesn't know the account",
                meaningAfter(Outcome.NO_SUCH_ACCOUNT));
    }

    private String meaningAfter(Outcome outcome) {
        CommandResult result = new CommandResult("u1", "default", "alice", outcome, "scim:hr", "seen", NOW_MS);
        return projection
                .result(view, new ReportedResult(result, NOW_MS + 2, 0))
                .states()
                .get(0)
                .meaning();
    }

    @Test
    void refusalsAndUnlocksOfWhatWasNeverLockedChangeNothing() {
        command(command("n1", Action.NONE, Code.DUPLICATE, NOW_MS), NOW_MS);
        unlock("u1", NOW_MS);

        assertSame(AccountView.NONE, view);
        assertEquals(List.of(), published);
    }

    @Test
    void whatIsWaitedForIsToldOnceAndWhatTheExecutorNotesForItselfNever() {
        lock("r1", NOW_MS);
        report("r1", Outcome.WAITING, "the provider answers 503", NOW_MS + 1);
        report("r1", Outcome.WAITING, "the provider answers 503", NOW_MS + 2);
        report("r1", Outcome.ACTING, NOW_MS + 3);
        report("r1", Outcome.WAITING, "the connection was refused", NOW_MS + 4);

        assertEquals(List.of("r1 COMMAND REQUESTED", "r1 RESULT REQUESTED", "r1 RESULT REQUESTED"), published);
    }

    @Test
    void theFirstFinalReportCounts() {
        lock("r1", NOW_MS);
        report("r1", Outcome.CONFIRMED, NOW_MS + 1);
        report("r1", Outcome.FAILED, NOW_MS + 2);

        assertEquals(List.of("r1 COMMAND REQUESTED", "r1 RESULT CONFIRMED"), published);
    }

    @Test
    void aReportThatOvertookItsCommandIsAppliedAfterTheLockWasTold() {
        report("r1", Outcome.WAITING, NOW_MS);
        report("r1", Outcome.CONFIRMED, NOW_MS + 1);
        report("r1", Outcome.FAILED, NOW_MS + 2);
        assertEquals(List.of(), published);

        lock("r1", NOW_MS);

        assertEquals(List.of("r1 COMMAND REQUESTED", "r1 RESULT CONFIRMED"), published);
        assertEquals(List.of(), view.early());
        tick(NOW_MS + LATE_MS);
        assertEquals(2, published.size(), "it was confirmed in time");
    }

    @Test
    void whatHasNoCommandIsPutAsideWhenItFindsNoRoomAndAfterAnHour() {
        for (int i = 0; i <= AccountView.EARLY_LIMIT; i++) {
            report("x" + i, Outcome.CONFIRMED, NOW_MS + i);
        }
        assertEquals(List.of("x0"), unknown);

        tick(NOW_MS + 1 + AccountProjection.EARLY_MS);
        assertEquals(List.of("x0", "x1"), unknown);
        tick(NOW_MS + HOUR_MS + AccountProjection.EARLY_MS);

        assertEquals(AccountView.EARLY_LIMIT + 1, unknown.size());
        assertSame(AccountView.NONE, view);
    }

    @Test
    void reportsOnCommandsThatWereSupersededTakeNoRoomAndChangeNothing() {
        for (int i = 0; i < AccountView.EARLY_LIMIT + 2; i++) {
            lock("r" + i, NOW_MS + i);
        }
        int before = published.size();
        for (int i = 0; i < AccountView.EARLY_LIMIT + 1; i++) {
            report("r" + i, Outcome.FAILED, NOW_MS + 100);
        }

        assertEquals(before, published.size());
        assertEquals(List.of(), view.early());
        assertEquals(List.of(), unknown);
    }

    @Test
    void aCommandThatIsReadTwiceWipesNoOutcome() {
        lock("r1", NOW_MS);
        report("r1", Outcome.CONFIRMED, NOW_MS + 1);
        unlock("u1", NOW_MS + 2);
        report("u1", Outcome.CONFIRMED, NOW_MS + 3);
        AccountView before = view;

        lock("r1", NOW_MS);
        unlock("u1", NOW_MS + 2);

        assertSame(before, view);
    }

    @Test
    void anUnconfirmedCommandIsToldOnceAndItsConfirmationSaysSo() {
        lock("r1", NOW_MS);
        report("r1", Outcome.WAITING, NOW_MS + 1);
        tick(NOW_MS + LATE_MS - 1);
        assertEquals(2, published.size());

        tick(NOW_MS + LATE_MS);
        tick(NOW_MS + 2 * LATE_MS);
        report("r1", Outcome.CONFIRMED, NOW_MS + LATE_MS);

        assertEquals(
                List.of("r1 UNCONFIRMED REQUESTED escalated", "r1 RESULT CONFIRMED escalated"),
                published.subList(2, published.size()));
    }

    @Test
    void aConfirmationInTheMillisecondOfTheTickIsNoAlarm() {
        lock("r1", NOW_MS);
        report("r1", Outcome.CONFIRMED, NOW_MS + LATE_MS);
        tick(NOW_MS + LATE_MS);

        assertEquals(List.of("r1 COMMAND REQUESTED", "r1 RESULT CONFIRMED"), published);
    }

    @Test
    void aCommandThatIsLongAgoRaisesNoAlarm() {
        lock("r1", NOW_MS);
        tick(NOW_MS + AccountProjection.TOO_OLD_MS + 1);
        assertEquals(List.of("r1 COMMAND REQUESTED"), published);

        lock("r2", NOW_MS + 2 * HOUR_MS);
        tick(NOW_MS + 2 * HOUR_MS + AccountProjection.TOO_OLD_MS);
        assertEquals("r2 UNCONFIRMED REQUESTED escalated", published.get(published.size() - 1));
    }

    @Test
    void whereNoProviderIsExpectedNothingIsToldNorOnceOneIsConfigured() {
        projection = new AccountProjection(false);
        lock("r1", NOW_MS);
        tick(NOW_MS + LATE_MS);
        projection = new AccountProjection(true);
        tick(NOW_MS + 2 * LATE_MS);

        assertEquals(List.of("r1 COMMAND REQUESTED"), published);
        assertEquals(AccountView.NEVER, view.dueAtMs());
    }

    @Test
    void aProviderThatIsConfiguredNoMoreConfirmsNothing() {
        lock("r1", NOW_MS);
        projection = new AccountProjection(false);
        tick(NOW_MS + LATE_MS);

        assertEquals(List.of("r1 COMMAND REQUESTED"), published);
        assertEquals(AccountView.Alarm.OFF, view.alarm());
    }

    @Test
    void anAccountIsForgottenADayAfterItsUnlockWasSettledAndAMonthAfterOneThatWasNot() {
        lock("r1", NOW_MS);
        tick(NOW_MS + 1_000 * AccountProjection.FORGET_AFTER_MS);
        assertTrue(view.lock() != null, "a lock is remembered until its end");

        unlock("u1", NOW_MS);
        AccountView unsettled = view;
        report("u1", Outcome.CONFIRMED, NOW_MS + 5);
        tick(NOW_MS + 5 + AccountProjection.FORGET_AFTER_MS - 1);
        assertTrue(view.lock() != null);
        tick(NOW_MS + 5 + AccountProjection.FORGET_AFTER_MS);
        assertSame(AccountView.NONE, view);

        view = unsettled;
        tick(NOW_MS + AccountProjection.GIVE_UP_AFTER_MS - 1);
        assertTrue(view.lock() != null);
        tick(NOW_MS + AccountProjection.GIVE_UP_AFTER_MS);
        assertSame(AccountView.NONE, view);
    }

    @Test
    void idsThatAreRememberedHaveABound() {
        for (int i = 0; i < 2 * AccountView.ID_LIMIT; i++) {
            lock("r" + i, NOW_MS + i);
        }

        assertEquals(AccountView.ID_LIMIT, view.knownIds().size());
        assertEquals("r63", view.knownIds().get(AccountView.ID_LIMIT - 1));
    }
}
