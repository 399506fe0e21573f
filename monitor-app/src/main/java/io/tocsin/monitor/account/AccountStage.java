package io.tocsin.monitor.account;

import io.tocsin.monitor.wire.Topics;
import io.tocsin.monitor.worker.LedgerReader;
import io.tocsin.monitor.worker.LogEnds;
import io.tocsin.monitor.worker.PairedTopics;
import io.tocsin.rules.containment.CommandResult.Outcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The account stage: carries out what stands on {@code account-commands} and writes what became of it to
 * {@code account-command-results}.
 *
 * <p>Each command gets exactly one final result, as results and offsets are committed together. At the provider a command
 * may be carried out more than once, where the process dies between acting and recording, which changes nothing: the
 * result that says {@code ACTING} is there before, and tells the next one whose lock it finds.
 */
public final class AccountStage implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AccountStage.class);
    private static final Duration KAFKA_CLOSE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CONSUMER_CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final AccountSettings settings;
    private final AccountCounters counters = new AccountCounters();
    private final CommandEngine engine;
    private final AccountLoop loop;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final LedgerReader ledgers;
    private final ResultPublisher publisher;
    private final Consumer<String> onDeath;
    private final Thread thread;
    private volatile Optional<String> stopped = Optional.empty();

    private AccountStage(
            AccountSettings settings, IdentityProvider provider, InstantSource clock, Consumer<String> onDeath) {
        this.settings = settings;
        this.onDeath = onDeath;
        AccountClients clients = new AccountClients(settings);
        Topics topics = settings.topics();
        consumer = clients.commands();
        ledgers = new LedgerReader(
                clients.ledger(),
                topics.accountCommandResults(),
                partitions -> LogEnds.of(settings.clientProperties(), partitions));
        publisher = new ResultPublisher(clients::results, topics.accountCommandResults());
        ConcurrentLinkedQueue<Report> reports = new ConcurrentLinkedQueue<>();
        engine = new CommandEngine(
                provider, settings.retry(), settings.workers(), clock, new Random(), counters, reports::add);
        ResultRecorder recorder = new ResultRecorder(topics.accountCommands(), publisher, engine, counters, reports);
        loop = new AccountLoop(settings, consumer, ledgers, publisher, engine, recorder, counters);
        thread = new Thread(this::run, "account-loop");
    }

    /**
     * Starts to carry commands out. The topics must exist.
     *
     * @param provider where they are carried out; closed with this
     * @param clock tells whether a lock's end has passed
     * @param onDeath told why, once, if the stage stops without having been asked to; {@link #status()} says so, too
     */
    public static AccountStage start(
            AccountSettings settings, IdentityProvider provider, InstantSource clock, Consumer<String> onDeath) {
        AccountStage stage = new AccountStage(settings, provider, clock, onDeath);
        stage.thread.start();
        return stage;
    }

    private void run() {
        try {
            // The results of a partition's commands are looked for in the partition of the same number.
            PairedTopics.requireSamePartitions(
                    consumer,
                    settings.topics().accountCommands(),
                    settings.topics().accountCommandResults());
            loop.run();
        } catch (WakeupException e) {
            LOG.debug("Woken up to stop before it began");
        } catch (RuntimeException | Error e) {
            LOG.error("The account stage stopped", e);
            stopped = Optional.of(String.valueOf(e.getMessage()));
        } finally {
            engine.close();
            closeQuietly(() -> consumer.close(CloseOptions.timeout(CONSUMER_CLOSE_TIMEOUT)));
            closeQuietly(ledgers);
            closeQuietly(publisher);
        }
        stopped.ifPresent(onDeath);
    }

    /** What has been done so far, and how it is. */
    public AccountStatus status() {
        Map<Outcome, Long> recorded = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            recorded.put(outcome, counters.recorded(outcome));
        }
        return new AccountStatus(
                recorded,
                counters.deferred.sum(),
                counters.skipped.sum(),
                counters.malformed.sum(),
                loop.pending(),
                engine.underWay(),
                engine.isProviderDown(),
                counters.lastError(),
                stopped);
    }

    /** How long ago the stage last asked Kafka for commands and dealt with the answer. */
    public Duration sinceTurn() {
        return loop.sinceTurn();
    }

    /** What the consumer of the commands measures. */
    public Map<MetricName, ? extends Metric> kafkaMetrics() {
        return consumer.metrics();
    }

    /**
     * Stops, in bounded time: what is under way gets the grace of the settings, then it is broken off. What has no final
     * result then goes on after the next start.
     */
    @Override
    public void close() {
        loop.stop();
        try {
            long ms = settings.closeGrace().plus(KAFKA_CLOSE_TIMEOUT).toMillis();
            thread.join(ms);
            if (thread.isAlive()) {
                LOG.error("The account stage did not stop within {} ms", ms);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) { // the others still have to be closed
            LOG.warn("A Kafka client of the account stage did not close cleanly", e);
        }
    }
}
