package io.tocsin.monitor.broker;

import io.tocsin.monitor.wire.TopicSpec;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;

/** Compares a topic with the catalogue: what makes it unfit, and what merely differs. */
final class TopicVerifier {
    private final TopicSpec wanted;
    private final TopicDescription found;
    private final Config config;
    private final List<String> problems = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    private TopicVerifier(TopicSpec wanted, TopicDescription found, Config config) {
        this.wanted = wanted;
        this.found = found;
        this.config = config;
    }

    static TopicStatus verify(TopicSpec wanted, TopicDescription found, Config config) {
        TopicVerifier verifier = new TopicVerifier(wanted, found, config);
        verifier.partitions();
        verifier.timestampType();
        verifier.cleanupPolicy();
        verifier.maxMessageBytes();
        verifier.retention();
        verifier.replicas();
        TopicStatus.State state = verifier.problems.isEmpty() ? TopicStatus.State.VERIFIED : TopicStatus.State.UNFIT;
        return new TopicStatus(wanted.name(), state, found.partitions().size(), verifier.problems, verifier.remarks);
    }

    private void partitions() {
        int count = found.partitions().size();
        if (count != wanted.partitions()) {
            problems.add("The topic " + wanted.name() + " has " + count + " partitions, and the configuration says "
                    + wanted.partitions()
                    + ". Partitions are fixed at creation, because a key must stay where its state"
                    + " is: set `partitions: " + count + "`, or start afresh with another `topic_prefix`");
        }
    }

    private void timestampType() {
        String found = value("message.timestamp.type");
        if (!found.equals("LogAppendTime")) {
            problems.add("The topic " + wanted.name() + " has message.timestamp.type=" + found
                    + "; LogAppendTime is needed, because windows and retention go by the time of arrival: alter the"
                    + " topic before anything is written to it");
        }
    }

    private void cleanupPolicy() {
        String wantedPolicy = wanted.configs().getOrDefault("cleanup.policy", "delete");
        String found = value("cleanup.policy");
        if (!found.equals(wantedPolicy)) {
            problems.add("The topic " + wanted.name() + " has cleanup.policy=" + found + "; " + wantedPolicy
                    + " is needed, or records that are read back would be lost: alter the topic");
        }
    }

    private void maxMessageBytes() {
        String wantedBytes = wanted.configs().get("max.message.bytes");
        long found = number("max.message.bytes");
        if (wantedBytes != null && found < Long.parseLong(wantedBytes)) {
            problems.add("The topic " + wanted.name() + " has max.message.bytes=" + found + "; at least " + wantedBytes
                    + " is needed, or a large event would stop the stream: alter the topic");
        } else if (wantedBytes != null && found > Long.parseLong(wantedBytes)) {
            remarks.add("max.message.bytes is " + found + ", more than " + wantedBytes);
        }
    }

    private void retention() {
        String wantedMs = wanted.configs().get("retention.ms");
        long found = number("retention.ms");
        if (wantedMs != null && found >= 0 && found < Long.parseLong(wantedMs)) {
            remarks.add("retention.ms is " + found + ", less than the configured " + wantedMs);
        }
    }

    private void replicas() {
        int fewest = found.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        wanted.replicationFactor()
                .filter(factor -> fewest < factor)
                .ifPresent(factor ->
                        remarks.add("a partition has " + fewest + " replicas, less than the configured " + factor));
    }

    private long number(String name) {
        String text = value(name);
        return text.isEmpty() ? -1 : Long.parseLong(text);
    }

    /** Empty where the broker tells nothing of it. */
    private String value(String name) {
        ConfigEntry entry = config.get(name);
        return entry == null || entry.value() == null ? "" : entry.value();
    }
}
