package io.tocsin.monitor.mail;

import io.tocsin.rules.routing.Notification;
import io.tocsin.rules.routing.NotificationOutcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * {@link DeliverySchedule} in a world with its own time: some workers and a server that is a function of time and
 * recipient. One thread, no waiting: hours pass in milliseconds.
 */
final class SimulatedMail {

    /** What an attempt that begins now would meet. */
    @FunctionalInterface
    interface Server {
        Attempt answer(long nowMs, Notification notification);
    }

    /** How an attempt ends and how long it takes. */
    record Attempt(Delivery delivery, long durationMs) {}

    /** A final outcome and when it came. */
    record Final(NotificationOutcome outcome, long atMs) {}

    private record Running(Notification notification, Delivery delivery, long endsAtMs) {}

    private record Arrival(Notification notification, long atMs, int number) {}

    static final Attempt SENT = new Attempt(new Delivery.Delivered("250 ok"), 20);

    final List<Final> finals = new ArrayList<>();
    /** When attempts began, by recipient. */
    final Map<String, List<Long>> attempts = new HashMap<>();

    final DeliverySchedule schedule;
    long nowMs;

    private final int workers;
    private final Server server;
    private final PriorityQueue<Running> running = new PriorityQueue<>(Comparator.comparingLong(Running::endsAtMs));
    private final PriorityQueue<Arrival> arrivals =
            new PriorityQueue<>(Comparator.comparingLong(Arrival::atMs).thenComparingInt(Arrival::number));
    private int arrivalCount;
    private long sweptAtMs;

    SimulatedMail(RetryPolicy policy, int workers, long seed, Server server) {
        this.schedule = new DeliverySchedule(policy, new Random(seed));
        this.workers = workers;
        this.server = server;
    }

    static Attempt failing(Delivery.Scope scope, long durationMs) {
        return new Attempt(new Delivery.Deferred(scope, "simulated"), durationMs);
    }

    void arrives(Notification notification, long atMs) {
        arrivals.add(new Arrival(notification, atMs, arrivalCount++));
    }

    /** Lets time pass up to a moment. */
    void runUntil(long endMs) {
        while (true) {
            if (nowMs - sweptAtMs >= 1_000) {
                sweptAtMs = nowMs;
                schedule.sweep(nowMs).forEach(each -> finals.add(new Final(each, nowMs)));
            }
            begin();
            long next = Math.min(nextEventAtMs(), sweptAtMs + 1_000);
            if (next > endMs) {
                nowMs = endMs;
                return;
            }
            nowMs = Math.max(nowMs, next);
            arrive();
            end();
        }
    }

    private void begin() {
        while (running.size() < workers) {
            Optional<Notification> next = schedule.take(nowMs);
            if (next.isEmpty()) {
                return;
            }
            attempts.computeIfAbsent(next.get().recipient(), key -> new ArrayList<>())
                    .add(nowMs);
            Attempt attempt = server.answer(nowMs, next.get());
            running.add(new Running(next.get(), attempt.delivery(), nowMs + attempt.durationMs()));
        }
    }

    private long nextEventAtMs() {
        long next = running.size() < workers ? schedule.nextDueAtMs() : Long.MAX_VALUE;
        Running ending = running.peek();
        Arrival arrival = arrivals.peek();
        next = ending == null ? next : Math.min(next, ending.endsAtMs());
        return arrival == null ? next : Math.min(next, arrival.atMs());
    }

    private void arrive() {
        for (Arrival each = arrivals.peek(); each != null && each.atMs() <= nowMs; each = arrivals.peek()) {
            arrivals.remove();
            schedule.add(each.notification(), 0, nowMs);
        }
    }

    private void end() {
        for (Running each = running.peek(); each != null && each.endsAtMs() <= nowMs; each = running.peek()) {
            running.remove();
            schedule.finish(each.notification().id(), each.delivery(), nowMs)
                    .ifPresent(outcome -> finals.add(new Final(outcome, nowMs)));
        }
    }
}
