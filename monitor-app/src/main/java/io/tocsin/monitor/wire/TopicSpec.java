package io.tocsin.monitor.wire;

import java.util.Map;
import java.util.Optional;

/**
 * A topic as it should be.
 *
 * @param name the full name, prefix and all
 * @param partitions how many; fixed at creation
 * @param replicationFactor how many brokers keep a copy; empty: what the brokers' default says
 * @param configs what differs from the broker's defaults, by Kafka's names
 */
public record TopicSpec(String name, int partitions, Optional<Integer> replicationFactor, Map<String, String> configs) {
    public TopicSpec {
        configs = Map.copyOf(configs);
        if (name.length() > 249 || !name.matches("[a-zA-Z0-9._-]+") || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("the topic name \"" + name
                    + "\" isn't one that Kafka allows: 1 to 249 letters, digits, dots, underscores and hyphens");
        }
        if (partitions < 1) {
            throw new IllegalArgumentException("the topic " + name + " has " + partitions + " partitions; at least 1");
        }
        replicationFactor.ifPresent(factor -> {
            if (factor < 1) {
                throw new IllegalArgumentException(
                        "the topic " + name + " has the replication factor " + factor + "; at least 1");
            }
        });
    }
}
