package io.tocsin.monitor.broker;

import io.tocsin.monitor.wire.ClientKind;
import io.tocsin.monitor.wire.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates the topics of the catalogue and verifies those that exist. Changes no topic that exists. */
public final class TopicAdmin implements AutoCloseable {
    private static final int REQUEST_TIMEOUT_MS = 10_000;
    private static final int TIMEOUT_MS = 30_000;
    private static final int POLL_MS = 50;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final Admin admin;

    /**
     * Connects when the first question is asked.
     *
     * @param clientProperties as {@link KafkaAccess#clientProperties()} gives them
     */
    public TopicAdmin(Map<String, String> clientProperties) {
        Map<String, Object> properties = ClientKind.ADMIN.impatient(clientProperties, REQUEST_TIMEOUT_MS, TIMEOUT_MS);
        properties.putIfAbsent(AdminClientConfig.CLIENT_ID_CONFIG, "tocsin-topics");
        admin = Admin.create(properties);
    }

    /**
     * Creates what is missing and verifies the rest. May be called again, and by several processes at once.
     *
     * @return one status per topic, in the catalogue's order; a topic with problems must stop the start-up
     * @throws BrokerException if Kafka can't be reached or refuses
     */
    public List<TopicStatus> createMissing(List<TopicSpec> catalogue) throws BrokerException {
        Map<String, TopicDescription> existing = describe(catalogue);
        List<TopicSpec> missing = catalogue.stream()
                .filter(spec -> !existing.containsKey(spec.name()))
                .toList();
        Set<String> created = create(missing);
        awaitVisible(missing);
        awaitLeaders(catalogue);
        return verify(catalogue, created);
    }

    /**
     * Verifies the topics and creates none.
     *
     * @return one status per topic, in the catalogue's order; a topic with problems must stop the start-up
     * @throws BrokerException if Kafka can't be reached or refuses
     */
    public List<TopicStatus> verify(List<TopicSpec> catalogue) throws BrokerException {
        return verify(catalogue, Set.of());
    }

    /** The problems of all topics, empty when the stages can start. */
    public static List<String> problems(List<TopicStatus> statuses) {
        return statuses.stream().flatMap(status -> status.problems().stream()).toList();
    }

    @Override
    public void close() {
        admin.close(CLOSE_TIMEOUT);
    }

    private List<TopicStatus> verify(List<TopicSpec> catalogue, Set<String> created) throws BrokerException {
        Map<String, TopicDescription> existing = describe(catalogue);
        Map<String, Config> configs = configs(existing.keySet());
        List<TopicStatus> statuses = new ArrayList<>();
        for (TopicSpec spec : catalogue) {
            TopicDescription description = existing.get(spec.name());
            Config config = configs.get(spec.name());
            if (description == null || config == null) {
                statuses.add(TopicStatus.missing(spec.name()));
                continue;
            }
            TopicStatus status = TopicVerifier.verify(spec, description, config);
            boolean fresh = created.contains(spec.name()) && status.state() == TopicStatus.State.VERIFIED;
            statuses.add(
                    fresh
                            ? new TopicStatus(
                                    status.name(),
                                    TopicStatus.State.CREATED,
                                    status.partitions(),
                                    status.problems(),
                                    status.remarks())
                            : status);
        }
        return List.copyOf(statuses);
    }

    /** Those that this call created; one that another process created in the meantime is not among them. */
    private Set<String> create(List<TopicSpec> missing) throws BrokerException {
        List<NewTopic> topics = missing.stream().map(TopicAdmin::newTopic).toList();
        Map<String, KafkaFuture<Void>> results = admin.createTopics(topics).values();
        Set<String> created = new HashSet<>();
        for (Map.Entry<String, KafkaFuture<Void>> result : results.entrySet()) {
            try {
                result.getValue().get();
                created.add(result.getKey());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw refused("create the topic " + result.getKey(), e);
                }
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
        return created;
    }

    private static NewTopic newTopic(TopicSpec spec) {
        Optional<Short> replicas = spec.replicationFactor().map(Integer::shortValue);
        return new NewTopic(spec.name(), Optional.of(spec.partitions()), replicas).configs(spec.configs());
    }

    /** A topic is created before every broker knows it, and Streams stops when a source topic is unknown. */
    private void awaitVisible(List<TopicSpec> specs) throws BrokerException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS);
        while (describe(specs).size() < specs.size()) {
            if (System.nanoTime() >= deadline) {
                throw new BrokerException("Kafka created the topics but doesn't show them after " + TIMEOUT_MS + " ms");
            }
            sleep();
        }
    }

    /**
     * A broker shows a partition a moment before it leads it. An idempotent producer whose first batch comes too early
     * and whose second doesn't loses the first (KAFKA-15591). Only the leader answers for offsets, and the client asks
     * until it does.
     */
    private void awaitLeaders(List<TopicSpec> catalogue) throws BrokerException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (TopicDescription topic : describe(catalogue).values()) {
            topic.partitions()
                    .forEach(
                            each -> asked.put(new TopicPartition(topic.name(), each.partition()), OffsetSpec.latest()));
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS);
        while (!haveLeaders(asked)) {
            if (System.nanoTime() >= deadline) {
                throw new BrokerException("Kafka's topics don't have their leaders after " + TIMEOUT_MS + " ms");
            }
            sleep();
        }
    }

    /** False where the broker that was asked hasn't heard of a topic yet; another leader is waited for by the client. */
    private boolean haveLeaders(Map<TopicPartition, OffsetSpec> asked) throws BrokerException {
        try {
            admin.listOffsets(asked).all().get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw refused("find the leaders of the topics", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static void sleep() throws BrokerException {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Map<String, TopicDescription> describe(List<TopicSpec> catalogue) throws BrokerException {
        List<String> names = catalogue.stream().map(TopicSpec::name).toList();
        Map<String, TopicDescription> found = new LinkedHashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> answer :
                admin.describeTopics(names).topicNameValues().entrySet()) {
            try {
                found.put(answer.getKey(), answer.getValue().get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw refused("describe the topic " + answer.getKey(), e);
                }
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
        return found;
    }

    /** Without those that were deleted since they were described. */
    private Map<String, Config> configs(Set<String> names) throws BrokerException {
        List<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<String, Config> configs = new HashMap<>();
        for (Map.Entry<ConfigResource, KafkaFuture<Config>> answer :
                admin.describeConfigs(resources).values().entrySet()) {
            String name = answer.getKey().name();
            try {
                configs.put(name, answer.getValue().get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw refused("read the configuration of the topic " + name, e);
                }
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
        return configs;
    }

    private static BrokerException refused(String what, ExecutionException failed) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        String reason;
        if (cause instanceof AuthenticationException) {
            reason = "Kafka doesn't accept the credentials";
        } else if (cause instanceof AuthorizationException) {
            reason = "this user isn't allowed to";
        } else if (cause instanceof InvalidReplicationFactorException) {
            reason = "the cluster has fewer brokers than `replication_factor` says";
        } else if (cause instanceof TimeoutException) {
            reason = "Kafka doesn't answer at the configured address";
        } else {
            reason = cause.getClass().getSimpleName();
        }
        return new BrokerException("Can't " + what + ": " + reason + " (" + cause.getMessage() + ")", cause);
    }

    private static BrokerException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new BrokerException("Interrupted while asking Kafka about its topics", e);
    }
}
