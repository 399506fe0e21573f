package io.tocsin.monitor.worker;

import java.util.Random;

/**
 * Waits that double from the first to the longest.
 *
 * @param firstMs the wait after the first failure
 * @param longestMs the longest wait
 */
public record Backoff(long firstMs, long longestMs) {

    private static final int MOST_DOUBLINGS = 30;

    public Backoff {
        if (firstMs < 1 || longestMs < firstMs) {
            throw new IllegalArgumentException("the waits between attempts are " + firstMs + " and at most " + longestMs
                    + " ms; the first must be above 0 and no longer than the longest");
        }
    }

    /** The wait after so many failures in a row, without the random part. */
    public long delayMs(int failures) {
        int doublings = Math.min(Math.max(failures - 1, 0), MOST_DOUBLINGS);
        return firstMs > longestMs >> doublings ? longestMs : firstMs << doublings;
    }

    /** The same, shortened by up to half. */
    public long delayMs(int failures, Random jitter) {
        return Jitter.shorten(delayMs(failures), jitter);
    }
}
