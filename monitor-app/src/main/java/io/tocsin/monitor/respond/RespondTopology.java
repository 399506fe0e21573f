package io.tocsin.monitor.respond;

import io.tocsin.monitor.wire.StageTopology;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.containment.ContainmentPolicy;
import io.tocsin.rules.roster.Role;
import io.tocsin.rules.roster.Roster;
import org.apache.kafka.streams.Topology;

/**
 * The topology of {@code respond}, in two parts that share no state. One decides: account requests and ticks in; commands,
 * blocks and alerts on a spent budget out. The other proves: commands, results of executors and ticks in, account states
 * out, and a request to the first for each lock that an identity provider won't do. Requests are keyed by tenant, because a budget is counted, and the rest by account. Each part has its own way to the
 * rejected topic: a common one would make them one.
 */
public final class RespondTopology {

    static final String SOURCE = "account-requests-source";
    static final String CONTAINMENT = "containment";
    static final String COMMANDS_SINK = "account-commands-sink";
    static final String BLOCKS_SINK = "blocks-sink";
    static final String ALERTS_SINK = "alerts-sink";
    static final String REJECTED_SINK = "rejected-sink";
    static final String COMMANDS_SOURCE = "account-commands-source";
    static final String RESULTS_SOURCE = "account-command-results-source";
    static final String ACCOUNTS = "accounts";
    static final String ACCOUNTS_SINK = "accounts-sink";
    static final String UNDONE_SINK = "undone-locks-sink";
    static final String REJECTED_RESULTS_SINK = "rejected-results-sink";

    private RespondTopology() {}

    /**
     * Builds the topology; starts nothing.
     *
     * @param topics the names of the topics
     * @param policy by which requests are decided; fixed until the next start
     * @param roster who is told of a spent budget
     * @param isProviderExpected whether an identity provider is configured: what it doesn't confirm in time is told
     */
    public static Topology of(Topics topics, ContainmentPolicy policy, Roster roster, boolean isProviderExpected) {
        AccountsProcessor.Supplier accounts =
                new AccountsProcessor.Supplier(topics.accountCommandResults(), isProviderExpected);
        StageTopology topology = new StageTopology()
                .source(SOURCE, topics.accountRequests())
                .processor(CONTAINMENT, new ContainmentProcessor.Supplier(policy, roster), SOURCE)
                .sink(COMMANDS_SINK, topics.accountCommands(), CONTAINMENT)
                .sink(BLOCKS_SINK, topics.blocks(), CONTAINMENT)
                .sink(ALERTS_SINK, topics.alerts(), CONTAINMENT)
                .sink(REJECTED_SINK, topics.rejected(), CONTAINMENT);
        roster.roles().forEach(role -> topology.sink(roleAlerts(role), topics.alerts(role.id()), CONTAINMENT));
        return topology.source(COMMANDS_SOURCE, topics.accountCommands())
                .source(RESULTS_SOURCE, topics.accountCommandResults())
                .processor(ACCOUNTS, accounts, COMMANDS_SOURCE, RESULTS_SOURCE)
                .sink(ACCOUNTS_SINK, topics.accounts(), ACCOUNTS)
                .sink(UNDONE_SINK, topics.accountRequests(), ACCOUNTS)
                .sink(REJECTED_RESULTS_SINK, topics.rejected(), ACCOUNTS)
                .build();
    }

    static String roleAlerts(Role role) {
        return "alerts-" + role.id() + "-sink";
    }
}
