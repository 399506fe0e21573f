package io.tocsin.rules.containment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.AccountCommand.Action;
import io.tocsin.rules.containment.AccountCommand.Code;
import io.tocsin.rules.containment.ContainmentPolicy.Mode;
import io.tocsin.rules.containment.LockBudget.Spent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Somebody fails on purpose at the logins of 10,000 accounts, to lock their owners out or to burn the protection. */
class LockoutAttackTest {
    private static final long SEED = 20_260_101L;
    private static final int ACCOUNTS = 10_000;
    private static final long BEGAN_MS = 1_700_000_000_000L;
    private static final ContainmentPolicy POLICY =
            ContainmentPolicy.of(Mode.ENFORCE, Set.of("account-7", "account-9999"), ACCOUNTS);

    private final Containment containment = new Containment(POLICY);
    private final Blocking blocking = new Blocking(POLICY);
    private final Map<String, AccountMemory> memories = new HashMap<>();
    private final Map<Source, BlockState> blocks = new HashMap<>();
    private final List<AccountCommand> commands = new ArrayList<>();
    private final List<Alert> alerts = new ArrayList<>();
    private LockBudget budget = LockBudget.UNTOUCHED;
    private @Nullable BudgetEpisode episode;

    private AccountCommand attack(String account, int assetPoints, String source, long nowMs) {
        AlertCause cause = LockBudgetTest.from(assetPoints, source);
        AccountRequest request = new AccountRequest(
                "alert-of-" + account,
                "default",
                account,
                AccountRequest.Action.LOCK,
                "5 failed logins",
                "rule:failed-logins",
                cause);
        Decision decision =
                containment.decide(memories.getOrDefault(account, AccountMemory.NONE), budget, request, nowMs);
        memories.put(account, decision.memory());
        budget = decision.budgetAfter(budget);
        AccountCommand command = decision.commands().get(0);
        commands.add(command);
        Blocking.insteadOf(command)
                .forEach(each -> blocking.decide(blocks.get(each.source()), each, nowMs)
                        .ifPresent(state -> blocks.put(each.source(), state)));
        if (command.code() == Code.SKIPPED_BUDGET) {
            refused(nowMs);
        }
        return command;
    }

    private void refused(long nowMs) {
        if (episode == null || nowMs >= episode.endMs()) {
            episode = BudgetEpisode.begin(nowMs);
            alerts.add(episode.opened("default", POLICY));
        } else {
            episode = episode.refuse(nowMs);
        }
    }

    private long locks(long fromMs, long toMs) {
        return commands.stream()
                .filter(each -> each.action() == Action.LOCK)
                .filter(each -> each.decidedAtMs() >= fromMs && each.decidedAtMs() < toMs)
                .count();
    }

    @Test
    void nobodyIsLockedBeyondTheBudgetAndTheSourcesAreBlockedInstead() {
        Random random = new Random(SEED);
        Set<String> sources = new TreeSet<>();
        long nowMs = BEGAN_MS;
        for (int i = 0; i < ACCOUNTS; i++) {
            nowMs += random.nextInt(10);
            String source = "203.0." + random.nextInt(256) + "." + random.nextInt(256);
            AccountCommand command = attack("account-" + i, 0, source, nowMs);
            if (command.code() == Code.SKIPPED_BUDGET) {
                sources.add(source);
                assertEquals(Action.STEP_UP, command.action());
            }
        }
        assertTrue(nowMs - BEGAN_MS < ContainmentPolicy.BUDGET_WINDOW_MS);

        assertEquals(POLICY.budget(), locks(BEGAN_MS, nowMs + 1), "seed " + SEED);
        assertEquals(
                List.of(Code.BREAK_GLASS, Code.BREAK_GLASS),
                List.of(commands.get(7).code(), commands.get(9_999).code()));
        assertEquals(
                sources.size(),
                blocks.values().stream().filter(BlockState::isBlocked).count());
        assertEquals(1, alerts.size());
        assertEquals(Severity.CRITICAL, alerts.get(0).severity());

        // After exhaustion critical accounts are still protected, out of the reserve.
        for (int i = 0; i < 8; i++) {
            AccountCommand command = attack("treasury-" + i, 10, "203.0.113.1", nowMs + i);
            assertEquals(i < POLICY.reserve() ? Action.LOCK : Action.STEP_UP, command.action());
        }
        assertEquals(POLICY.budget() + POLICY.reserve(), locks(BEGAN_MS, nowMs + 9));
    }

    @Test
    void oneNetworkCantBurnTheProtectionOfTheOthers() {
        for (int i = 0; i < 1_000; i++) {
            attack("account-1" + i, 0, "203.0.113." + i % 256, BEGAN_MS + i);
        }
        assertEquals(POLICY.networkBudget(), locks(BEGAN_MS, BEGAN_MS + 1_000));

        assertEquals(
                Action.LOCK,
                attack("alice", 0, "198.51.100.1", BEGAN_MS + 1_000).action());
    }

    @Test
    void anAttackOfHoursIsOneAlertAndTheNextOneAnother() {
        long nowMs = BEGAN_MS;
        for (int i = 0; i < 2_000; i++) {
            nowMs += 5_000;
            attack("account-a" + i, 0, "203." + i % 256 + ".113.1", nowMs);
        }
        assertEquals(1, alerts.size());
        String first = alerts.get(0).uid();

        nowMs += 2 * ContainmentPolicy.BUDGET_WINDOW_MS;
        for (int i = 0; i < 30; i++) {
            attack("account-b" + i, 0, "203." + i + ".113.1", nowMs);
        }
        assertEquals(2, alerts.size());
        assertTrue(!alerts.get(1).uid().equals(first));
    }

    @Test
    void whateverTheyTryNoWindowHasMoreLocksThanItsLimits() {
        for (long seed = 1; seed <= 30; seed++) {
            Random random = new Random(seed);
            LockBudget before = LockBudget.UNTOUCHED;
            List<Spent> all = new ArrayList<>();
            long nowMs = BEGAN_MS;
            for (int i = 0; i < 1_000; i++) {
                nowMs += random.nextInt(2_000);
                AlertCause cause = LockBudgetTest.from(
                        random.nextInt(4) * 5,
                        "192.0." + random.nextInt(4) + ".1",
                        "192.0." + random.nextInt(4) + ".2");
                if (before.share(POLICY, cause, nowMs) != LockBudget.Share.NONE) {
                    before = before.spend(POLICY, "alice", cause, nowMs);
                    all.add(before.locks().get(before.locks().size() - 1));
                }
            }
            assertLimits(all, "seed " + seed);
        }
    }

    private static void assertLimits(List<Spent> all, String hint) {
        for (Spent last : all) {
            List<Spent> window = all.stream()
                    .filter(each -> each.atMs() <= last.atMs()
                            && each.atMs() > last.atMs() - ContainmentPolicy.BUDGET_WINDOW_MS)
                    .toList();
            List<Spent> common =
                    window.stream().filter(each -> !each.fromReserve()).toList();
            assertTrue(common.size() <= POLICY.budget(), hint);
            assertTrue(window.size() - common.size() <= POLICY.reserve(), hint);
            for (long network : last.networks()) {
                long ofNetwork = common.stream()
                        .filter(each -> each.networks().contains(network))
                        .count();
                assertTrue(ofNetwork <= POLICY.networkBudget(), hint);
            }
        }
        assertTrue(all.stream().anyMatch(Spent::fromReserve), hint + ": too tame");
    }
}
