package io.tocsin.monitor.worker;

import java.util.Random;

/**
 * Whether a server can be used at all. After several failures in a row it counts as down: then single attempts ask whether
 * it is back, ever more seldom, instead of everything that waits for it; the first that gets an answer reopens it. A later
 * attempt doesn't wait for the end of an earlier one, which may hang. Times are milliseconds from any start and never go
 * back; not for several threads at once.
 */
public final class Gate {

    private final int failuresToDown;
    private final Backoff waits;
    private final Random jitter;
    private int failures;
    private boolean down;
    private long nextProbeAtMs;

    /**
     * Opens it.
     *
     * @param failuresToDown after so many failures in a row the server counts as down
     * @param waits between two attempts while it is
     */
    public Gate(int failuresToDown, Backoff waits, Random jitter) {
        if (failuresToDown < 1) {
            throw new IllegalArgumentException(
                    "a server is down after " + failuresToDown + " failures; 1 or more are allowed");
        }
        this.failuresToDown = failuresToDown;
        this.waits = waits;
        this.jitter = jitter;
    }

    /** Whether the server counts as down. */
    public boolean isDown() {
        return down;
    }

    /** When the next attempt may begin; 0 if the server isn't down. */
    public long opensAtMs() {
        return down ? nextProbeAtMs : 0;
    }

    /** An attempt begins. */
    public void began(long nowMs) {
        if (down) {
            nextProbeAtMs = nowMs + waitMs();
        }
    }

    /** An attempt failed for a reason that every other would have met. */
    public void failed(long nowMs) {
        failures++;
        if (!down && failures >= failuresToDown) {
            down = true;
            nextProbeAtMs = nowMs + waitMs();
        }
    }

    /** The server answered. Says whether it had been down. */
    public boolean answered() {
        boolean wasDown = down;
        failures = 0;
        down = false;
        return wasDown;
    }

    private long waitMs() {
        return waits.delayMs(failures - failuresToDown + 1, jitter);
    }
}
