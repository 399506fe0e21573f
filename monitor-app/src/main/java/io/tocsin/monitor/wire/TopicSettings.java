package io.tocsin.monitor.wire;

import java.time.Duration;
import java.util.Optional;

/**
 * What an operator decides about all topics.
 *
 * @param partitions of every topic but {@code imports}; fixed at creation. It bounds how many tasks work in parallel
 * @param replicationFactor how many brokers keep a copy, from 3 on a write is confirmed when two have it
 *     ({@code min.insync.replicas}); empty: what the brokers' defaults say
 * @param eventRetention how long {@code events.*} are kept
 * @param recordRetention how long alerts and everything about accounts is kept
 * @param notificationRetention how long notifications and their outcomes are kept
 * @param flushed whether alerts and what follows from them are forced to disk every second, which one broker needs and
 *     a replicated cluster doesn't
 */
public record TopicSettings(
        int partitions,
        Optional<Integer> replicationFactor,
        Duration eventRetention,
        Duration recordRetention,
        Duration notificationRetention,
        boolean flushed) {

    /** PCI DSS 4.0, 10.5.1, wants audit history for twelve months: 366 days, because a year may be a leap year. */
    public static final Duration TWELVE_MONTHS = Duration.ofDays(366);

    /** Long enough to see what became of last month's messages; they hold addresses, so not longer. */
    public static final Duration THIRTY_DAYS = Duration.ofDays(30);

    /** A shorter retention than this would lose what a stage hasn't read after a long week-end. */
    private static final Duration SHORTEST = Duration.ofDays(7);

    public TopicSettings {
        if (partitions < 1 || partitions > 1_000) {
            throw new IllegalArgumentException("the number of partitions is " + partitions + "; allowed: 1 to 1000");
        }
        replicationFactor.ifPresent(factor -> {
            if (factor < 1) {
                throw new IllegalArgumentException("the replication factor is " + factor + "; at least 1");
            }
        });
        requireLongEnough("events", eventRetention);
        requireLongEnough("alerts and accounts", recordRetention);
        requireLongEnough("notifications", notificationRetention);
    }

    /** Kept by the embedded broker: two partitions, one copy, forced to disk. */
    public static TopicSettings embedded() {
        return new TopicSettings(2, Optional.of(1), TWELVE_MONTHS, TWELVE_MONTHS, THIRTY_DAYS, true);
    }

    /** Kept by a cluster: six partitions, as many copies as its brokers make by default. */
    public static TopicSettings cluster() {
        return new TopicSettings(6, Optional.empty(), TWELVE_MONTHS, TWELVE_MONTHS, THIRTY_DAYS, false);
    }

    /** The same with another number of partitions. */
    public TopicSettings withPartitions(int count) {
        return new TopicSettings(
                count, replicationFactor, eventRetention, recordRetention, notificationRetention, flushed);
    }

    /** The same with another number of copies. */
    public TopicSettings withReplicationFactor(int factor) {
        return new TopicSettings(
                partitions, Optional.of(factor), eventRetention, recordRetention, notificationRetention, flushed);
    }

    /** The same, kept for other times. */
    public TopicSettings withRetention(Duration events, Duration records, Duration notifications) {
        return new TopicSettings(partitions, replicationFactor, events, records, notifications, flushed);
    }

    private static void requireLongEnough(String what, Duration retention) {
        if (retention.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "the retention of " + what + " is " + retention + "; at least " + SHORTEST.toDays() + " days");
        }
    }
}
