package io.tocsin.monitor.mail;

import io.tocsin.monitor.worker.Backoff;

/**
 * How often, and for how long, a mail is tried. Waits double from the first to the longest, each shortened by up to half
 * at random, so that many don't come at once.
 *
 * @param firstDelayMs the wait after the first failure
 * @param longestServerDelayMs the longest wait while the server can't be used at all
 * @param longestRecipientDelayMs the longest wait for one recipient while the server serves others
 * @param giveUpAfterMs how long after the notification was made it is given up
 * @param graceMs how long an older one is tried all the same, counted from when this process saw it first
 * @param failuresToDown after so many failures of the server in a row it counts as down: then one attempt at a time asks
 *     whether it is back
 * @param mostPerRecipient how many mails may wait for a recipient who can't be reached; above, the oldest are given up
 * @param overflowAfterMs how long a recipient must have been out of reach before any are given up for that
 */
public record RetryPolicy(
        long firstDelayMs,
        long longestServerDelayMs,
        long longestRecipientDelayMs,
        long giveUpAfterMs,
        long graceMs,
        int failuresToDown,
        int mostPerRecipient,
        long overflowAfterMs) {

    /** 1 s, 20 s, 5 min, 24 h, 1 h, 3 failures, 500 mails, 10 min. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(1_000, 20_000, 300_000, 86_400_000, 3_600_000, 3, 500, 600_000);

    public RetryPolicy {
        if (firstDelayMs < 1 || longestServerDelayMs < firstDelayMs || longestRecipientDelayMs < firstDelayMs) {
            throw new IllegalArgumentException("the waits between attempts are " + firstDelayMs + ", at most "
                    + longestServerDelayMs + " and " + longestRecipientDelayMs
                    + " ms; the first must be above 0 and no longer than the others");
        }
        if (giveUpAfterMs < 0 || graceMs < 0 || overflowAfterMs < 0) {
            throw new IllegalArgumentException("a mail is given up after " + giveUpAfterMs + ", " + graceMs + " and "
                    + overflowAfterMs + " ms; none may be below 0");
        }
        if (failuresToDown < 1 || mostPerRecipient < 1) {
            throw new IllegalArgumentException("a server is down after " + failuresToDown + " failures and "
                    + mostPerRecipient + " mails may wait for a recipient; both must be above 0");
        }
    }

    /** The waits while the server can't be used at all. */
    Backoff serverWaits() {
        return new Backoff(firstDelayMs, longestServerDelayMs);
    }

    /** The waits for one recipient while the server serves others. */
    Backoff recipientWaits() {
        return new Backoff(firstDelayMs, longestRecipientDelayMs);
    }
}
