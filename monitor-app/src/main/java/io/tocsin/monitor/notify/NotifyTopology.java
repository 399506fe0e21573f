package io.tocsin.monitor.notify;

import io.tocsin.monitor.wire.StageTopology;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.roster.Roster;
import io.tocsin.rules.routing.PacingPolicy;
import org.apache.kafka.streams.Topology;

/**
 * The topology of {@code notify}: alerts and account states in; notifications and what could not be read out.
 *
 * <p>Alerts are keyed by subject and accounts by account. No state is shared between the two, so they need no common
 * partitioning: a lock's messages have numbers of their own, see {@link io.tocsin.rules.routing.LockRouting}. How many
 * mails a mailbox is sent is decided by mailbox, for which what is due goes through {@code notices}.
 */
public final class NotifyTopology {

    static final String ALERTS_SOURCE = "alerts-source";
    static final String ACCOUNTS_SOURCE = "accounts-source";
    static final String NOTICES_SOURCE = "notices-source";
    static final String ALERT_ROUTING = "alert-routing";
    static final String LOCK_ROUTING = "lock-routing";
    static final String PACING = "pacing";
    static final String NOTICES_SINK = "notices-sink";
    static final String NOTIFICATIONS_SINK = "notifications-sink";
    static final String REJECTED_SINK = "rejected-sink";
    static final String REJECTED_NOTICES_SINK = "rejected-notices-sink";

    private NotifyTopology() {}

    /**
     * Builds the topology; starts nothing.
     *
     * @param topics the names of the topics
     * @param roster who is told; fixed until the next start
     * @param pacing how many mails a mailbox is sent; fixed likewise
     */
    public static Topology of(Topics topics, Roster roster, PacingPolicy pacing) {
        return new StageTopology()
                .source(ALERTS_SOURCE, topics.alerts())
                .source(ACCOUNTS_SOURCE, topics.accounts())
                .processor(ALERT_ROUTING, new AlertRoutingProcessor.Supplier(roster), ALERTS_SOURCE)
                .processor(LOCK_ROUTING, () -> new LockRoutingProcessor(roster), ACCOUNTS_SOURCE)
                .sink(NOTICES_SINK, topics.notices(), ALERT_ROUTING, LOCK_ROUTING)
                .sink(REJECTED_SINK, topics.rejected(), ALERT_ROUTING, LOCK_ROUTING)
                .source(NOTICES_SOURCE, topics.notices())
                .processor(PACING, new PacingProcessor.Supplier(pacing), NOTICES_SOURCE)
                .sink(NOTIFICATIONS_SINK, topics.notifications(), PACING)
                .sink(REJECTED_NOTICES_SINK, topics.rejected(), PACING)
                .build();
    }
}
