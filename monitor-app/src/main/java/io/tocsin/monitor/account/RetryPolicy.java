package io.tocsin.monitor.account;

import io.tocsin.monitor.worker.Backoff;

/**
 * How often a provider that can't be asked is asked again. There is no end: a lock waits until its own end has passed, an
 * unlock until it is done.
 *
 * @param waits between two attempts for one account; and while the provider counts as down, between two attempts at all
 * @param failuresToDown after so many failures in a row the provider counts as down
 */
public record RetryPolicy(Backoff waits, int failuresToDown) {

    /** 1 s up to 20 s, 3 failures. */
    public static final RetryPolicy DEFAULT = of(new Backoff(1_000, 20_000));

    public RetryPolicy {
        if (failuresToDown < 1) {
            throw new IllegalArgumentException(
                    "a provider is down after " + failuresToDown + " failures; 1 or more are allowed");
        }
    }

    /** With these waits, and as many failures as usual. */
    public static RetryPolicy of(Backoff waits) {
        return new RetryPolicy(waits, 3);
    }
}
