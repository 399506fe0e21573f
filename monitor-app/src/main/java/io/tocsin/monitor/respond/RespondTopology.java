package io.tocsin.monitor.respond;

import io.tocsin.monitor.wire.StageTopology;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.containment.ContainmentPolicy;
import io.tocsin.rules.roster.Role;
import io.tocsin.rules.roster.Roster;
import org.apache.kafka.streams.Topology;

/**
 * The topology of {@code respond}: account requests and ticks in; commands, account states, blocks, alerts on a spent budget
 * and what could not be read out.
 */
public final class RespondTopology {

    static final String SOURCE = "account-requests-source";
    static final String CONTAINMENT = "containment";
    static final String COMMANDS_SINK = "account-commands-sink";
    static final String ACCOUNTS_SINK = "accounts-sink";
    static final String BLOCKS_SINK = "blocks-sink";
    static final String ALERTS_SINK = "alerts-sink";
    static final String REJECTED_SINK = "rejected-sink";

    private RespondTopology() {}

    /**
     * Builds the topology; starts nothing.
     *
     * @param topics the names of the topics
     * @param policy by which requests are decided; fixed until the next start
     * @param roster who is told of a spent budget
     */
    public static Topology of(Topics topics, ContainmentPolicy policy, Roster roster) {
        StageTopology topology = new StageTopology()
                .source(SOURCE, topics.accountRequests())
                .processor(CONTAINMENT, new ContainmentProcessor.Supplier(policy, roster), SOURCE)
                .sink(COMMANDS_SINK, topics.accountCommands(), CONTAINMENT)
                .sink(ACCOUNTS_SINK, topics.accounts(), CONTAINMENT)
                .sink(BLOCKS_SINK, topics.blocks(), CONTAINMENT)
                .sink(ALERTS_SINK, topics.alerts(), CONTAINMENT)
                .sink(REJECTED_SINK, topics.rejected(), CONTAINMENT);
        roster.roles().forEach(role -> topology.sink(roleAlerts(role), topics.alerts(role.id()), CONTAINMENT));
        return topology.build();
    }

    static String roleAlerts(Role role) {
        return "alerts-" + role.id() + "-sink";
    }
}
