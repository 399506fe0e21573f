package io.tocsin.monitor.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.CommandResult;
import io.tocsin.rules.containment.CommandResult.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The executor dies at random points: before or after any call of the provider, and before or after its result is recorded.
 * Whoever comes after it knows the recorded results alone. In between, somebody else changes accounts. Commands get one
 * final result each, and accounts end as a model without crashes says.
 */
class ExecutorCrashTest {

    private static final int HISTORIES = 2_000;
    private static final int COMMANDS = 8;

    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private int crashes;

    @Test
    void aCrashAtAnyPointChangesNothing() throws Exception {
        for (long seed = 0; seed < HISTORIES; seed++) {
            history(seed);
        }
        assertTrue(crashes > 10_000, "only " + crashes + " crashes");
    }

    private void history(long seed) throws Exception {
        Random random = new Random(seed);
        FakeProvider provider = new FakeProvider();
        provider.add("alice");
        Model model = new Model();
        if (random.nextInt(4) == 0) {
            provider.change("alice", false);
            model.change(false);
        }
        FakeProvider.Around crash = what -> {
            if (random.nextInt(8) == 0) {
                throw new Crash();
            }
        };
        List<CommandResult> log = new ArrayList<>();
        for (int number = 0; number < COMMANDS; number++) {
            boolean isLock = random.nextInt(3) > 0;
            String id = (isLock ? "l" : "u") + number;
            AccountCommand command = isLock ? Commands.lock(id, "alice", Long.MAX_VALUE) : Commands.unlock(id, "alice");
            provider.account("alice").sessions = provider.account("alice").enabled ? random.nextInt(3) : 0;
            provider.before = crash;
            provider.after = crash;
            carryOut(command, provider, log, random);
            provider.before = what -> {};
            provider.after = what -> {};
            if (isLock) {
                model.lock();
            } else {
                model.unlock();
            }
            assertEquals(model.enabled, provider.account("alice").enabled, "seed " + seed + " " + log);
            if (isLock) {
                assertEquals(0, provider.account("alice").sessions, "seed " + seed + " " + log);
            }
            if (random.nextInt(4) == 0) {
                boolean enabled = random.nextBoolean();
                provider.change("alice", enabled);
                model.change(enabled);
            }
        }
        Set<String> finals = new HashSet<>();
        for (CommandResult result : log) {
            assertTrue(!result.outcome().isFinal() || finals.add(result.commandId()), "seed " + seed + " " + log);
            assertTrue(result.outcome() != Outcome.FAILED, "seed " + seed + " " + log);
        }
        assertEquals(COMMANDS, finals.size(), "seed " + seed + " " + log);
    }

    /** One process after the other, until one lives to record the final result. */
    private void carryOut(AccountCommand command, FakeProvider provider, List<CommandResult> log, Random random)
            throws Exception {
        while (true) {
            AccountLedger ledger = new AccountLedger();
            log.forEach(ledger::apply);
            if (ledger.isFinal(command)) {
                return;
            }
            AccountExecutor executor = new AccountExecutor(provider, () -> Instant.ofEpochMilli(1_000), ms -> {});
            try {
                CommandResult result = executor.step(command, ledger.hold(AccountRef.of(command)));
                if (random.nextInt(8) == 0) {
                    throw new Crash();
                }
                log.add(result);
            } catch (Crash e) {
                crashes++;
            }
        }
    }

    /** What is right, told without a thought of crashes, versions and reading back. */
    private static final class Model {
        boolean enabled = true;
        boolean isOurs;
        boolean isTouched;

        void lock() {
            if (enabled) {
                isOurs = true;
                isTouched = false;
            }
            enabled = false;
        }

        void unlock() {
            if (isOurs && !isTouched) {
                enabled = true;
            }
            isOurs = false;
        }

        void change(boolean nowEnabled) {
            enabled = nowEnabled;
            isTouched = true;
        }
    }
}
