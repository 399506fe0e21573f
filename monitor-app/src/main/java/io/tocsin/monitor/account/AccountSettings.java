package io.tocsin.monitor.account;

import io.tocsin.monitor.wire.Topics;
import java.time.Duration;
import java.util.Map;

/**
 * How the account stage works.
 *
 * @param topics the names of the topics
 * @param clientProperties how clients reach Kafka, and whatever else the configuration sets
 * @param instanceId unique among the processes that run this stage; the same after a restart, so that it has its
 *     partitions back at once and its unfinished transaction is ended
 * @param workers how many accounts are worked on at once
 * @param retry how often a provider that can't be asked is asked again
 * @param mostUnfinished how many commands of one partition may be unfinished before no more are read
 * @param closeGrace how long closing waits for what is under way before it is broken off
 */
public record AccountSettings(
        Topics topics,
        Map<String, String> clientProperties,
        String instanceId,
        int workers,
        RetryPolicy retry,
        int mostUnfinished,
        Duration closeGrace) {

    /** How far may be read ahead of the oldest unfinished command; the ledger knows the results of as many. */
    static final int FURTHEST_AHEAD = 10_000;

    private static final int DEFAULT_MOST_UNFINISHED = 5_000;
    private static final Duration DEFAULT_CLOSE_GRACE = Duration.ofSeconds(5);

    public AccountSettings {
        clientProperties = Map.copyOf(clientProperties);
        if (workers < 1 || mostUnfinished < 1 || mostUnfinished > FURTHEST_AHEAD || closeGrace.isNegative()) {
            throw new IllegalArgumentException("the account stage has " + workers + " workers, " + mostUnfinished
                    + " unfinished commands and a grace of " + closeGrace + "; 1 worker and more, 1 to "
                    + FURTHEST_AHEAD + " commands and a grace of 0 and more are allowed");
        }
    }

    /** With the defaults for all that isn't named. */
    public static AccountSettings of(
            Topics topics, Map<String, String> clientProperties, String instanceId, int workers, RetryPolicy retry) {
        return new AccountSettings(
                topics, clientProperties, instanceId, workers, retry, DEFAULT_MOST_UNFINISHED, DEFAULT_CLOSE_GRACE);
    }

    /** Without the client properties, as there may be secrets among them. */
    @Override
    public String toString() {
        return "AccountSettings[topics=" + topics + ", instanceId=" + instanceId + ", workers=" + workers + ", retry="
                + retry + "]";
    }
}
