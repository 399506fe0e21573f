package io.tocsin.rules.routing;

/**
 * How many mails a mailbox is sent one by one.
 *
 * @param burst how many at once; what comes beyond that is gathered into digests
 * @param intervalMs after how long one more may be sent, milliseconds
 */
public record PacingPolicy(int burst, long intervalMs) {

    /** The largest burst: more are no mails that somebody reads. */
    public static final int LARGEST_BURST = 10_000;

    /** Twenty at once, and one more every 30 seconds. */
    public static final PacingPolicy DEFAULT = new PacingPolicy(20, 30_000);

    public PacingPolicy {
        if (burst < 1 || burst > LARGEST_BURST) {
            throw new IllegalArgumentException(
                    "the burst of mails is " + burst + "; 1 to " + LARGEST_BURST + " are allowed");
        }
        if (intervalMs < 1) {
            throw new IllegalArgumentException(
                    "the interval between mails is " + intervalMs + " ms; at least 1 is needed");
        }
    }
}
