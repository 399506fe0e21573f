package io.tocsin.monitor.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The settings of the one node: Kafka's defaults made small enough for a laptop and safe enough for a shared one. */
final class NodeSettings {
    static final int NODE_ID = 1;
    static final String HOST = "127.0.0.1";
    static final String CLIENT_LISTENER = "CLIENT";
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private static final int MIN_CLEANER_BYTES = 8 << 20;
    private static final int MAX_CLEANER_BYTES = 64 << 20;

    private NodeSettings() {}

    /**
     * Every setting that differs from Kafka's default.
     *
     * @param logFolder where Kafka keeps its data
     * @param controllerPort the port that is bound already, because the voters' list must name it
     * @param maxStartup how long the start may take
     */
    static Map<String, String> of(Path logFolder, int controllerPort, BrokerSecret secret, Duration maxStartup) {
        Map<String, String> settings = new HashMap<>();
        settings.putAll(identity(logFolder, controllerPort));
        settings.putAll(security(secret));
        settings.putAll(oneReplica());
        settings.putAll(quickStart());
        settings.putAll(smallFootprint());
        settings.putAll(durability());
        settings.put("server.max.startup.time.ms", Long.toString(maxStartup.toMillis()));
        return settings;
    }

    private static Map<String, String> identity(Path logFolder, int controllerPort) {
        String controller = HOST + ":" + controllerPort;
        return Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                Integer.toString(NODE_ID),
                "listeners",
                CLIENT_LISTENER + "://" + HOST + ":0," + CONTROLLER_LISTENER + "://" + controller,
                "controller.listener.names",
                CONTROLLER_LISTENER,
                "inter.broker.listener.name",
                CLIENT_LISTENER,
                "controller.quorum.voters",
                NODE_ID + "@" + controller,
                "log.dirs",
                logFolder.toString());
    }

    /** A password on every listener, and nothing allowed but to its one user. */
    private static Map<String, String> security(BrokerSecret secret) {
        return Map.of(
                "listener.security.protocol.map",
                CLIENT_LISTENER + ":SASL_PLAINTEXT," + CONTROLLER_LISTENER + ":SASL_PLAINTEXT",
                "sasl.enabled.mechanisms",
                "PLAIN",
                "sasl.mechanism.inter.broker.protocol",
                "PLAIN",
                "sasl.mechanism.controller.protocol",
                "PLAIN",
                "listener.name.client.plain.sasl.jaas.config",
                secret.serverJaasConfig(),
                "listener.name.controller.plain.sasl.jaas.config",
                secret.serverJaasConfig(),
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users",
                "User:" + BrokerSecret.USER,
                "allow.everyone.if.no.acl.found",
                "false",
                // A mistyped name must not become a topic with the wrong settings.
                "auto.create.topics.enable",
                "false");
    }

    private static Map<String, String> oneReplica() {
        return Map.of(
                "default.replication.factor", "1",
                "min.insync.replicas", "1",
                "offsets.topic.replication.factor", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1");
    }

    /** Waits that make sense among many machines, cut down to what one process needs. */
    private static Map<String, String> quickStart() {
        return Map.of(
                "controller.quorum.election.timeout.ms", "200",
                "controller.quorum.election.backoff.max.ms", "200",
                "broker.heartbeat.interval.ms", "500",
                "group.initial.rebalance.delay.ms", "0",
                // The first write of a transaction waits here for the end of the one before; when the wait is too short
                // the producer is refused and tries again, with a warning each time.
                "add.partitions.to.txn.retry.backoff.ms", "5",
                "add.partitions.to.txn.retry.backoff.max.ms", "10000",
                // A transaction that a killed process left open blocks readers of committed records until it is
                // aborted.
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    }

    private static Map<String, String> smallFootprint() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "offsets.topic.num.partitions", "2",
                "transaction.state.log.num.partitions", "2",
                "share.coordinator.state.topic.num.partitions", "1",
                "num.network.threads", "2",
                "num.io.threads", "2",
                "background.threads", "2",
                "group.coordinator.threads", "1",
                "log.cleaner.threads", "1",
                "log.cleaner.dedupe.buffer.size",
                        Integer.toString(cleanerBytes(Runtime.getRuntime().maxMemory()))));
        settings.put("log.segment.bytes", Integer.toString(64 << 20));
        // Enough for the index of such a segment (12 bytes per 4 KiB); the default preallocates 10 MiB each.
        settings.put("log.index.size.max.bytes", Integer.toString(1 << 20));
        // One node has no rival for leadership and no follower that needs a heartbeat written twice a second.
        settings.put("auto.leader.rebalance.enable", "false");
        settings.put("metadata.max.idle.interval.ms", "0");
        return settings;
    }

    /**
     * How much of the heap the cleaner has for the keys of one pass, 24 bytes each. A compacted log with more of them is
     * copied once for each such part of its keys: the changelog of ten million groups 16 times, were it always 8 MiB.
     */
    static int cleanerBytes(long maxHeapBytes) {
        return (int) Math.max(MIN_CLEANER_BYTES, Math.min(maxHeapBytes / 64, MAX_CLEANER_BYTES));
    }

    private static Map<String, String> durability() {
        return Map.of(
                // Topics that set flush.ms are looked at this often; Kafka's default is never.
                "log.flush.scheduler.interval.ms", "1000",
                "log.initial.task.delay.ms", "5000",
                // A computer that was off for more than a week must not read its events again from the start.
                "offsets.retention.minutes", Integer.toString(Integer.MAX_VALUE));
    }
}
