package io.tocsin.rules.containment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.AccountCommand.Action;
import io.tocsin.rules.containment.AccountCommand.Code;
import io.tocsin.rules.containment.ContainmentPolicy.Mode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random requests, closed alerts, results and ticks of a few accounts against a naive model, which keeps the whole history and works
 * out from the rules of docs/containment.md alone what each request must become. Ticks matter to it only for a lock that
 * is held.
 */
class ContainmentOracleTest {

    private static final int STREAMS = 2_000;
    private static final int STEPS = 80;
    private static final long FIRST_SEED = 20_260_101;
    private static final long BASE_MS = 30_000;
    private static final long MAX_MS = 240_000;
    private static final long DECAY_MS = 300_000;
    private static final ContainmentPolicy POLICY =
            new ContainmentPolicy(Mode.ENFORCE, BASE_MS, MAX_MS, DECAY_MS, Set.of("a0"), 0);

    /**
     * A lock from its first request on, through its extensions, to its end; {@code releasedMs} is -1 unless released. Its id is
     * that of the last command; it counts since it was paid for, unless it wasn't done.
     */
    private record Period(
            String id,
            long countsSinceMs,
            boolean undone,
            long decidedMs,
            long untilMs,
            long releasedMs,
            int repetition) {
        long endMs() {
            return releasedMs >= 0 ? releasedMs : untilMs;
        }

        /** A tick renews it from then on. */
        long nearEndMs() {
            return untilMs - Math.min(30_000, (untilMs - decidedMs) / 2);
        }
    }

    private record Spent(String account, long atMs) {}

    private record Seen(AccountRequest request, long atMs, Code code) {}

    private record Expected(Code code, long untilMs, int repetition) {}

    /** The naive model. */
    private static final class Model {
        private final Map<String, List<Seen>> seen = new HashMap<>();
        private final Map<String, List<Period>> periods = new HashMap<>();
        private final List<Spent> spent = new ArrayList<>();
        private final Map<String, List<String>> open = new HashMap<>();
        private int renewals;

        void tick(long nowMs) {
            for (String account : periods.keySet()) {
                Period last = last(account);
                if (last != null && last.releasedMs() < 0 && nowMs >= last.nearEndMs()) {
                    goOn(account, last, nowMs);
                }
            }
        }

        /** A lock that an open alert holds is followed by the next of the row; at the end of another no alert is held. */
        private void goOn(String account, Period last, long nowMs) {
            List<String> alerts = open.getOrDefault(account, List.of());
            if (!alerts.isEmpty()) {
                int repetition = last.repetition() + 1;
                long length = Math.min(MAX_MS, BASE_MS << Math.min(10, repetition - 1));
                long untilMs = Math.max(nowMs, last.untilMs()) + length;
                String id = alerts.get(alerts.size() - 1).substring("uid-".length()) + ":renewed:" + last.untilMs();
                replaceLast(account, new Period(id, last.countsSinceMs(), false, nowMs, untilMs, -1, repetition));
                renewals++;
            } else if (nowMs >= last.untilMs()) {
                open.remove(account);
            }
        }

        private @Nullable Period last(String account) {
            List<Period> locks = periods.getOrDefault(account, List.of());
            return locks.isEmpty() ? null : locks.get(locks.size() - 1);
        }

        private void replaceLast(String account, Period period) {
            List<Period> locks = periods.getOrDefault(account, List.of());
            locks.set(locks.size() - 1, period);
        }

        private void hold(AccountRequest request) {
            List<String> alerts = open.computeIfAbsent(request.account(), account -> new ArrayList<>());
            alerts.remove(uid(request));
            alerts.add(uid(request));
            if (alerts.size() > 8) {
                alerts.remove(0);
            }
        }

        Expected decide(AccountRequest request, long nowMs) {
            if (request.action() == AccountRequest.Action.CLOSE) {
                open.getOrDefault(request.account(), new ArrayList<>()).remove(uid(request));
                return new Expected(Code.CLOSED, 0, 0);
            }
            Period over = last(request.account());
            if (over != null && over.releasedMs() < 0 && nowMs >= over.untilMs()) {
                goOn(request.account(), over, nowMs);
            }
            List<Seen> before = seen.computeIfAbsent(request.account(), account -> new ArrayList<>());
            List<Period> locks = periods.computeIfAbsent(request.account(), account -> new ArrayList<>());
            Period last = last(request.account());
            Period standing = last != null && last.releasedMs() < 0 && nowMs < last.untilMs() ? last : null;
            Code code = code(request, before, standing, nowMs);
            Expected expected = new Expected(code, code == Code.SKIPPED_BUDGET ? nowMs + BASE_MS : 0, 0);
            if (code == Code.GRANTED && request.action() == AccountRequest.Action.LOCK) {
                int row = standing != null ? standing.repetition() : row(before, last, nowMs);
                boolean ownLength = request.durationMs() > 0;
                int repetition = standing != null || ownLength ? row : row + 1;
                long length =
                        ownLength ? request.durationMs() : Math.min(MAX_MS, BASE_MS << Math.max(0, repetition - 1));
                long untilMs = standing == null ? nowMs + length : Math.max(standing.untilMs(), nowMs + length);
                boolean counts = standing != null && !standing.undone();
                long sinceMs = counts ? standing.countsSinceMs() : nowMs;
                Period period = new Period(request.id(), sinceMs, false, nowMs, untilMs, -1, repetition);
                if (standing == null) {
                    locks.add(period);
                } else {
                    replaceLast(request.account(), period);
                }
                if (!counts && !request.isByOperator()) {
                    spent.add(new Spent(request.account(), nowMs));
                }
                if (!request.isByOperator()) {
                    hold(request);
                }
                expected = new Expected(code, untilMs, repetition);
            } else if (code == Code.GRANTED && standing != null) {
                replaceLast(request.account(), changed(standing, standing.undone(), nowMs));
                open.remove(request.account());
            } else if (standing != null && (code == Code.NOT_DONE || code == Code.NO_SUCH_ACCOUNT)) {
                replaceLast(request.account(), changed(standing, true, -1));
                open.remove(request.account());
                spent.remove(new Spent(request.account(), standing.countsSinceMs()));
            }
            before.add(new Seen(request, nowMs, code));
            return expected;
        }

        private static Period changed(Period from, boolean undone, long releasedMs) {
            return new Period(
                    from.id(),
                    from.countsSinceMs(),
                    undone,
                    from.decidedMs(),
                    from.untilMs(),
                    releasedMs,
                    from.repetition());
        }

        private Code code(AccountRequest request, List<Seen> before, @Nullable Period standing, long nowMs) {
            if (before.stream().anyMatch(each -> each.request().id().equals(request.id()))) {
                return Code.DUPLICATE;
            }
            if (request.action() == AccountRequest.Action.UNLOCK) {
                return standing == null ? Code.NOT_LOCKED : Code.GRANTED;
            }
            boolean counts = standing != null && !standing.undone();
            if (request.requestedBy().equals("respond:result")) {
                boolean isOfIt = counts && request.id().equals(standing.id() + ":undone");
                return isOfIt ? Code.valueOf(request.action().name()) : Code.NOT_LOCKED;
            }
            AlertCause alert = request.alert();
            if (alert != null && alert.stale()) {
                return Code.SKIPPED_STALE;
            }
            if (request.account().equals("a0") && !request.force()) {
                return Code.BREAK_GLASS;
            }
            long within =
                    spent.stream().filter(each -> each.atMs() > nowMs - 600_000).count();
            return alert != null && !counts && within >= 20 ? Code.SKIPPED_BUDGET : Code.GRANTED;
        }

        /** The number of the last lock, unless the account has been quiet since it ended, or since a later request. */
        private static int row(List<Seen> before, @Nullable Period last, long nowMs) {
            if (last == null) {
                return 0;
            }
            long disturbedMs = last.endMs();
            for (Seen each : before) {
                boolean counts = each.request().action() == AccountRequest.Action.LOCK
                        && each.code() != Code.DUPLICATE
                        && each.code() != Code.SKIPPED_STALE;
                // A gap between two requests may have been quiet, too: then nothing is left to count from.
                if (counts && each.atMs() >= disturbedMs && each.atMs() < disturbedMs + DECAY_MS) {
                    disturbedMs = each.atMs();
                }
            }
            return nowMs < disturbedMs + DECAY_MS ? last.repetition() : 0;
        }
    }

    @Test
    void decisionsAreThoseOfTheRules() {
        Map<String, Integer> met = new TreeMap<>();
        for (int i = 0; i < STREAMS; i++) {
            stream(FIRST_SEED + i, met);
        }
        for (String each : List.of(
                "DUPLICATE",
                "SKIPPED_STALE",
                "BREAK_GLASS",
                "SKIPPED_BUDGET",
                "NOT_LOCKED",
                "CLOSED",
                "renewals",
                "NOT_DONE",
                "NO_SUCH_ACCOUNT",
                "4",
                "0")) {
            assertTrue(met.getOrDefault(each, 0) > 100, "too tame, hardly any " + each + ": " + met);
        }
    }

    private static void stream(long seed, Map<String, Integer> met) {
        Random random = new Random(seed);
        Containment containment = new Containment(POLICY);
        Model model = new Model();
        Map<String, AccountMemory> memories = new TreeMap<>();
        List<AccountRequest> asked = new ArrayList<>();
        LockBudget budget = LockBudget.UNTOUCHED;
        int accounts = random.nextInt(4) == 0 ? 60 : 3;
        boolean ticks = random.nextBoolean();
        long nowMs = 1_700_000_000_000L;
        for (int i = 0; i < STEPS; i++) {
            nowMs += step(random, accounts);
            if (ticks && random.nextInt(3) == 0) {
                long tickMs = nowMs;
                memories.replaceAll(
                        (account, memory) -> containment.tick(memory, tickMs).memory());
                model.tick(tickMs);
            }
            AccountRequest request = next(random, i, accounts, asked, memories);
            if (!request.isByOperator() && request.action() == AccountRequest.Action.LOCK) {
                asked.add(request);
            }
            AccountMemory memory = memories.getOrDefault(request.account(), AccountMemory.NONE);
            Decision decision = containment.decide(memory, budget, request, nowMs);
            memories.put(request.account(), decision.memory());
            budget = decision.budgetAfter(budget);
            AccountCommand command = decision.commands().get(decision.commands().size() - 1);

            Expected expected = model.decide(request, nowMs);
            assertEquals(
                    expected,
                    new Expected(command.code(), command.untilMs(), command.repetition()),
                    "seed " + seed + ", step " + i + ": " + request);
            met.merge(command.code().name(), 1, Integer::sum);
            if (command.action() == Action.LOCK) {
                met.merge(String.valueOf(command.repetition()), 1, Integer::sum);
            }
        }
        met.merge("renewals", model.renewals, Integer::sum);
    }

    private static AccountRequest next(
            Random random, int i, int accounts, List<AccountRequest> asked, Map<String, AccountMemory> memories) {
        if (!asked.isEmpty() && random.nextInt(3) == 0) {
            return closed(asked.get(random.nextInt(asked.size())));
        }
        String account = "a" + random.nextInt(accounts);
        AccountCommand lock = memories.getOrDefault(account, AccountMemory.NONE).lock();
        if (lock != null && random.nextInt(4) == 0) {
            return undone(random, account, random.nextInt(10) == 0 ? "r" + i / 2 : lock.id());
        }
        return request(random, i, accounts);
    }

    private static AccountRequest undone(Random random, String account, String lock) {
        return new AccountRequest(
                lock + ":undone",
                "default",
                account,
                random.nextBoolean() ? AccountRequest.Action.NOT_DONE : AccountRequest.Action.NO_SUCH_ACCOUNT,
                "as it was seen",
                "respond:result",
                null);
    }

    private static String uid(AccountRequest request) {
        return Objects.requireNonNull(request.alert()).uid();
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

    /** Mostly short steps, now and then to the millisecond of what the policy measures. */
    private static long step(Random random, int accounts) {
        if (accounts > 3) {
            return random.nextInt(3_000);
        }
        return switch (random.nextInt(8)) {
            case 0 -> DECAY_MS - 1 + random.nextInt(3);
            case 1 -> BASE_MS - 1 + random.nextInt(3);
            case 2 -> 0;
            case 3 -> random.nextInt(400_000);
            default -> random.nextInt(60_000);
        };
    }

    private static AccountRequest request(Random random, int i, int accounts) {
        String id = "r" + (random.nextInt(15) == 0 ? random.nextInt(i + 1) : i);
        String account = "a" + random.nextInt(accounts);
        if (random.nextInt(4) > 0) {
            AlertCause cause = new AlertCause("uid-" + id, "rule", "rule", 0, Severity.MEDIUM, random.nextInt(10) == 0);
            return new AccountRequest(
                    id, "default", account, AccountRequest.Action.LOCK, "a reason", "rule:rule", cause);
        }
        boolean unlock = random.nextBoolean();
        long durationMs = unlock || random.nextBoolean() ? 0 : 1_000 + random.nextInt(500_000);
        return new AccountRequest(
                id,
                "default",
                account,
                unlock ? AccountRequest.Action.UNLOCK : AccountRequest.Action.LOCK,
                "a reason",
                "operator:eve",
                null,
                durationMs,
                !unlock && random.nextInt(3) == 0);
    }
}
