package io.tocsin.monitor.mail;

import io.tocsin.rules.routing.Notification;
import java.util.ArrayDeque;
import java.util.Deque;

/** What waits for one recipient, oldest first; at most one of it is under way. */
final class Lane {

    /** A mail that waits or is under way. */
    static final class Waiting {
        final Notification notification;
        final long giveUpAtMs;
        int attempts;

        Waiting(Notification notification, long giveUpAtMs) {
            this.notification = notification;
            this.giveUpAtMs = giveUpAtMs;
        }
    }

    final Deque<Waiting> waiting = new ArrayDeque<>();
    boolean busy;
    long readyAtMs;
    /** Failures in a row; which longest wait applies is up to who counts. */
    int failures;
    /** Whether the last failure was the server's, so that its return makes this ready. */
    boolean heldByServer;
    /** When the recipient was found out of reach while the server served others; -1 while in reach. */
    long unreachableSinceMs = -1;
    /** Orders the attempts across lanes, so that the one that waits longest comes first. */
    long lastTurn;

    boolean isFailing() {
        return failures > 0;
    }

    /** The recipient was reached, or refuses by name: what waits may come. */
    void reached(long nowMs) {
        failures = 0;
        heldByServer = false;
        unreachableSinceMs = -1;
        readyAtMs = nowMs;
    }
}
