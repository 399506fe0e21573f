package io.tocsin.monitor.mail;

import io.tocsin.rules.routing.Notification;
import io.tocsin.rules.routing.NotificationOutcome;
import io.tocsin.rules.routing.NotificationOutcome.Status;
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
 * The threads that carry out what {@link DeliverySchedule} decides. Knows nothing of Kafka: notifications come in, final
 * outcomes go out, each exactly once.
 */
final class DeliveryEngine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryEngine.class);
    private static final long SWEEP_EVERY_MS = 1_000;

    private final MailTransport transport;
    private final MailIdentity identity;
    private final InstantSource clock;
    private final MailCounters counters;
    private final Consumer<NotificationOutcome> finished;
    private final List<Thread> workers = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Guarded by the lock. */
    private final DeliverySchedule schedule;

    private boolean stopping;
    private long sweptAtMs = nowMs();

    /**
     * Starts the threads.
     *
     * @param workers how many connections at most; more than may hang at once
     * @param clock tells how old a notification is
     * @param finished told of each final outcome, on a worker's thread; must not block
     */
    DeliveryEngine(
            MailTransport transport,
            MailIdentity identity,
            RetryPolicy policy,
            int workers,
            InstantSource clock,
            Random jitter,
            MailCounters counters,
            Consumer<NotificationOutcome> finished) {
        this.transport = transport;
        this.identity = identity;
        this.schedule = new DeliverySchedule(policy, jitter);
        this.clock = clock;
        this.counters = counters;
        this.finished = finished;
        for (int i = 1; i <= workers; i++) {
            Thread worker = new Thread(this::work, "mail-" + i);
            // A look-up of a name can't be broken off: it mustn't keep the program alive.
            worker.setDaemon(true);
            this.workers.add(worker);
        }
        this.workers.forEach(Thread::start);
    }

    /**
     * Takes a notification in.
     *
     * @return {@code false} if it is here already
     */
    boolean submit(Notification notification) {
        long ageMs = clock.millis() - notification.createdAtMs();
        lock.lock();
        try {
            boolean isNew = schedule.add(notification, ageMs, nowMs());
            changed.signal();
            return isNew;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a notification; says {@code false} if it is under way and will have an outcome, or isn't here. */
    boolean cancel(String id) {
        lock.lock();
        try {
            return schedule.cancel(id);
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

    boolean isServerDown() {
        lock.lock();
        try {
            return schedule.isServerDown();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Begins nothing new, waits for what is under way, then breaks it off. What has no outcome then gets none.
     *
     * @param graceMs how long to wait
     */
    void close(long graceMs) {
        lock.lock();
        try {
            stopping = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        long deadlineMs = nowMs() + graceMs;
        join(deadlineMs);
        transport.close();
        join(Math.max(deadlineMs, nowMs() + 1_000));
    }

    @Override
    public void close() {
        close(0);
    }

    private void join(long deadlineMs) {
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
        while (true) {
            Optional<Notification> next = await();
            if (next.isEmpty()) {
                return;
            }
            Delivery delivery = attempt(next.get());
            report(finish(next.get(), delivery));
        }
    }

    /** The next notification to try; empty once the engine stops. */
    private Optional<Notification> await() {
        while (true) {
            List<NotificationOutcome> givenUp = List.of();
            lock.lock();
            try {
                if (stopping) {
                    return Optional.empty();
                }
                long nowMs = nowMs();
                if (nowMs - sweptAtMs >= SWEEP_EVERY_MS) {
                    sweptAtMs = nowMs;
                    givenUp = schedule.sweep(nowMs);
                }
                if (givenUp.isEmpty()) {
                    Optional<Notification> next = schedule.take(nowMs);
                    if (next.isPresent()) {
                        return next;
                    }
                    sleep(Math.min(schedule.nextDueAtMs() - nowMs, SWEEP_EVERY_MS));
                }
            } finally {
                lock.unlock();
            }
            givenUp.forEach(this::report);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the caller loops: waking up early only means looking again
    private void sleep(long ms) {
        try {
            changed.await(Math.max(1, ms), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Nobody interrupts the workers but a JVM that is being torn down.
            stopping = true;
        }
    }

    private Delivery attempt(Notification notification) {
        try {
            return transport.deliver(MailMessage.of(notification, identity));
        } catch (UndeliverableException e) {
            return new Delivery.Refused(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) { // a defect of ours: the other mails must go on, this one is tried again
            LOG.error("The attempt to send notification {} failed unexpectedly", notification.id(), e);
            return new Delivery.Deferred(Delivery.Scope.RECIPIENT, "unexpected failure: " + e);
        }
    }

    private Optional<NotificationOutcome> finish(Notification notification, Delivery delivery) {
        if (delivery instanceof Delivery.Deferred) {
            String error = SafeText.forLog(delivery.detail());
            counters.deferred.increment();
            counters.failed(error);
            LOG.warn("Notification {} could not be delivered and will be tried again: {}", notification.id(), error);
        }
        lock.lock();
        try {
            boolean wasDown = schedule.isServerDown();
            Optional<NotificationOutcome> outcome = schedule.finish(notification.id(), delivery, nowMs());
            if (schedule.isServerDown() != wasDown) {
                LOG.warn(wasDown ? "The mail server is back" : "The mail server counts as down; mails wait for it");
            }
            // One that was freed may be due, and where the server is back many are.
            changed.signalAll();
            return outcome;
        } finally {
            lock.unlock();
        }
    }

    private void report(Optional<NotificationOutcome> outcome) {
        outcome.ifPresent(this::report);
    }

    private void report(NotificationOutcome outcome) {
        counters.count(outcome.status());
        if (outcome.status() == Status.SENT) {
            LOG.info("Notification {} was sent at attempt {}", outcome.id(), outcome.attempts());
        } else {
            String detail = SafeText.forLog(outcome.detail());
            counters.failed(detail);
            LOG.error(
                    "Notification {} is {} after {} attempts: {}",
                    outcome.id(),
                    outcome.status().label(),
                    outcome.attempts(),
                    detail);
        }
        finished.accept(outcome);
    }

    /** Time that never goes back, unlike the clock on the wall. */
    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
