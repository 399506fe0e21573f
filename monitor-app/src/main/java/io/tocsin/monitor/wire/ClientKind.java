package io.tocsin.monitor.wire;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A kind of plain Kafka client, and what the configuration says to it: properties without a prefix mean every client,
 * {@code producer.}, {@code consumer.} and {@code admin.} before a name mean one kind alone and win.
 */
public enum ClientKind {
    PRODUCER("producer.", "delivery.timeout.ms", List.of("linger.ms")),
    CONSUMER("consumer.", "default.api.timeout.ms", List.of()),
    ADMIN("admin.", "default.api.timeout.ms", List.of());

    /**
     * How long a member of a group may be silent until others take its partitions over, in milliseconds. Kafka's 45 s are
     * long for a monitor; members beat every 3 s.
     */
    public static final int SESSION_TIMEOUT_MS = 15_000;

    private static final String REQUEST_TIMEOUT = "request.timeout.ms";

    /** The others mean Kafka Streams' clients. */
    private static final List<String> PREFIXES =
            List.of("producer.", "consumer.", "main.consumer.", "restore.consumer.", "global.consumer.", "admin.");

    private final String prefix;
    private final String timeout;
    private final List<String> alsoWaits;

    ClientKind(String prefix, String timeout, List<String> alsoWaits) {
        this.prefix = prefix;
        this.timeout = timeout;
        this.alsoWaits = alsoWaits;
    }

    /** The properties of a client of this kind, which the caller may add to. */
    public Map<String, Object> properties(Map<String, String> configured) {
        Map<String, Object> properties = new HashMap<>();
        configured.forEach((name, value) -> {
            if (PREFIXES.stream().noneMatch(name::startsWith)) {
                properties.put(name, value);
            }
        });
        configured.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                properties.put(name.substring(prefix.length()), value);
            }
        });
        return properties;
    }

    /**
     * The same for a client that gives up sooner than Kafka's do. Kafka refuses a client whose timeout is shorter than
     * that of one request: who configures one of the two has both as configured, or as Kafka has them.
     */
    public Map<String, Object> impatient(Map<String, String> configured, int requestTimeoutMs, int timeoutMs) {
        Map<String, Object> properties = properties(configured);
        if (!properties.containsKey(REQUEST_TIMEOUT)
                && !properties.containsKey(timeout)
                && alsoWaits.stream().noneMatch(properties::containsKey)) {
            properties.put(REQUEST_TIMEOUT, requestTimeoutMs);
            properties.put(timeout, timeoutMs);
        }
        return properties;
    }
}
