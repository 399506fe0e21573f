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
import io.tocsin.rules.containment.AccountState.Status;
import io.tocsin.rules.containment.AlertCause;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

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
}
