package io.tocsin.monitor.mail;

import io.tocsin.monitor.wire.Topics;
import java.time.Duration;
import java.util.Map;

/**
 * How the mail stage works.
 *
 * @param topics the names of the topics
 * @param clientProperties how clients reach Kafka, and whatever else the configuration sets
 * @param instanceId unique among the processes that run this stage; the same after a restart, so that it has its
 *     partitions back at once
 * @param identity who the mails come from
 * @param workers how many mails are handed over at once; must be more than may hang at once
 * @param retry how often, and for how long, a mail is tried
 * @param mostUnfinished how many notifications of one partition may be unfinished before no more are read
 * @param closeGrace how long closing waits for what is under way before it is broken off
 */
public record MailSettings(
        Topics topics,
        Map<String, String> clientProperties,
        String instanceId,
        MailIdentity identity,
        int workers,
        RetryPolicy retry,
        int mostUnfinished,
        Duration closeGrace) {

    /** The connections of a platform that sets nothing else. */
    public static final int DEFAULT_WORKERS = 8;

    private static final int DEFAULT_MOST_UNFINISHED = 1_000;
    private static final Duration DEFAULT_CLOSE_GRACE = Duration.ofSeconds(5);

    public MailSettings {
        clientProperties = Map.copyOf(clientProperties);
        if (workers < 1 || mostUnfinished < 1 || closeGrace.isNegative()) {
            throw new IllegalArgumentException("mail has " + workers + " workers, " + mostUnfinished
                    + " unfinished notifications and a grace of " + closeGrace
                    + "; 1 and more are allowed, and a grace of 0 and more");
        }
    }

    /** With the defaults for all that isn't named. */
    public static MailSettings of(
            Topics topics, Map<String, String> clientProperties, String instanceId, MailIdentity identity) {
        return new MailSettings(
                topics,
                clientProperties,
                instanceId,
                identity,
                DEFAULT_WORKERS,
                RetryPolicy.DEFAULT,
                DEFAULT_MOST_UNFINISHED,
                DEFAULT_CLOSE_GRACE);
    }

    /** Without the client properties, as there may be secrets among them. */
    @Override
    public String toString() {
        return "MailSettings[topics=" + topics + ", instanceId=" + instanceId + ", identity=" + identity + ", workers="
                + workers + ", retry=" + retry + "]";
    }
}
