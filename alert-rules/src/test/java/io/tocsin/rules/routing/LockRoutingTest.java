package io.tocsin.rules.routing;

import static io.tocsin.rules.routing.RoutingFixtures.NOW_MS;
import static io.tocsin.rules.routing.RoutingFixtures.summary;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountCommand.Action;
import io.tocsin.rules.containment.AccountCommand.Code;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.containment.AccountState.Change;
import io.tocsin.rules.containment.AccountState.Status;
import io.tocsin.rules.containment.AlertCause;
import io.tocsin.rules.containment.CommandResult;
import io.tocsin.rules.containment.CommandResult.Outcome;
import io.tocsin.rules.containment.ReportedResult;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LockRoutingTest {

    private static final String UID = "uid-1";

    private final LockRouting routing = new LockRouting(RoutingFixtures.roster());

    private static AccountCommand lock(String account, @Nullable Severity severity) {
        AccountRequest request = new AccountRequest(
                "r1",
                "default",
                account,
                AccountRequest.Action.LOCK,
                "5 failed logins in 5 min",
                severity == null ? "operator:eve" : "rule:failed-logins",
                severity == null ? null : new AlertCause(UID, "rule-1", "failed-logins", NOW_MS, severity, false));
        return new AccountCommand("r1", Action.LOCK, Code.GRANTED, request, NOW_MS, NOW_MS + 1_800_000, 1);
    }

    private static AccountState locked(AccountCommand lock) {
        return new AccountState("default", lock.request().account(), Status.REQUESTED, lock, lock, NOW_MS);
    }

    private static AccountState released(AccountCommand lock) {
        AccountRequest request = new AccountRequest(
                "u1",
                "default",
                lock.request().account(),
                AccountRequest.Action.UNLOCK,
                "identity confirmed",
                "operator:eve",
                null);
        AccountCommand unlock = new AccountCommand("u1", Action.UNLOCK, Code.GRANTED, request, NOW_MS + 1, 0, 0);
        return new AccountState("default", lock.request().account(), Status.RELEASED, unlock, lock, NOW_MS + 1);
    }

    @Test
    void everyLockIsToldAsMediumAtLeast() {
        List<String> expected = List.of(
                "commander@example.com locked 2 incident-commander", "oncall@example.com locked 2 technical-lead");

        assertEquals(expected, summary(routing.route(locked(lock("alice", Severity.LOW)), NOW_MS)));
        assertEquals(expected, summary(routing.route(locked(lock("alice", Severity.HIGH)), NOW_MS)));
        assertEquals(
                3,
                routing.route(locked(lock("alice", Severity.CRITICAL)), NOW_MS).size());
    }

    @Test
    void anAlertsLockStandsInTheThreadOfTheAlert() {
        AccountCommand lock = lock("alice", Severity.MEDIUM);

        Notification locked = routing.route(locked(lock), NOW_MS).get(0);
        Notification unlocked = routing.route(released(lock), NOW_MS).get(0);

        String root = NotificationId.of(UID, "commander@example.com", 1);
        assertEquals(root, locked.threadRootId());
        assertEquals(root, unlocked.threadRootId());
        assertEquals(List.of(2, 3), List.of(locked.number(), unlocked.number()));
        assertEquals(locked.incident(), unlocked.incident());
        assertTrue(locked.incident().startsWith(UID + "/lock/"));
        assertEquals(locked.title(), unlocked.title());
    }

    @Test
    void anOperatorsLockBeginsAThread() {
        AccountCommand lock = lock("alice", null);

        Notification locked = routing.route(locked(lock), NOW_MS).get(0);
        Notification unlocked = routing.route(released(lock), NOW_MS).get(0);

        assertEquals(Severity.MEDIUM, locked.severity());
        assertEquals(locked.id(), locked.threadRootId());
        assertEquals(locked.id(), unlocked.threadRootId());
        assertEquals(List.of(1, 2), List.of(locked.number(), unlocked.number()));
    }

    @Test
    void locksOfTwoAccountsWithTheSameRequestIdDoNotCollide() {
        Notification alice = routing.route(locked(lock("alice", null)), NOW_MS).get(0);
        Notification bob = routing.route(locked(lock("bob", null)), NOW_MS).get(0);

        assertNotEquals(alice.id(), bob.id());
    }

    @Test
    void theMessageSaysThatNoIdentityProviderEnforcesTheLock() {
        AccountCommand lock = lock("alice", Severity.MEDIUM);

        Notification locked = routing.route(locked(lock), NOW_MS).get(0);
        Notification unlocked = routing.route(released(lock), NOW_MS).get(0);

        assertEquals(
                "requested, not enforced by an identity provider",
                locked.details().get("State"));
        assertEquals("2023-11-14T22:43:20Z", locked.details().get("Until"));
        assertEquals("identity confirmed", unlocked.details().get("Reason of the release"));
        assertEquals("operator:eve", unlocked.details().get("Released by"));
    }

    /** What is published of a state after a report, or after none in time. */
    private static AccountState reported(AccountState before, @Nullable Outcome outcome, boolean escalated) {
        CommandResult result = outcome == null
                ? null
                : new CommandResult("r1", "default", before.account(), outcome, "scim:hr", "as it was seen", 7);
        return new AccountState(
                "default",
                before.account(),
                outcome == Outcome.FAILED && before.status() == Status.REQUESTED ? Status.FAILED : before.status(),
                before.command(),
                before.lock(),
                result == null ? null : new ReportedResult(result, NOW_MS, 0),
                result == null ? Change.UNCONFIRMED : Change.RESULT,
                escalated,
                NOW_MS);
    }

    @Test
    void aLockThatIsNotConfirmedIsToldAsHighAndSoIsItsEnd() {
        AccountState locked = locked(lock("alice", Severity.LOW));

        List<Notification> unconfirmed = routing.route(reported(locked, null, true), NOW_MS);
        List<Notification> confirmed = routing.route(reported(locked, Outcome.CONFIRMED, true), NOW_MS);

        assertEquals(
                List.of(
                        "commander@example.com unconfirmed 4 incident-commander",
                        "oncall@example.com unconfirmed 4 technical-lead"),
                summary(unconfirmed));
        assertEquals(
                List.of(
                        "commander@example.com confirmed 5 incident-commander",
                        "oncall@example.com confirmed 5 technical-lead"),
                summary(confirmed));
        assertEquals(Severity.HIGH, unconfirmed.get(0).severity());
        assertEquals(Severity.HIGH, confirmed.get(0).severity());
        assertEquals(
                "scim:hr: CONFIRMED, as it was seen", confirmed.get(0).details().get("Identity provider"));
    }

    @Test
    void aConfirmationInTimeAndWhatIsWaitedForAreNotTold() {
        AccountState locked = locked(lock("alice", Severity.HIGH));

        assertEquals(List.of(), routing.route(reported(locked, Outcome.CONFIRMED, false), NOW_MS));
        assertEquals(List.of(), routing.route(reported(locked, Outcome.WAITING, true), NOW_MS));
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"NO_SUCH_ACCOUNT", "FAILED", "EXPIRED", "KEPT"})
    void whatAProviderDidNotDoIsTold(Outcome outcome) {
        AccountCommand lock = lock("alice", Severity.MEDIUM);

        assertEquals(
                "commander@example.com failed 5 incident-commander",
                summary(routing.route(reported(locked(lock), outcome, false), NOW_MS))
                        .get(0));
        assertEquals(
                "commander@example.com failed 7 incident-commander",
                summary(routing.route(reported(released(lock), outcome, false), NOW_MS))
                        .get(0));
    }

    @Test
    void everyMessageOfALockHasAnIdOfItsOwn() {
        AccountState locked = locked(lock("alice", null));
        AccountState released = released(lock("alice", null));
        List<AccountState> all = List.of(
                locked,
                released,
                reported(locked, null, true),
                reported(locked, Outcome.CONFIRMED, true),
                reported(released, null, true),
                reported(released, Outcome.KEPT, true));

        Set<String> ids = new HashSet<>();
        for (AccountState each : all) {
            ids.add(routing.route(each, NOW_MS + 1).get(0).id());
        }

        assertEquals(all.size(), ids.size());
    }

    @Test
    void historyIsNotTold() {
        AccountState locked = locked(lock("alice", Severity.CRITICAL));

        assertEquals(3, routing.route(locked, NOW_MS + LockRouting.HISTORY_MS).size());
        assertEquals(List.of(), routing.route(locked, NOW_MS + LockRouting.HISTORY_MS + 1));
    }
}
