package io.tocsin.monitor.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker of one node in this process: loopback only, a port of the system's choice, a password of this
 * start on every listener, its data under one folder that survives restarts and crashes of the process. One replica
 * survives the death of the process but not a power cut, so it isn't for production.
 *
 * <p>The data folder gets {@code lock} (held while the broker runs), {@code broker.properties} (how other commands
 * reach it, while it runs) and {@code kafka/} (Kafka's own data).
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

    /** Long enough to check the logs of a full folder after a crash, on a busy machine. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    private final Path folder;
    private final FolderLock lock;
    private final KafkaNode node;
    private final Map<String, String> clientProperties;
    private final CompletableFuture<Throwable> fault;
    private boolean closed;

    private EmbeddedBroker(
            Path folder,
            FolderLock lock,
            KafkaNode node,
            Map<String, String> clientProperties,
            CompletableFuture<Throwable> fault) {
        this.folder = folder;
        this.lock = lock;
        this.node = node;
        this.clientProperties = clientProperties;
        this.fault = fault;
    }

    /**
     * Starts a broker on a folder and waits until clients can use it: two to five seconds.
     *
     * @param dataFolder created when missing
     * @throws DataFolderInUseException if a broker works on this folder already
     * @throws BrokerException if it can't start, or not within two minutes
     */
    public static EmbeddedBroker start(Path dataFolder) throws BrokerException {
        Path folder = dataFolder.toAbsolutePath().normalize();
        if (folder.toString().contains(",")) {
            throw new BrokerException("The data folder " + folder + " has a comma in its name, at which Kafka would"
                    + " take it for two folders: name another one");
        }
        FolderLock lock = FolderLock.take(folder);
        Starting starting = new Starting(folder, lock);
        try {
            // One that a killed process left behind would send other commands to a port that is someone else's by now.
            BrokerProperties.delete(folder);
        } catch (IOException e) {
            closeQuietly(lock);
            throw new BrokerException("The data folder " + folder + " can't be written: " + e, e);
        }
        KafkaNode node = starting.await();
        Map<String, String> properties = BrokerProperties.of(node.bootstrapServers(), starting.secret);
        EmbeddedBroker broker = new EmbeddedBroker(folder, lock, node, properties, starting.fault);
        try {
            BrokerProperties.write(folder, properties);
        } catch (IOException e) {
            broker.close();
            throw new BrokerException("The data folder " + folder + " can't be written: " + e, e);
        }
        LOG.info("Embedded broker started on {} with its data in {}", properties.get("bootstrap.servers"), folder);
        return broker;
    }

    /** Where Kafka's own data are in a data folder. */
    static Path logFolder(Path dataFolder) {
        return dataFolder.resolve("kafka");
    }

    /** What any client of Kafka needs to use this broker: address, protocol, mechanism, password. */
    public Map<String, String> clientProperties() {
        return clientProperties;
    }

    /** Where its data are. */
    public Path dataFolder() {
        return folder;
    }

    /** Completes with the reason if the broker dies of a fatal fault; else never. */
    public CompletionStage<Throwable> fault() {
        return fault.minimalCompletionStage();
    }

    /**
     * Stops the broker, cleanly and in bounded time; every client should be closed before. May be called more than once
     * and from any thread, a shutdown hook's too: whoever comes second waits for the first.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            BrokerProperties.delete(folder);
        } catch (IOException e) {
            LOG.warn("broker.properties of {} could not be removed; the next start ignores it", folder, e);
        }
        if (stops(node)) {
            closeQuietly(lock);
            LOG.info("Embedded broker stopped");
        } else {
            // Whatever still runs may write: the folder stays locked until the process ends.
            LOG.error("The embedded broker did not stop cleanly within {} s", STOP_TIMEOUT.toSeconds());
        }
    }

    /**
     * Stops on a thread of its own, so that neither a hanging part nor an interrupt of the caller leaves it half done.
     *
     * @return whether all of it stopped, without an error and in time
     */
    private static boolean stops(KafkaNode node) {
        AtomicBoolean stopped = new AtomicBoolean();
        Thread stopper = new Thread(
                () -> {
                    node.stop();
                    stopped.set(true);
                },
                "embedded-broker-stop");
        stopper.setDaemon(true);
        stopper.setUncaughtExceptionHandler((thread, e) -> LOG.error("The embedded broker stopped with an error", e));
        stopper.start();
        boolean interrupted = false;
        long deadline = System.nanoTime() + STOP_TIMEOUT.toNanos();
        while (stopper.isAlive() && System.nanoTime() < deadline) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(stopper, Math.max(1, deadline - System.nanoTime()));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return stopped.get();
    }

    private static void closeQuietly(FolderLock lock) {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("The lock of the data folder could not be released; it ends with this process", e);
        }
    }

    /** One attempt to start, on a thread of its own: a fault can leave Kafka's start waiting for ever. */
    private static final class Starting {
        private final BrokerSecret secret = BrokerSecret.random();
        private final CompletableFuture<Throwable> fault = new CompletableFuture<>();
        private final CompletableFuture<KafkaNode> started = new CompletableFuture<>();
        private final Path folder;
        private final FolderLock lock;

        Starting(Path folder, FolderLock lock) {
            this.folder = folder;
            this.lock = lock;
        }

        KafkaNode await() throws BrokerException {
            Thread starter = new Thread(this::run, "embedded-broker-start");
            starter.setDaemon(true);
            starter.start();
            try {
                CompletableFuture.anyOf(started, fault).get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
                if (started.isDone()) {
                    return started.get();
                }
                throw abandoned(": " + fault.join(), fault.join());
            } catch (ExecutionException e) {
                throw abandoned(": " + e.getCause(), e);
            } catch (TimeoutException e) {
                throw abandoned(" within " + START_TIMEOUT.toSeconds() + " s; the log says how far it came", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw abandoned(": interrupted", e);
            }
        }

        /** The folder stays locked for as long as this thread may write to it. */
        private void run() {
            KafkaNode node;
            try {
                node = KafkaNode.start(logFolder(folder), secret, START_TIMEOUT, fault);
            } catch (Throwable e) { // an Error, too, must reach the one who waits
                if (e.getSuppressed().length == 0) { // else it didn't stop either
                    closeQuietly(lock);
                }
                started.completeExceptionally(e);
                return;
            }
            if (!started.complete(node)) {
                node.stop();
                closeQuietly(lock);
            }
        }

        /** Whatever comes up after all stops again. */
        private BrokerException abandoned(String reason, Throwable cause) {
            started.cancel(false);
            return new BrokerException("The embedded broker did not start in " + folder + reason, cause);
        }
    }
}
