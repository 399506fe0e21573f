package io.tocsin.rules.containment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.AccountCommand.Action;
import io.tocsin.rules.containment.AccountCommand.Code;
import io.tocsin.rules.containment.ContainmentPolicy.Mode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random requests and ticks over hours of append time, decided as {@code respond} does it; then what must hold of any
 * history of commands is checked on the commands alone.
 */
class ContainmentPropertiesTest {

    private static final int STEPS = 3_000;
    private static final int ACCOUNTS = 120;
    private static final String BREAK_GLASS = "u0";
    private static final ContainmentPolicy POLICY =
            new ContainmentPolicy(Mode.ENFORCE, 120_000, 960_000, 3_600_000, Set.of(BREAK_GLASS), 0);

    private final Containment containment = new Containment(POLICY);
    private final Map<String, AccountMemory> memories = new HashMap<>();
    private final List<AccountCommand> commands = new ArrayList<>();
    private final List<AccountRequest> open = new ArrayList<>();
    private LockBudget budget = LockBudget.UNTOUCHED;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyHistoryKeepsThePolicy(long seed) {
        Random random = new Random(seed);
        long nowMs = 1_700_000_000_000L;
        for (int i = 0; i < STEPS; i++) {
            nowMs += random.nextInt(8_000);
            if (random.nextInt(10) == 0) {
                tick(nowMs);
            } else if (!open.isEmpty() && random.nextInt(6) == 0) {
                decide(closed(open.remove(random.nextInt(open.size()))), nowMs);
            } else {
                decide(request(random, i), nowMs);
            }
        }
        for (AccountRequest each : open) {
            decide(closed(each), nowMs);
        }
        tick(nowMs + 2 * POLICY.maxLockMs());

        String hint = "seed " + seed;
        assertBudgetIsKept(hint);
        assertFalse(
                commands.stream()
                        .anyMatch(each -> each.action() == Action.LOCK
                                && each.request().account().equals(BREAK_GLASS)),
                hint);
        assertEveryLockEndsOnce(hint);
        assertEveryRequestIsDecidedOnce(hint);
        assertTrue(commands.stream().anyMatch(each -> each.code() == Code.SKIPPED_BUDGET), hint + ": too tame");
        assertTrue(commands.stream().anyMatch(each -> each.code() == Code.EXPIRED), hint + ": too tame");
        assertTrue(commands.stream().anyMatch(each -> each.code() == Code.RENEWED), hint + ": too tame");
    }

    private static AccountRequest closed(AccountRequest asked) {
        return new AccountRequest(
                asked.id() + ":closed",
                asked.tenant(),
                asked.account(),
                AccountRequest.Action.CLOSE,
                asked.reason(),
                asked.requestedBy(),
                asked.alert());
    }

    private static AccountRequest request(Random random, int i) {
        String id = "r" + (random.nextInt(20) == 0 ? Math.max(0, i - random.nextInt(5)) : i);
        String account = "u" + random.nextInt(ACCOUNTS);
        boolean operator = random.nextInt(8) == 0;
        boolean unlock = operator && random.nextBoolean();
        return new AccountRequest(
                id,
                "default",
                account,
                unlock ? AccountRequest.Action.UNLOCK : AccountRequest.Action.LOCK,
                "a reason",
                operator ? "operator:eve" : "rule:rule",
                operator
                        ? null
                        : new AlertCause("uid-" + id, "rule", "rule", 0, Severity.MEDIUM, random.nextInt(10) == 0));
    }

    private void decide(AccountRequest request, long nowMs) {
        AccountMemory memory = memories.getOrDefault(request.account(), AccountMemory.NONE);
        Decision decision = containment.decide(memory, budget, request, nowMs);
        AlertCause alert = request.alert();
        if (alert != null
                && decision.commands().stream()
                        .anyMatch(each -> each.action() == Action.LOCK && each.code() == Code.GRANTED)) {
            open.add(request);
        }
        budget = decision.budgetAfter(budget);
        keep(request.account(), memory, decision);
    }

    private void tick(long nowMs) {
        for (String account : List.copyOf(memories.keySet())) {
            AccountMemory memory = memories.getOrDefault(account, AccountMemory.NONE);
            keep(account, memory, containment.tick(memory, nowMs));
        }
    }

    /** What is decided and what is remembered must not drift apart: a replay of the commands gives the memory. */
    private void keep(String account, AccountMemory before, Decision decision) {
        AccountMemory replayed = before;
        for (AccountCommand command : decision.commands()) {
            replayed = replayed.apply(command, POLICY.decayMs());
            commands.add(command);
        }
        if (!decision.commands().isEmpty() && !decision.memory().equals(AccountMemory.NONE)) {
            assertEquals(replayed.lock(), decision.memory().lock());
        }
        memories.put(account, decision.memory());
    }

    private void assertBudgetIsKept(String hint) {
        List<Long> lockedAtMs = new ArrayList<>();
        Set<String> locked = new HashSet<>();
        for (AccountCommand each : commands) {
            String account = each.request().account();
            if (each.action() == Action.UNLOCK) {
                locked.remove(account);
            } else if (each.action() == Action.LOCK
                    && locked.add(account)
                    && !each.request().isByOperator()) {
                lockedAtMs.add(each.decidedAtMs());
            }
        }
        for (int i = 0; i < lockedAtMs.size(); i++) {
            int first = i;
            long within = lockedAtMs.stream()
                    .skip(first)
                    .filter(at -> at - lockedAtMs.get(first) < ContainmentPolicy.BUDGET_WINDOW_MS)
                    .count();
            assertTrue(within <= POLICY.budget(), hint + ": " + within + " locks in ten minutes");
        }
    }

    /** Every lock is followed by exactly one end, at its time or by an operator, before the account is locked anew. */
    private void assertEveryLockEndsOnce(String hint) {
        Map<String, AccountCommand> standing = new HashMap<>();
        Set<String> expired = new HashSet<>();
        for (AccountCommand each : commands) {
            String account = each.request().account();
            AccountCommand lock = standing.get(account);
            if (each.action() == Action.LOCK) {
                assertTrue(
                        lock == null || each.code() == Code.RENEWED || lock.untilMs() > each.decidedAtMs(),
                        hint + ": extended after its end");
                assertTrue(lock != null || each.code() != Code.RENEWED, hint + ": renewed what didn't stand");
                assertTrue(lock == null || lock.untilMs() <= each.untilMs(), hint + ": made shorter");
                standing.put(account, each);
            } else if (each.action() == Action.UNLOCK) {
                assertTrue(lock != null, hint + ": nothing was locked");
                assertEquals(each.code() == Code.EXPIRED, lock.untilMs() <= each.decidedAtMs(), hint);
                assertTrue(each.code() != Code.EXPIRED || expired.add(account + each.id()), hint + ": expired twice");
                standing.remove(account);
            }
        }
        assertEquals(Map.of(), standing, hint);
    }

    private void assertEveryRequestIsDecidedOnce(String hint) {
        Set<String> decided = new HashSet<>();
        for (AccountCommand each : commands) {
            boolean first = decided.add(each.request().account() + " " + each.id());
            assertEquals(!first, each.code() == Code.DUPLICATE, () -> hint + ": " + each);
        }
    }
}
