package io.tocsin.rules.routing;

/**
 * How many mails a mailbox may be sent at once: a bucket of tokens, one for each mail, that fills up with time.
 *
 * @param tokens how many there are
 * @param sinceMs the append time since which the next one is awaited, milliseconds since the epoch
 * @param storms how many times the mailbox was sent digests; those of one storm are one thread
 * @param digests how many digests the present storm has had; 0: none, or it is over
 */
public record MailBucket(int tokens, long sinceMs, long storms, int digests) {

    public MailBucket {
        if (tokens < 0 || storms < 0 || digests < 0) {
            throw new IllegalArgumentException("a bucket's tokens, storms and digests are " + tokens + ", " + storms
                    + " and " + digests + "; none may be below 0");
        }
    }

    /** The full bucket of a mailbox that was never sent anything. */
    static MailBucket full(PacingPolicy policy, long nowMs) {
        return new MailBucket(policy.burst(), nowMs, 0, 0);
    }

    /** The same at a later time. A clock that was set back neither fills it nor keeps it from being filled. */
    MailBucket at(PacingPolicy policy, long nowMs) {
        long earned = Math.max(0, nowMs - sinceMs) / policy.intervalMs();
        if (tokens + earned >= policy.burst()) {
            return new MailBucket(policy.burst(), nowMs, storms, digests);
        }
        long next = nowMs < sinceMs ? nowMs : sinceMs + earned * policy.intervalMs();
        return new MailBucket(tokens + (int) earned, next, storms, digests);
    }

    /** Whether a mail may be sent. */
    boolean hasToken() {
        return tokens > 0;
    }

    /** The same after a mail, which takes a token where there is one. */
    MailBucket sent() {
        return new MailBucket(Math.max(0, tokens - 1), sinceMs, storms, digests);
    }

    /** The same after a digest: the next of this storm, or the first of a new one. */
    MailBucket sentDigest() {
        return new MailBucket(Math.max(0, tokens - 1), sinceMs, digests == 0 ? storms + 1 : storms, digests + 1);
    }

    /** The same without a storm, if it is full: the next digest begins a new thread. */
    MailBucket calmIfFull(PacingPolicy policy) {
        return tokens < policy.burst() ? this : new MailBucket(tokens, sinceMs, storms, 0);
    }
}
