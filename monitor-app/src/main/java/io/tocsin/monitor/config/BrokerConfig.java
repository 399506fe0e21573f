package io.tocsin.monitor.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which Kafka the program uses. */
public sealed interface BrokerConfig {

    /** The name under which every configuration of a Kafka client states where the cluster is. */
    String BOOTSTRAP_SERVERS = "bootstrap.servers";

    /**
     * The broker in this process, for trying out.
     *
     * @param impliedByNoFile whether it was chosen because there is no configuration file: the user is told then
     */
    record Embedded(boolean impliedByNoFile) implements BrokerConfig {}

    /**
     * A cluster.
     *
     * @param clientProperties properties of Kafka clients, passed through untouched; {@code bootstrap.servers} among
     *     them
     */
    record Cluster(Map<String, String> clientProperties) implements BrokerConfig {
        public Cluster {
            clientProperties = Collections.unmodifiableMap(new LinkedHashMap<>(clientProperties));
            if (clientProperties.getOrDefault(BOOTSTRAP_SERVERS, "").isBlank()) {
                throw new IllegalArgumentException(
                        "bootstrap.servers is missing; the host:port of at least one broker" + " is needed");
            }
        }
    }

    /** Whether the broker runs in this process, or in a neighbour that shares the data folder. */
    default boolean isEmbedded() {
        return this instanceof Embedded;
    }

    /** The folder for a platform that names none. */
    Path DEFAULT_DATA_FOLDER = Path.of("tocsin-data");
}
