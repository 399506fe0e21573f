package io.tocsin.monitor.respond;

import io.tocsin.monitor.wire.StageTopology;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.containment.ContainmentPolicy;
import org.apache.kafka.streams.Topology;

/**
 * The topology of {@code respond}: account requests and ticks in; commands, account states and what could not be read
 * out.
 */
public final class RespondTopology {

    static final String SOURCE = "account-requests-source";
    static final String CONTAINMENT = "containment";
    static final String COMMANDS_SINK = "account-commands-sink";
    static final String ACCOUNTS_SINK = "accounts-sink";
    static final String REJECTED_SINK = "rejected-sink";

    private RespondTopology() {}

    /**
     * Builds the topology; starts nothing.
     *
     * @param topics the names of the topics
     * @param policy by which requests are decided; fixed until the next start
     */
    public static Topology of(Topics topics, ContainmentPolicy policy) {
        return new StageTopology()
                .source(SOURCE, topics.accountRequests())
                .processor(CONTAINMENT, new ContainmentProcessor.Supplier(policy), SOURCE)
                .sink(COMMANDS_SINK, topics.accountCommands(), CONTAINMENT)
                .sink(ACCOUNTS_SINK, topics.accounts(), CONTAINMENT)
                .sink(REJECTED_SINK, topics.rejected(), CONTAINMENT)
                .build();
    }
}
