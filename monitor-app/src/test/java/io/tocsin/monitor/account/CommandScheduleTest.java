package io.tocsin.monitor.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.worker.Backoff;
import io.tocsin.rules.containment.AccountCommand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommandScheduleTest {
    private static final RetryPolicy POLICY = new RetryPolicy(new Backoff(1_000, 20_000), 3);
    private static final long UNTIL = 1_000_000;

    private final CommandSchedule schedule = new CommandSchedule(POLICY, new Random(5));
    private final AccountLedger ledger = new AccountLedger();
    private long offset;

    private CommandJob job(AccountCommand command) {
        return new CommandJob(command, ledger, 0, offset++);
    }

    private CommandJob lock(String id, String account) {
        return job(Commands.lock(id, account, UNTIL));
    }

    private CommandJob unlock(String id, String account) {
        return job(Commands.unlock(id, account));
    }

    private Optional<String> taken(long nowMs) {
        return schedule.take(nowMs).map(job -> job.command.id());
    }

    @Test
    void oneAccountHasOneCommandUnderWayAndOthersDoNotWait() {
        CommandJob first = lock("l1", "alice");
        schedule.add(first, 0);
        schedule.add(lock("l2", "alice"), 0);
        schedule.add(lock("l3", "bob"), 0);

        assertEquals(Optional.of("l1"), taken(0));
        assertEquals(Optional.of("l3"), taken(0));
        assertEquals(Optional.empty(), taken(0));

        schedule.answered(first, 10);
        assertEquals(Optional.empty(), taken(10), "it isn't recorded yet");
        schedule.recorded(first, false);
        assertEquals(Optional.of("l1"), taken(10), "it goes on");
        schedule.answered(first, 20);
        schedule.recorded(first, true);
        assertEquals(Optional.of("l2"), taken(20));
    }

    @Test
    void aLockThatWaitsIsSupersededByItsUnlock() {
        CommandJob waits = lock("l1", "alice");
        schedule.add(waits, 0);
        assertEquals(Optional.of("l1"), taken(0));
        assertEquals(List.of(), schedule.deferred(waits, true, 0));

        CommandJob unlock = unlock("u1", "alice");
        assertEquals(List.of(waits), schedule.add(unlock, 100));
        assertEquals(List.of(), schedule.add(lock("l2", "alice"), 100), "a newer lock isn't lifted by it");
        assertEquals(2, schedule.size());
    }

    @Test
    void aLockUnderWayIsSupersededOnceItHasToWait() {
        CommandJob underWay = lock("l1", "alice");
        schedule.add(underWay, 0);
        assertEquals(Optional.of("l1"), taken(0));

        assertEquals(List.of(), schedule.add(unlock("u1", "alice"), 0));
        assertEquals(List.of(underWay), schedule.deferred(underWay, true, 0));
    }

    @Test
    void aLockThatWaitsForItsTurnExpires() {
        CommandJob waits = lock("l1", "alice");
        schedule.add(waits, 0);
        schedule.add(unlock("u1", "bob"), 0);

        assertEquals(List.of(), schedule.expired(UNTIL - 1));
        assertEquals(List.of(waits), schedule.expired(UNTIL));
        assertEquals(1, schedule.size());
    }

    @Test
    void aProviderThatIsDownIsAskedByOneCommandAtATimeAndServesAllOnceItIsBack() {
        for (int i = 0; i < 100; i++) {
            schedule.add(lock("l" + i, "user" + i), 0);
        }
        for (int i = 0; i < POLICY.failuresToDown(); i++) {
            CommandJob job = schedule.take(0).orElseThrow();
            schedule.deferred(job, true, 0);
        }
        assertTrue(schedule.isProviderDown());
        assertEquals(Optional.empty(), taken(0));

        int attempts = 0;
        for (long nowMs = 0; nowMs < 120_000; nowMs += 100) {
            Optional<CommandJob> probe = schedule.take(nowMs);
            if (probe.isPresent()) {
                attempts++;
                assertEquals(Optional.empty(), taken(nowMs), "one at a time");
                schedule.deferred(probe.get(), true, nowMs);
            }
        }
        assertTrue(attempts >= 6 && attempts <= 25, attempts + " attempts in two minutes");

        CommandJob back = schedule.take(schedule.nextDueAtMs()).orElseThrow();
        schedule.answered(back, 150_000);
        assertFalse(schedule.isProviderDown());
        for (int i = 1; i < 100; i++) {
            assertTrue(schedule.take(150_000).isPresent(), "number " + i);
        }
    }

    @Test
    void whatIsReleasedEndsWithItsStep() {
        CommandJob underWay = lock("l1", "alice");
        schedule.add(underWay, 0);
        schedule.add(lock("l2", "alice"), 0);
        schedule.add(lock("l3", "bob"), 0);
        assertEquals(Optional.of("l1"), taken(0));

        schedule.release(ledger);
        assertTrue(schedule.isUnderWay(ledger));
        assertEquals(Optional.empty(), taken(0));
        schedule.answered(underWay, 0);
        schedule.recorded(underWay, false);

        assertFalse(schedule.isUnderWay(ledger));
        assertEquals(0, schedule.size());
        assertEquals(Optional.empty(), taken(0));
    }

    /** Random arrivals, failures and answers: an account's commands end in their order, and all of them end once. */
    @Test
    void everyCommandLeavesOnceAndInItsOrder() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            CommandSchedule any = new CommandSchedule(POLICY, random);
            List<CommandJob> underWay = new ArrayList<>();
            Map<AccountRef, Long> last = new HashMap<>();
            Set<CommandJob> left = new HashSet<>();
            int added = 0;
            for (long nowMs = 0; added < 60 || left.size() < added; nowMs += 500) {
                if (added < 60 && random.nextBoolean()) {
                    String account = "user" + random.nextInt(5);
                    CommandJob job = random.nextInt(3) > 0 ? lock("l" + added, account) : unlock("u" + added, account);
                    added++;
                    any.add(job, nowMs).forEach(each -> assertTrue(left.add(each)));
                }
                any.take(nowMs).ifPresent(underWay::add);
                if (!underWay.isEmpty() && random.nextBoolean()) {
                    CommandJob job = underWay.remove(random.nextInt(underWay.size()));
                    if (random.nextInt(3) == 0) {
                        any.deferred(job, random.nextBoolean(), nowMs).forEach(each -> assertTrue(left.add(each)));
                    } else {
                        any.answered(job, nowMs);
                        any.recorded(job, true);
                        assertTrue(left.add(job), "seed " + seed);
                        Long before = last.put(job.account, job.offset);
                        assertTrue(before == null || before < job.offset, "seed " + seed);
                    }
                }
            }
            assertEquals(0, any.size(), "seed " + seed);
        }
    }
}
