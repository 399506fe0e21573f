package io.tocsin.monitor.account;

import io.tocsin.rules.containment.CommandResult.Outcome;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that carry out what {@link CommandSchedule} decides. Knows nothing of Kafka: commands come in, results that
 * are to be recorded go out, and a command that has made a step goes on once that is recorded.
 */
final class CommandEngine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CommandEngine.class);
    private static final long SWEEP_EVERY_MS = 1_000;

    private final IdentityProvider provider;
    private final AccountExecutor executor;
    private final InstantSource clock;
    private final AccountCounters counters;
    private final Consumer<Report> reports;
    private final List<Thread> workers = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Guarded by the lock. */
    private final CommandSchedule schedule;

    private boolean stopping;
    private long sweptAtMs = nowMs();

    /**
     * Starts the threads.
     *
     * @param provider closed with this
     * @param clock tells whether a lock's end has passed
     * @param reports told of each result, under a lock; must not block
     */
    CommandEngine(
            IdentityProvider provider,
            RetryPolicy policy,
            int workers,
            InstantSource clock,
            Random jitter,
            AccountCounters counters,
            Consumer<Report> reports) {
        this.provider = provider;
        this.executor = new AccountExecutor(provider, clock, TimeUnit.MILLISECONDS::sleep);
        this.schedule = new CommandSchedule(policy, jitter);
        this.clock = clock;
        this.counters = counters;
        this.reports = reports;
        for (int i = 1; i <= workers; i++) {
            Thread worker = new Thread(this::work, "account-" + i);
            // A look-up of a name can't be broken off: it mustn't keep the program alive.
            worker.setDaemon(true);
            this.workers.add(worker);
        }
        this.workers.forEach(Thread::start);
    }

    /** Takes a command in. */
    void submit(CommandJob job) {
        lock.lock();
        try {
            superseded(schedule.add(job, nowMs()));
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void superseded(List<CommandJob> jobs) {
        jobs.forEach(job -> reports.accept(new Report(job, executor.superseded(job.command), false)));
    }

    /** A result is recorded, and the account's hold is as it is after it. */
    void recorded(Report report) {
        if (!report.isStep()) {
            return;
        }
        lock.lock();
        try {
            schedule.recorded(report.job(), report.result().outcome().isFinal());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A result won't be recorded, as its partition was taken away. */
    void dropped(Report report) {
        if (!report.isStep()) {
            return;
        }
        lock.lock();
        try {
            schedule.recorded(report.job(), true);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets the commands of a partition go. What is under way makes its step, of which is reported. */
    void release(AccountLedger ledger) {
        lock.lock();
        try {
            schedule.release(ledger);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets every command of a partition. Those under way end, and nothing is reported of them. */
    void forget(AccountLedger ledger) {
        lock.lock();
        try {
            schedule.release(ledger);
            ledger.abandon();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a command of a partition is under way, or a result of it is to be recorded. */
    boolean isUnderWay(AccountLedger ledger) {
        lock.lock();
        try {
            return schedule.isUnderWay(ledger);
        } finally {
            lock.unlock();
        }
    }

    int underWay() {
        lock.lock();
        try {
            return schedule.underWay();
        } finally {
            lock.unlock();
        }
    }

    boolean isProviderDown() {
        lock.lock();
        try {
            return schedule.isProviderDown();
        } finally {
            lock.unlock();
        }
    }

    /** Begins nothing new. */
    void stop() {
        lock.lock();
        try {
            stopping = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Begins nothing new, breaks off what is under way, and waits a moment for the threads. */
    @Override
    public void close() {
        stop();
        provider.close();
        workers.forEach(Thread::interrupt);
        long deadlineMs = nowMs() + 1_000;
        for (Thread worker : workers) {
            try {
                worker.join(Math.max(1, deadlineMs - nowMs()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void work() {
        try {
            for (Optional<CommandJob> next = await(); next.isPresent(); next = await()) {
                attempt(next.get());
            }
        } catch (InterruptedException e) {
            LOG.debug("Broken off to stop");
        }
    }

    /** The next command to work on; empty once the engine stops. */
    private Optional<CommandJob> await() throws InterruptedException {
        lock.lock();
        try {
            while (!stopping) {
                long nowMs = nowMs();
                sweep(nowMs);
                Optional<CommandJob> next = schedule.take(nowMs);
                if (next.isPresent()) {
                    return next;
                }
                long waitMs = Math.min(schedule.nextDueAtMs() - nowMs, SWEEP_EVERY_MS);
                changed.await(Math.max(1, waitMs), TimeUnit.MILLISECONDS);
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void sweep(long nowMs) {
        if (nowMs - sweptAtMs < SWEEP_EVERY_MS) {
            return;
        }
        sweptAtMs = nowMs;
        for (CommandJob job : schedule.expired(clock.millis())) {
            reports.accept(new Report(job, executor.expired(job.command), false));
        }
    }

    private void attempt(CommandJob job) throws InterruptedException {
        try {
            ended(new Report(job, executor.step(job.command, job.ledger.hold(job.account)), true));
        } catch (ProviderException e) {
            deferred(job, e, true);
        } catch (RuntimeException
                | Error e) { // a defect of ours: the other accounts must go on, this one is tried again
            LOG.error("The attempt to carry out command {} failed unexpectedly", job.command.id(), e);
            ProviderException failure = new ProviderException(
                    ProviderException.Kind.UNAVAILABLE, "an unexpected failure, about which the log says more", e);
            deferred(job, failure, false);
        }
    }

    private void ended(Report report) {
        lock.lock();
        try {
            boolean wasDown = schedule.isProviderDown();
            if (report.result().outcome() != Outcome.EXPIRED) { // for that nobody was asked
                schedule.answered(report.job(), nowMs());
            }
            if (wasDown && !schedule.isProviderDown()) {
                LOG.warn("The identity provider {} is back", provider.name());
            }
            if (report.job().ledger.isAbandoned()) {
                schedule.recorded(report.job(), true);
            } else {
                reports.accept(report);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void deferred(CommandJob job, ProviderException failure, boolean isOfProvider) {
        counters.deferred.increment();
        counters.failed(String.valueOf(failure.getMessage()));
        lock.lock();
        try {
            if (job.ledger.isAbandoned()) {
                schedule.recorded(job, true);
                return;
            }
            boolean wasDown = schedule.isProviderDown();
            List<CommandJob> superseded = schedule.deferred(job, isOfProvider, nowMs());
            if (!wasDown && schedule.isProviderDown()) {
                LOG.warn("The identity provider {} counts as down; account commands wait for it", provider.name());
            }
            if (!job.isToldToWait && !superseded.contains(job)) {
                job.isToldToWait = true;
                LOG.warn("Command {} waits: {}", job.command.id(), failure.getMessage());
                reports.accept(new Report(job, executor.waiting(job.command, failure), false));
            }
            superseded(superseded);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Time that never goes back, unlike the clock on the wall. */
    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
