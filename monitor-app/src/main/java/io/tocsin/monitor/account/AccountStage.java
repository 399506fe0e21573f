package io.tocsin.monitor.account;

import io.tocsin.monitor.wire.Topics;
import io.tocsin.monitor.worker.LedgerReader;
import io.tocsin.monitor.worker.LogEnds;
import io.tocsin.monitor.worker.PairedTopics;
import io.tocsin.monitor.worker.StageThread;
import io.tocsin.monitor.worker.WorkerClients;
import io.tocsin.rules.containment.CommandResult.Outcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * The account stage: carries out what stands on {@code account-commands} and writes what became of it to
 * {@code account-command-results}.
 *
 * <p>Each command gets exactly one final result, as results and offsets are committed together. At the provider a command
 * may be carried out more than once, where the process dies between acting and recording, which changes nothing: the
 * result that says {@code ACTING} is there before, and tells the next one whose lock it finds.
 */
public final class AccountStage implements AutoCloseable {

    private static final String STAGE = "account";
    private static final int MAX_BLOCK_MS = 15_000;
    private static final int MAX_POLL_RECORDS = 500;
    private static final Duration KAFKA_CLOSE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CONSUMER_CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final AccountSettings settings;
    private final AccountCounters counters = new AccountCounters();
    private final CommandEngine engine;
    private final AccountLoop loop;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final StageThread thread;

    private AccountStage(
            AccountSettings settings, IdentityProvider provider, InstantSource clock, Consumer<String> onDeath) {
        this.settings = settings;
        Topics topics = settings.topics();
        WorkerClients clients =
                new WorkerClients(settings.clientProperties(), topics.prefix(), STAGE, settings.instanceId());
        consumer = clients.member("commands", MAX_POLL_RECORDS);
        LedgerReader ledgers = new LedgerReader(
                clients.ledger(),
                topics.accountCommandResults(),
                partitions -> LogEnds.of(settings.clientProperties(), partitions));
        ResultPublisher publisher = new ResultPublisher(
                () -> clients.transactions("results", MAX_BLOCK_MS), topics.accountCommandResults());
        ConcurrentLinkedQueue<Report> reports = new ConcurrentLinkedQueue<>();
        engine = new CommandEngine(
                provider, settings.retry(), settings.workers(), clock, new Random(), counters, reports::add);
        ResultRecorder recorder = new ResultRecorder(topics.accountCommands(), publisher, engine, counters, reports);
        loop = new AccountLoop(settings, consumer, ledgers, publisher, engine, recorder, counters);
        List<AutoCloseable> closed =
                List.of(engine, () -> consumer.close(CloseOptions.timeout(CONSUMER_CLOSE_TIMEOUT)), ledgers, publisher);
        thread = new StageThread(STAGE, this::run, closed, onDeath);
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
        // The results of a partition's commands are looked for in the partition of the same number.
        PairedTopics.requireSamePartitions(
                consumer, settings.topics().accountCommands(), settings.topics().accountCommandResults());
        loop.run();
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
                thread.death());
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
        thread.join(settings.closeGrace().plus(KAFKA_CLOSE_TIMEOUT));
    }
}
