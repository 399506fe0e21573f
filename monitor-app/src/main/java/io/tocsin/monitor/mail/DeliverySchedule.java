package io.tocsin.monitor.mail;

import io.tocsin.monitor.mail.Delivery.Deferred;
import io.tocsin.monitor.mail.Delivery.Scope;
import io.tocsin.monitor.mail.Lane.Waiting;
import io.tocsin.monitor.worker.Backoff;
import io.tocsin.monitor.worker.Gate;
import io.tocsin.rules.routing.Notification;
import io.tocsin.rules.routing.NotificationOutcome;
import io.tocsin.rules.routing.NotificationOutcome.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Decides which mail is tried when, and when one is given up. Each recipient has a lane, so that one who hangs or defers
 * holds up nobody else; within a lane the oldest goes first, and one that keeps failing lets the next have its turn.
 *
 * <p>Pure: time comes in with each call and never goes back (milliseconds from any start); not for several threads at
 * once.
 */
final class DeliverySchedule {

    /** A mail that failed so often lets the others of its lane go before its next attempt. */
    private static final int FAILURES_BEFORE_STEPPING_BACK = 3;

    private static final String TOO_OLD =
            "given up; it waited too long for a recipient or a server that can't be reached";

    private static final String TOO_MANY = "given up; too many mails wait for a recipient who can't be reached";

    private final RetryPolicy policy;
    private final Random jitter;
    private final Gate gate;
    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private final Map<String, Waiting> byId = new HashMap<>();
    private long turns;
    private int busy;

    DeliverySchedule(RetryPolicy policy, Random jitter) {
        this.policy = policy;
        this.jitter = jitter;
        this.gate = new Gate(policy.failuresToDown(), policy.serverWaits(), jitter);
    }

    /**
     * Takes a notification in.
     *
     * @param ageMs how long ago it was made
     * @return {@code false} if it is here already, waiting or under way
     */
    boolean add(Notification notification, long ageMs, long nowMs) {
        long leftMs = Math.max(policy.giveUpAfterMs() - Math.max(ageMs, 0), policy.graceMs());
        Waiting waiting = new Waiting(notification, nowMs + leftMs);
        if (byId.putIfAbsent(notification.id(), waiting) != null) {
            return false;
        }
        lanes.computeIfAbsent(notification.recipient(), recipient -> new Lane())
                .waiting
                .addLast(waiting);
        return true;
    }

    /**
     * Forgets a notification that nobody tries at the moment.
     *
     * @return {@code false} if it isn't here or is under way; then it will be finished
     */
    boolean cancel(String id) {
        Waiting waiting = byId.get(id);
        if (waiting == null) {
            return false;
        }
        Lane lane = lane(waiting);
        if (lane.busy && lane.waiting.peekFirst() == waiting) {
            return false;
        }
        remove(lane, waiting);
        return true;
    }

    /** The next to be tried now, which then is under way until {@link #finish}; empty if none is due. */
    Optional<Notification> take(long nowMs) {
        if (gate.opensAtMs() > nowMs) {
            return Optional.empty();
        }
        Lane next = null;
        for (Lane lane : lanes.values()) {
            if (isDue(lane, nowMs) && (next == null || lane.lastTurn < next.lastTurn)) {
                next = lane;
            }
        }
        if (next == null) {
            return Optional.empty();
        }
        gate.began(nowMs);
        next.busy = true;
        next.lastTurn = ++turns;
        busy++;
        return Optional.of(next.waiting.getFirst().notification);
    }

    private boolean isDue(Lane lane, long nowMs) {
        // While the server is down its own rhythm decides, not that of each lane.
        return !lane.busy && !lane.waiting.isEmpty() && (readyAtMs(lane) <= nowMs);
    }

    private long readyAtMs(Lane lane) {
        return gate.isDown() && lane.heldByServer ? gate.opensAtMs() : lane.readyAtMs;
    }

    /** When {@link #take} may have something, if nothing is finished or added before; {@link Long#MAX_VALUE} if never. */
    long nextDueAtMs() {
        long earliest = Long.MAX_VALUE;
        for (Lane lane : lanes.values()) {
            if (!lane.busy && !lane.waiting.isEmpty()) {
                earliest = Math.min(earliest, Math.max(readyAtMs(lane), gate.opensAtMs()));
            }
        }
        return earliest;
    }

    /**
     * An attempt ended.
     *
     * @return what became of the notification, if that is final
     */
    Optional<NotificationOutcome> finish(String id, Delivery delivery, long nowMs) {
        Waiting waiting = byId.get(id);
        if (waiting == null) {
            throw new IllegalStateException("the notification " + id + " isn't under way");
        }
        Lane lane = lane(waiting);
        lane.busy = false;
        busy--;
        waiting.attempts++;
        if (delivery instanceof Deferred deferred) {
            return deferred(lane, waiting, deferred, nowMs);
        }
        serverAnswered(nowMs);
        lane.reached(nowMs);
        remove(lane, waiting);
        Status status = delivery instanceof Delivery.Refused ? Status.REJECTED : Status.SENT;
        return Optional.of(outcome(waiting, status, delivery.detail()));
    }

    private Optional<NotificationOutcome> deferred(Lane lane, Waiting waiting, Deferred deferred, long nowMs) {
        lane.failures++;
        lane.heldByServer = deferred.scope() == Scope.SERVER;
        if (lane.heldByServer) {
            gate.failed(nowMs);
        } else {
            if (lane.unreachableSinceMs < 0) {
                lane.unreachableSinceMs = nowMs;
            }
            if (deferred.scope() == Scope.RECIPIENT) {
                serverAnswered(nowMs);
            }
        }
        Backoff waits = lane.heldByServer ? policy.serverWaits() : policy.recipientWaits();
        lane.readyAtMs = nowMs + waits.delayMs(lane.failures, jitter);
        if (nowMs >= waiting.giveUpAtMs) {
            remove(lane, waiting);
            return Optional.of(outcome(waiting, Status.EXHAUSTED, "given up; last failure: " + deferred.detail()));
        }
        if (!lane.heldByServer && waiting.attempts % FAILURES_BEFORE_STEPPING_BACK == 0) {
            lane.waiting.remove(waiting);
            lane.waiting.addLast(waiting);
        }
        return Optional.empty();
    }

    private void serverAnswered(long nowMs) {
        if (!gate.answered()) {
            return;
        }
        for (Lane lane : lanes.values()) {
            if (lane.heldByServer) {
                lane.heldByServer = false;
                lane.failures = 0;
                lane.readyAtMs = nowMs;
            }
        }
    }

    /**
     * Gives up what waited too long behind something that fails, and the oldest where too much waits for a recipient who
     * can't be reached. To be called about once a second.
     */
    List<NotificationOutcome> sweep(long nowMs) {
        List<NotificationOutcome> given = new ArrayList<>();
        Iterator<Lane> each = lanes.values().iterator();
        while (each.hasNext()) {
            Lane lane = each.next();
            if (lane.isFailing()) {
                sweep(lane, nowMs, given);
            }
            // One that still has to wait is kept: the recipient's next mail mustn't begin to hammer anew.
            if (lane.waiting.isEmpty() && lane.readyAtMs <= nowMs) {
                each.remove();
            }
        }
        return given;
    }

    private void sweep(Lane lane, long nowMs, List<NotificationOutcome> given) {
        boolean isOutOfReach =
                lane.unreachableSinceMs >= 0 && nowMs - lane.unreachableSinceMs >= policy.overflowAfterMs();
        int tooMany = isOutOfReach ? lane.waiting.size() - policy.mostPerRecipient() : 0;
        Iterator<Waiting> each = lane.waiting.iterator();
        if (lane.busy) { // with the first
            each.next();
        }
        while (each.hasNext()) {
            Waiting waiting = each.next();
            boolean isTooOld = nowMs >= waiting.giveUpAtMs;
            if (isTooOld || tooMany > 0) {
                tooMany--;
                each.remove();
                byId.remove(waiting.notification.id());
                given.add(outcome(waiting, Status.EXHAUSTED, isTooOld ? TOO_OLD : TOO_MANY));
            }
        }
    }

    /** How many are here, those under way among them. */
    int pending() {
        return byId.size();
    }

    /** How many are under way. */
    int underWay() {
        return busy;
    }

    boolean isServerDown() {
        return gate.isDown();
    }

    private Lane lane(Waiting waiting) {
        Lane lane = lanes.get(waiting.notification.recipient());
        if (lane == null) {
            throw new IllegalStateException("the notification " + waiting.notification.id() + " has no lane");
        }
        return lane;
    }

    private void remove(Lane lane, Waiting waiting) {
        lane.waiting.remove(waiting);
        byId.remove(waiting.notification.id());
    }

    private static NotificationOutcome outcome(Waiting waiting, Status status, String detail) {
        Notification notification = waiting.notification;
        return new NotificationOutcome(
                notification.id(), notification.tenant(), notification.recipient(), status, detail, waiting.attempts);
    }
}
