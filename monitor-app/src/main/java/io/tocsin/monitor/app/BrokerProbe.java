package io.tocsin.monitor.app;

import io.tocsin.monitor.wire.ClientKind;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Asks Kafka whether it is there, at most once a second however often it is asked itself. */
final class BrokerProbe implements AutoCloseable {
    private static final int TIMEOUT_MS = 3_000;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Map<String, Object> properties;
    private @Nullable Admin admin;
    private Optional<String> last = Optional.empty();
    private long askedAtNanos;
    private boolean wasAsked;

    BrokerProbe(Map<String, String> clientProperties) {
        this.properties = ClientKind.ADMIN.impatient(clientProperties, TIMEOUT_MS, TIMEOUT_MS);
    }

    /** What is wrong; takes some seconds if Kafka doesn't answer. */
    synchronized Optional<String> problem() throws InterruptedException {
        if (!wasAsked || System.nanoTime() - askedAtNanos >= FRESH_NANOS) {
            last = ask();
            wasAsked = true;
            askedAtNanos = System.nanoTime();
        }
        return last;
    }

    private Optional<String> ask() throws InterruptedException {
        try {
            if (admin == null) {
                admin = Admin.create(properties);
            }
            admin.describeCluster(new DescribeClusterOptions().timeoutMs(TIMEOUT_MS))
                    .clusterId()
                    .get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (TimeoutException e) {
            return Optional.of("doesn't answer within " + TIMEOUT_MS / 1_000 + " s");
        } catch (ExecutionException e) {
            return Optional.of(
                    "can't be reached: " + Objects.requireNonNull(e.getCause()).getMessage());
        } catch (KafkaException e) {
            return Optional.of("can't be reached: " + e.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(CLOSE_TIMEOUT);
        }
    }
}
