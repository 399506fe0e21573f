package io.tocsin.monitor.account;

import io.tocsin.monitor.worker.Backoff;
import io.tocsin.monitor.worker.Gate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;

/**
 * Decides which command is worked on when. Each account has a lane, in which one command comes after the other; different
 * accounts don't wait for each other. A lock that is lifted before it was carried out is dropped, one whose end has passed
 * too.
 *
 * <p>Pure: time comes in with each call and never goes back (milliseconds from any start); not for several threads at
 * once.
 */
final class CommandSchedule {

    private static final class Lane {
        final AccountRef account;
        final long number;
        final Deque<CommandJob> jobs = new ArrayDeque<>();
        boolean busy;
        long readyAtMs;
        int failures;

        Lane(AccountRef account, long number) {
            this.account = account;
            this.number = number;
        }
    }

    private final Backoff waits;
    private final Random jitter;
    private final Gate gate;
    private final Map<AccountRef, Lane> lanes = new HashMap<>();
    /** The lanes that nobody works on, the next one first. */
    private final NavigableSet<Lane> idle = new TreeSet<>(
            Comparator.comparingLong((Lane lane) -> lane.readyAtMs).thenComparingLong(lane -> lane.number));

    private long numbers;
    private int jobs;

    CommandSchedule(RetryPolicy policy, Random jitter) {
        this.waits = policy.waits();
        this.jitter = jitter;
        this.gate = new Gate(policy.failuresToDown(), policy.waits(), jitter);
    }

    /**
     * Takes a command in.
     *
     * @return the locks that it lifts before they were carried out; they are here no more
     */
    List<CommandJob> add(CommandJob job, long nowMs) {
        Lane lane = lanes.get(job.account);
        if (lane == null) {
            lane = new Lane(job.account, numbers++);
            lane.readyAtMs = nowMs;
            lanes.put(job.account, lane);
        }
        idle.remove(lane);
        lane.jobs.addLast(job);
        jobs++;
        List<CommandJob> superseded = superseded(lane);
        rest(lane);
        return superseded;
    }

    /** Removes the locks that wait in front of an unlock. */
    private List<CommandJob> superseded(Lane lane) {
        List<CommandJob> found = new ArrayList<>();
        boolean isLifted = false;
        Iterator<CommandJob> newestFirst = lane.jobs.descendingIterator();
        while (newestFirst.hasNext()) {
            CommandJob job = newestFirst.next();
            boolean isUnderWay = lane.busy && !newestFirst.hasNext();
            isLifted |= !job.isLock();
            if (isLifted && job.isLock() && !isUnderWay) {
                newestFirst.remove();
                jobs--;
                found.add(0, job);
            }
        }
        return found;
    }

    /** Nobody works on it: it waits for its turn, or is done. */
    private void rest(Lane lane) {
        if (lane.busy) {
            return;
        }
        if (lane.jobs.isEmpty()) {
            lanes.remove(lane.account);
        } else {
            idle.add(lane);
        }
    }

    /** The next command to be worked on now, which then is under way until it ends in one of three ways; empty if none is due. */
    Optional<CommandJob> take(long nowMs) {
        if (nextDueAtMs() > nowMs) {
            return Optional.empty();
        }
        Lane lane = idle.pollFirst();
        if (lane == null) {
            return Optional.empty();
        }
        gate.began(nowMs);
        lane.busy = true;
        return Optional.of(lane.jobs.getFirst());
    }

    /** When {@link #take} may have something, if nothing else happens before; {@link Long#MAX_VALUE} if never. */
    long nextDueAtMs() {
        if (idle.isEmpty()) {
            return Long.MAX_VALUE;
        }
        // While the provider is down its own rhythm decides, not that of each lane.
        return gate.isDown() ? gate.opensAtMs() : idle.first().readyAtMs;
    }

    /** The provider answered. The command stays under way until the answer is recorded. */
    void answered(CommandJob job, long nowMs) {
        Lane ofJob = lane(job);
        ofJob.failures = 0;
        ofJob.readyAtMs = nowMs;
        if (!gate.answered()) {
            return;
        }
        List<Lane> held = new ArrayList<>(idle);
        idle.clear();
        for (Lane lane : held) {
            lane.failures = 0;
            lane.readyAtMs = Math.min(lane.readyAtMs, nowMs);
            idle.add(lane);
        }
    }

    /** What was answered is recorded: the command is done, or goes on. */
    void recorded(CommandJob job, boolean isFinal) {
        Lane lane = lane(job);
        lane.busy = false;
        if (isFinal || job.isLeaving) {
            lane.jobs.removeFirst();
            jobs--;
        }
        rest(lane);
    }

    /**
     * The attempt failed and is repeated later.
     *
     * @param isOfProvider whether every other attempt would have failed, too
     * @return the locks that were lifted meanwhile; they are here no more
     */
    List<CommandJob> deferred(CommandJob job, boolean isOfProvider, long nowMs) {
        Lane lane = lane(job);
        lane.busy = false;
        lane.failures++;
        if (isOfProvider) {
            gate.failed(nowMs);
        }
        lane.readyAtMs = nowMs + waits.delayMs(lane.failures, jitter);
        if (job.isLeaving) {
            lane.jobs.removeFirst();
            jobs--;
        }
        List<CommandJob> superseded = superseded(lane);
        rest(lane);
        return superseded;
    }

    /**
     * Removes the locks whose end has passed and that nobody works on. To be called about once a second.
     *
     * @param wallMs milliseconds since the epoch
     */
    List<CommandJob> expired(long wallMs) {
        List<CommandJob> expired = new ArrayList<>();
        for (Lane lane : List.copyOf(lanes.values())) {
            CommandJob underWay = lane.busy ? lane.jobs.peekFirst() : null;
            idle.remove(lane);
            lane.jobs.removeIf(job -> {
                boolean isOver = job != underWay && job.isLock() && wallMs >= job.command.untilMs();
                if (isOver) {
                    jobs--;
                    expired.add(job);
                }
                return isOver;
            });
            rest(lane);
        }
        return expired;
    }

    /** Lets the commands of a partition go: those that nobody works on now, the others with the step they are at. */
    void release(AccountLedger ledger) {
        for (Lane lane : List.copyOf(lanes.values())) {
            idle.remove(lane);
            CommandJob underWay = lane.busy ? lane.jobs.peekFirst() : null;
            lane.jobs.removeIf(job -> {
                if (job.ledger != ledger) {
                    return false;
                }
                job.isLeaving = true;
                if (job == underWay) {
                    return false;
                }
                jobs--;
                return true;
            });
            rest(lane);
        }
    }

    /** Whether a command of a partition is under way. */
    boolean isUnderWay(AccountLedger ledger) {
        return lanes.values().stream().anyMatch(lane -> lane.busy && lane.jobs.getFirst().ledger == ledger);
    }

    /** How many commands are here. */
    int size() {
        return jobs;
    }

    /** How many are under way. */
    int underWay() {
        return lanes.size() - idle.size();
    }

    boolean isProviderDown() {
        return gate.isDown();
    }

    private Lane lane(CommandJob job) {
        Lane lane = lanes.get(job.account);
        if (lane == null || !lane.busy || lane.jobs.peekFirst() != job) {
            throw new IllegalStateException("the command " + job.command.id() + " isn't under way");
        }
        return lane;
    }
}
