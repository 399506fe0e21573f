package io.tocsin.monitor.account;

import static io.tocsin.monitor.account.AccountTopics.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.broker.EmbeddedBroker;
import io.tocsin.monitor.worker.Backoff;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.CommandResult;
import io.tocsin.rules.containment.CommandResult.Outcome;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole account stage on a real broker, with a provider in memory. */
class AccountStageTest {

    private static final long NEVER = Long.MAX_VALUE;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir
    static Path folder;

    private static EmbeddedBroker broker;

    private final Queue<String> deaths = new ConcurrentLinkedQueue<>();
    private AccountTopics topics;
    private FakeProvider provider = new FakeProvider();

    @BeforeAll
    static void startBroker() throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("data"));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void start() throws Exception {
        topics = new AccountTopics(
                broker.clientProperties(), "t" + NUMBER.incrementAndGet() + ".", AccountTopics.PARTITIONS);
    }

    @AfterEach
    void stop() {
        topics.close();
    }

    private AccountStage stage() {
        return stage(Duration.ofSeconds(5));
    }

    private AccountStage stage(Duration grace) {
        AccountSettings settings = new AccountSettings(
                topics.topics,
                broker.clientProperties(),
                "test",
                8,
                new RetryPolicy(new Backoff(20, 200), 3),
                1_000,
                grace);
        return AccountStage.start(settings, provider, Clock.systemUTC(), deaths::add);
    }

    private void awaitCommitted() throws InterruptedException {
        await("everything committed", () -> {
            try {
                return topics.uncommitted() == 0;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private void awaitOutcomes(String command, Outcome... expected) throws InterruptedException {
        List<Outcome> wanted = List.of(expected);
        await(command + " is " + wanted, () -> {
            try {
                return topics.outcomes(command).equals(wanted);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void everyCommandGetsOneFinalResultInItsAccountsOrder() throws Exception {
        List<AccountCommand> commands = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            provider.add("user" + i);
            commands.add(Commands.lock("l" + i, "user" + i, NEVER));
        }
        long begun = System.nanoTime();
        try (AccountStage stage = stage()) {
            topics.write(commands);
            awaitCommitted();
            System.out.printf(
                    "300 accounts locked and read back in %d ms%n",
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
            assertTrue(provider.accounts.values().stream().noneMatch(each -> each.enabled || each.sessions > 0));
            for (int i = 0; i < 300; i += 2) {
                topics.write(
                        Commands.lock("m" + i, "user" + i, NEVER),
                        Commands.none("n" + i, "user" + i),
                        Commands.unlock("u" + i, "user" + i));
            }
            awaitCommitted();
            assertEquals(0, stage.status().pending());
            assertEquals(0, stage.status().deferred());
        }
        for (int i = 0; i < 300; i++) {
            assertEquals(i % 2 == 0, provider.account("user" + i).enabled, "user" + i);
        }
        assertEquals(Map.of(Outcome.CONFIRMED, 600L), plain(finals()));
    }

    /** How many commands came to what; a lock that its unlock overtook before it was begun counts as confirmed. */
    private static Map<Outcome, Long> plain(Map<String, CommandResult> finals) {
        Map<Outcome, Long> counts = new HashMap<>();
        finals.values().forEach(each -> {
            boolean isOvertaken =
                    each.outcome() == Outcome.FAILED && each.detail().contains("lifted before");
            counts.merge(isOvertaken ? Outcome.CONFIRMED : each.outcome(), 1L, Long::sum);
        });
        return counts;
    }

    /** The final results by command; fails if one has two. */
    private Map<String, CommandResult> finals() throws Exception {
        Map<String, CommandResult> finals = new HashMap<>();
        for (CommandResult result : topics.results()) {
            if (result.outcome().isFinal()) {
                CommandResult before = finals.put(result.commandId(), result);
                assertNull(before, "two final results of " + result.commandId());
            }
        }
        return finals;
    }

    @Test
    void whileTheProviderIsAwayCommandsWaitAndSaySoOnce() throws Exception {
        provider.add("alice");
        provider.add("bob");
        provider.before = what -> {
            throw new ProviderException(ProviderException.Kind.UNAVAILABLE, "The fake can't be reached");
        };
        try (AccountStage stage = stage()) {
            topics.write(Commands.lock("l1", "alice", NEVER), Commands.lock("l2", "bob", NEVER));
            awaitOutcomes("l1", Outcome.WAITING);
            awaitOutcomes("l2", Outcome.WAITING);
            await("it counts as down", () -> stage.status().isProviderDown());
            await("many attempts", () -> stage.status().deferred() > 10);
            assertEquals(2, topics.results().size());
            assertTrue(topics.results().get(0).detail().contains("can't be reached"));
            assertEquals(2, stage.status().pending());
        }
        provider = copy(); // the next process, to which it was not told that it waits
        try (AccountStage stage = stage()) {
            awaitCommitted();
            assertFalse(stage.status().isProviderDown());
        }
        awaitOutcomes("l1", Outcome.WAITING, Outcome.ACTING, Outcome.CONFIRMED);
        assertFalse(provider.account("alice").enabled);
    }

    /** The same accounts, seen by a client that isn't closed. */
    private FakeProvider copy() {
        FakeProvider copy = new FakeProvider();
        copy.accounts.putAll(provider.accounts);
        copy.accounts.values().forEach(each -> each.callers.set(0));
        return copy;
    }

    @Test
    void aLockThatWaitsIsLiftedWithoutBeingCarriedOut() throws Exception {
        provider.add("alice");
        provider.before = what -> {
            throw new ProviderException(ProviderException.Kind.UNAUTHORIZED, "The fake refuses the client");
        };
        try (AccountStage stage = stage()) {
            topics.write(Commands.lock("l1", "alice", NEVER));
            awaitOutcomes("l1", Outcome.WAITING);
            topics.write(Commands.unlock("u1", "alice"));
            awaitOutcomes("l1", Outcome.WAITING, Outcome.FAILED);
            provider.before = what -> {};
            awaitCommitted();
            assertEquals(0, stage.status().pending());
        }
        assertTrue(provider.account("alice").enabled);
        assertEquals(Outcome.ALREADY, finals().get("u1").outcome());
    }

    @Test
    void aLockThatWaitsExpires() throws Exception {
        provider.add("alice");
        provider.before = what -> {
            throw new ProviderException(ProviderException.Kind.UNAVAILABLE, "The fake can't be reached");
        };
        try (AccountStage stage = stage()) {
            topics.write(Commands.lock("l1", "alice", System.currentTimeMillis() + 1_500));
            awaitOutcomes("l1", Outcome.WAITING, Outcome.EXPIRED);
            awaitCommitted();
            assertEquals(0, stage.status().pending());
        }
    }

    @Test
    void whatWasBrokenOffAfterActingIsTheNextProcesssOwn() throws Exception {
        provider.add("alice");
        CountDownLatch acted = new CountDownLatch(1);
        provider.after = what -> {
            if (what.equals("disable")) {
                acted.countDown();
                hangUntilInterrupted();
            }
        };
        try (AccountStage stage = stage(Duration.ZERO)) {
            topics.write(Commands.lock("l1", "alice", NEVER));
            assertTrue(acted.await(30, TimeUnit.SECONDS));
        }
        assertFalse(provider.account("alice").enabled);
        assertEquals(List.of(Outcome.ACTING), topics.outcomes("l1"));
        provider = copy();
        try (AccountStage stage = stage()) {
            awaitCommitted();
            assertEquals(Outcome.CONFIRMED, finals().get("l1").outcome());
            topics.write(Commands.unlock("u1", "alice"));
            awaitCommitted();
            assertEquals(Outcome.CONFIRMED, finals().get("u1").outcome());
        }
        assertTrue(provider.account("alice").enabled);
    }

    private static void hangUntilInterrupted() throws ProviderException {
        while (!Thread.interrupted()) {
            LockSupport.park();
        }
        throw new ProviderException(ProviderException.Kind.UNAVAILABLE, "The program is stopping");
    }

    @Test
    void whatHasAFinalResultIsNotDoneAgain() throws Exception {
        provider.add("alice");
        try (AccountStage stage = stage()) {
            topics.write(Commands.lock("l1", "alice", NEVER), Commands.lock("l2", "nobody", NEVER));
            awaitCommitted();
        }
        topics.rewind();
        provider = copy();
        provider.change("alice", true);
        try (AccountStage stage = stage()) {
            await("both skipped", () -> stage.status().skipped() == 2);
            awaitCommitted();
        }
        assertEquals(2, finals().size());
        assertTrue(provider.account("alice").enabled, "it was left alone");
    }

    @Test
    void whatIsNoCommandIsPassedOver() throws Exception {
        provider.add("alice");
        try (AccountStage stage = stage()) {
            topics.writeRaw("alice", "{}");
            topics.write(Commands.lock("l1", "alice", NEVER));
            awaitCommitted();
            assertEquals(1, stage.status().malformed());
        }
        assertEquals(Outcome.CONFIRMED, finals().get("l1").outcome());
    }

    @Test
    void topicsWithDifferentPartitionsStopTheStage() throws Exception {
        topics.close();
        topics = new AccountTopics(broker.clientProperties(), "t" + NUMBER.incrementAndGet() + ".", 3);
        try (AccountStage stage = stage()) {
            await("it stopped", () -> stage.status().stopped().isPresent());
        }
        assertTrue(String.join("", deaths).contains("have 2 and 3 partitions"), deaths.toString());
    }
}
