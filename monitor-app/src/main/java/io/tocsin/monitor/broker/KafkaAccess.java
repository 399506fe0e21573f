package io.tocsin.monitor.broker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The way of one command to Kafka, for as long as it is open: an embedded broker that this command runs, one that
 * another process runs on the same data folder, or a cluster.
 */
public final class KafkaAccess implements AutoCloseable {

    /** Whose broker it is. */
    public enum Kind {
        /** An embedded broker that this command started; it stops when this is closed. */
        STARTED,
        /** An embedded broker of another process. */
        JOINED,
        /** A cluster that the configuration names. */
        CLUSTER
    }

    /** How long another process that holds the data folder may take until its broker answers, or until it is gone. */
    private static final Duration JOIN_TIMEOUT = Duration.ofMinutes(1);

    private static final int JOIN_POLL_MS = 100;
    private static final int CONNECT_TIMEOUT_MS = 2_000;

    private final Kind kind;
    private final Map<String, String> clientProperties;
    private final @Nullable EmbeddedBroker started;

    private KafkaAccess(Kind kind, Map<String, String> clientProperties, @Nullable EmbeddedBroker started) {
        this.kind = kind;
        this.clientProperties = Map.copyOf(clientProperties);
        this.started = started;
    }

    /**
     * Starts the embedded broker: for {@code run}, which is the one that others join.
     *
     * @throws DataFolderInUseException if another broker works on the folder
     * @throws BrokerException if it can't start
     */
    public static KafkaAccess start(Path dataFolder) throws BrokerException {
        EmbeddedBroker broker = EmbeddedBroker.start(dataFolder);
        return new KafkaAccess(Kind.STARTED, broker.clientProperties(), broker);
    }

    /**
     * Uses the embedded broker of the process that holds the folder, or starts one when nobody does: for every command
     * but {@code run}. Waits while that process starts or stops.
     *
     * @throws DataFolderInUseException if a process holds the folder for a minute without a broker that answers
     * @throws BrokerException if no broker can be started or {@code broker.properties} can't be read
     */
    public static KafkaAccess join(Path dataFolder) throws BrokerException {
        return join(dataFolder, JOIN_TIMEOUT);
    }

    static KafkaAccess join(Path dataFolder, Duration timeout) throws BrokerException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            try {
                return start(dataFolder);
            } catch (DataFolderInUseException inUse) {
                Optional<Map<String, String>> running =
                        readProperties(dataFolder).filter(KafkaAccess::answers);
                if (running.isPresent()) {
                    return new KafkaAccess(Kind.JOINED, running.get(), null);
                }
                if (System.nanoTime() >= deadline) {
                    throw inUse;
                }
            }
            pause(dataFolder);
        }
    }

    /**
     * Uses a cluster.
     *
     * @param clientProperties handed to every client as they are; {@code bootstrap.servers} among them
     */
    public static KafkaAccess cluster(Map<String, String> clientProperties) {
        return new KafkaAccess(Kind.CLUSTER, clientProperties, null);
    }

    /** Whether an embedded broker has ever run on a folder, be it this moment. */
    public static boolean hasRun(Path dataFolder) {
        return KafkaNode.isFormatted(EmbeddedBroker.logFolder(dataFolder));
    }

    /** Whose broker it is. */
    public Kind kind() {
        return kind;
    }

    /** Whether this is an embedded broker, whoever runs it: one replica, topics created without being asked. */
    public boolean isEmbedded() {
        return kind != Kind.CLUSTER;
    }

    /** What every client of Kafka needs: addresses and security, or all that the configuration says. */
    public Map<String, String> clientProperties() {
        return clientProperties;
    }

    /** Completes with the reason if the broker that this command started dies; else never. */
    public CompletionStage<Throwable> fault() {
        return started == null ? new CompletableFuture<Throwable>().minimalCompletionStage() : started.fault();
    }

    /** Stops the broker if this command started it; every client should be closed before. A second call does nothing. */
    @Override
    public void close() {
        if (started != null) {
            started.close();
        }
    }

    private static Optional<Map<String, String>> readProperties(Path dataFolder) throws BrokerException {
        try {
            return BrokerProperties.read(dataFolder);
        } catch (IOException e) {
            throw new BrokerException(
                    "The broker of the data folder " + dataFolder
                            + " belongs to another user, or its broker.properties can't be read: " + e,
                    e);
        }
    }

    /** Tells a broker from the remains of a killed one whose successor hasn't come round to removing them. */
    private static boolean answers(Map<String, String> clientProperties) {
        String[] address =
                clientProperties.getOrDefault("bootstrap.servers", "").split(":", -1);
        if (address.length != 2) {
            return false;
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address[0], Integer.parseInt(address[1])), CONNECT_TIMEOUT_MS);
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private static void pause(Path dataFolder) throws BrokerException {
        try {
            TimeUnit.MILLISECONDS.sleep(JOIN_POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("Interrupted while waiting for the broker of " + dataFolder, e);
        }
    }
}
