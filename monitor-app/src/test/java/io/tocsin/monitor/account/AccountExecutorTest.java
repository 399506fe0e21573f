package io.tocsin.monitor.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.CommandResult;
import io.tocsin.rules.containment.CommandResult.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountExecutorTest {
    private static final long UNTIL = 60_000;

    private final FakeProvider provider = new FakeProvider();
    private final List<Long> pauses = new ArrayList<>();
    private long nowMs = 1_000;
    private final AccountExecutor executor =
            new AccountExecutor(provider, () -> Instant.ofEpochMilli(nowMs), pauses::add);
    private final AccountLedger ledger = new AccountLedger();
    private final List<CommandResult> log = new ArrayList<>();

    private CommandResult carryOut(AccountCommand command) throws Exception {
        while (true) {
            CommandResult result = executor.step(command, ledger.hold(AccountRef.of(command)));
            ledger.apply(result);
            log.add(result);
            if (result.outcome().isFinal()) {
                return result;
            }
        }
    }

    private Outcome lock(String id) throws Exception {
        return carryOut(Commands.lock(id, "alice", UNTIL)).outcome();
    }

    private Outcome unlock(String id) throws Exception {
        return carryOut(Commands.unlock(id, "alice")).outcome();
    }

    private List<Outcome> outcomes() {
        return log.stream().map(CommandResult::outcome).toList();
    }

    @Test
    void aLockIsAnnouncedCarriedOutAndReadBack() throws Exception {
        FakeProvider.Account alice = provider.add("alice");

        assertEquals(Outcome.CONFIRMED, lock("l1"));

        assertEquals(List.of(Outcome.ACTING, Outcome.CONFIRMED), outcomes());
        assertFalse(alice.enabled);
        assertEquals(0, alice.sessions);
        assertEquals("", log.get(0).providerVersion(), "nothing is locked yet");
        assertEquals("v3", log.get(1).providerVersion(), "as it was read back");
        assertEquals(List.of("read alice", "read alice", "disable alice", "end alice", "read alice"), provider.calls);
    }

    @Test
    void nothingIsDoneUntilItIsAnnounced() throws Exception {
        provider.add("alice");

        CommandResult first = executor.step(Commands.lock("l1", "alice", UNTIL), Hold.NONE);

        assertEquals(Outcome.ACTING, first.outcome());
        assertEquals(List.of("read alice"), provider.calls);
    }

    @Test
    void whatTocsinLockedItLifts() throws Exception {
        provider.add("alice");
        lock("l1");

        assertEquals(Outcome.CONFIRMED, unlock("u1"));

        assertTrue(provider.account("alice").enabled);
        assertEquals(Outcome.ALREADY, unlock("u2"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatSomebodyElseLockedStaysLocked(boolean hasVersions) throws Exception {
        provider.hasVersions = hasVersions;
        provider.add("alice");
        provider.change("alice", false);

        assertEquals(Outcome.ALREADY, lock("l1"));
        assertEquals(0, provider.account("alice").sessions, "sessions are ended all the same");
        assertEquals(Outcome.KEPT, unlock("u1"));
        assertFalse(provider.account("alice").enabled);
    }

    @Test
    void whatSomebodyElseChangedSinceIsKept() throws Exception {
        provider.add("alice");
        lock("l1");
        provider.change("alice", false);

        assertEquals(Outcome.KEPT, unlock("u1"));
        assertFalse(provider.account("alice").enabled);
    }

    @Test
    void whatWasChangedStaysChangedWhenTheLockIsExtended() throws Exception {
        provider.add("alice");
        lock("l1");
        provider.change("alice", false);

        assertEquals(Outcome.CONFIRMED, lock("l2"));
        assertEquals(Outcome.KEPT, unlock("u1"));
    }

    @Test
    void anExtendedLockIsStillLifted() throws Exception {
        provider.add("alice");
        lock("l1");
        provider.account("alice").sessions = 1;

        assertEquals(Outcome.CONFIRMED, lock("l2"));
        assertEquals(0, provider.account("alice").sessions);
        assertEquals(Outcome.CONFIRMED, unlock("u1"));
        assertTrue(provider.account("alice").enabled);
    }

    @Test
    void aProviderWithoutVersionsIsTakenAtItsWordThatTheAccountIsDisabled() throws Exception {
        provider.hasVersions = false;
        provider.add("alice");
        lock("l1");

        assertEquals(Outcome.CONFIRMED, unlock("u1"));
        assertTrue(provider.account("alice").enabled);
    }

    @Test
    void aProviderThatTellsNoVersionAnyMoreCanNotVouchForIt() throws Exception {
        provider.add("alice");
        lock("l1");
        provider.hasVersions = false;

        CommandResult kept = carryOut(Commands.unlock("u1", "alice"));

        assertEquals(Outcome.KEPT, kept.outcome());
        assertTrue(kept.detail().contains("no longer tells"), kept.detail());
        assertFalse(provider.account("alice").enabled);
    }

    @Test
    void anAccountThatSomebodyEnabledIsLockedAnewByTheNextLock() throws Exception {
        provider.add("alice");
        lock("l1");
        provider.change("alice", true);

        assertEquals(Outcome.CONFIRMED, lock("l2"));
        assertFalse(provider.account("alice").enabled);
        assertEquals(Outcome.CONFIRMED, unlock("u1"));
    }

    @Test
    void anAccountThatNobodyKnowsIsNotLocked() throws Exception {
        assertEquals(Outcome.NO_SUCH_ACCOUNT, lock("l1"));
        assertEquals(Outcome.NO_SUCH_ACCOUNT, unlock("u1"));
    }

    @Test
    void aLockPastItsEndIsNotCarriedOut() throws Exception {
        provider.add("alice");
        nowMs = UNTIL;

        assertEquals(Outcome.EXPIRED, lock("l1"));
        assertEquals(List.of(), provider.calls);
    }

    @Test
    void aLockThatRanOutWhileItWasBegunIsLiftedByItsUnlock() throws Exception {
        provider.add("alice");
        AccountCommand lock = Commands.lock("l1", "alice", UNTIL);
        ledger.apply(executor.step(lock, Hold.NONE));
        provider.change("alice", false); // as the executor did, which died then
        nowMs = UNTIL;

        assertEquals(Outcome.EXPIRED, lock("l1"));
        assertEquals(Outcome.CONFIRMED, unlock("u1"));
        assertTrue(provider.account("alice").enabled);
    }

    @Test
    void aLockWhoseSessionsStayIsNoLockButIsLifted() throws Exception {
        FakeProvider.Account alice = provider.add("alice");
        provider.after = what -> {
            if (what.equals("end")) {
                alice.sessions = 1;
            }
        };

        CommandResult failed = carryOut(Commands.lock("l1", "alice", UNTIL));

        assertEquals(Outcome.FAILED, failed.outcome());
        assertTrue(failed.detail().contains("still had sessions"), failed.detail());
        assertEquals(List.of(100L, 200L, 400L, 800L), pauses);
        assertEquals(Outcome.CONFIRMED, unlock("u1"));
        assertTrue(alice.enabled);
    }

    @Test
    void aFailedLockThatSomebodyMendedIsKept() throws Exception {
        provider.add("alice");
        provider.before = refusing("end");

        CommandResult failed = carryOut(Commands.lock("l1", "alice", UNTIL));
        provider.before = what -> {};
        provider.change("alice", false);

        assertEquals(Outcome.FAILED, failed.outcome());
        assertTrue(failed.detail().contains("the account is disabled, but"), failed.detail());
        assertEquals(Outcome.KEPT, unlock("u1"));
    }

    @Test
    void whatTheProviderRefusesFailedAndWhatItCanNotSayWaits() throws Exception {
        provider.add("alice");
        provider.before = refusing("disable");
        assertEquals(Outcome.FAILED, lock("l1"));

        for (ProviderException.Kind kind :
                List.of(ProviderException.Kind.UNAVAILABLE, ProviderException.Kind.UNAUTHORIZED)) {
            provider.before = what -> {
                throw new ProviderException(kind, "no");
            };
            ProviderException thrown = assertThrows(ProviderException.class, () -> lock("l2"));
            assertEquals(kind, thrown.kind());
        }
    }

    private static FakeProvider.Around refusing(String wanted) {
        return what -> {
            if (what.equals(wanted)) {
                throw new ProviderException(ProviderException.Kind.REFUSED, "the provider answered 400");
            }
        };
    }

    @Test
    void aLongDetailOrVersionIsCut() throws Exception {
        provider.before = what -> {
            throw new ProviderException(ProviderException.Kind.REFUSED, "x".repeat(5_000));
        };
        assertEquals(
                CommandResult.MAX_DETAIL_LENGTH,
                carryOut(Commands.unlock("u1", "alice")).detail().length());
    }
}
