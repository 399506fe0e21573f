package io.tocsin.monitor.mail;

import java.util.Random;

/**
 * Whether the mail server can be used at all. After several failures in a row it counts as down: then single attempts ask
 * whether it is back, ever more seldom, instead of every recipient's mail; the first that gets an answer reopens it. A
 * later attempt doesn't wait for the end of an earlier one, which may hang.
 */
final class ServerGate {

    private final RetryPolicy policy;
    private final Random jitter;
    private int failures;
    private boolean down;
    private long nextProbeAtMs;

    ServerGate(RetryPolicy policy, Random jitter) {
        this.policy = policy;
        this.jitter = jitter;
    }

    boolean isDown() {
        return down;
    }

    /** When the next attempt may begin; 0 if the server isn't down. */
    long opensAtMs() {
        return down ? nextProbeAtMs : 0;
    }

    /** An attempt begins. */
    void began(long nowMs) {
        if (down) {
            nextProbeAtMs = nowMs + waitMs();
        }
    }

    /** An attempt failed for a reason that every other would have met. */
    void failed(long nowMs) {
        failures++;
        if (!down && failures >= policy.failuresToDown()) {
            down = true;
            nextProbeAtMs = nowMs + waitMs();
        }
    }

    /** The server talked about a mail. Says whether it had been down. */
    boolean answered() {
        boolean wasDown = down;
        failures = 0;
        down = false;
        return wasDown;
    }

    private long waitMs() {
        return Jitter.shorten(
                policy.delayMs(failures - policy.failuresToDown() + 1, policy.longestServerDelayMs()), jitter);
    }
}
