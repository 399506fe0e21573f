package io.tocsin.monitor.mail;

import io.tocsin.monitor.wire.Topics;
import io.tocsin.monitor.worker.LedgerReader;
import io.tocsin.monitor.worker.PairedTopics;
import io.tocsin.monitor.worker.StageThread;
import io.tocsin.monitor.worker.WorkerClients;
import io.tocsin.rules.routing.NotificationOutcome;
import java.time.Duration;
import java.time.InstantSource;
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
 * The mail stage: sends what stands on {@code notifications} and writes what became of it to
 * {@code notification-outcomes}.
 *
 * <p>At least once: an outcome is acknowledged before the notification's offset is committed, and what has an outcome is
 * never sent again. Where the process dies between the server's answer and the outcome, the mail comes twice, with the
 * same bytes and the same Message-ID.
 */
public final class MailSender implements AutoCloseable {

    private static final String STAGE = "mail";
    private static final int MAX_BLOCK_MS = 5_000;
    private static final int MAX_POLL_RECORDS = 100;
    private static final Duration KAFKA_CLOSE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CONSUMER_CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final MailSettings settings;
    private final MailCounters counters = new MailCounters();
    private final DeliveryEngine engine;
    private final MailLoop loop;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final StageThread thread;

    private MailSender(MailSettings settings, MailTransport transport, InstantSource clock, Consumer<String> onDeath) {
        this.settings = settings;
        Topics topics = settings.topics();
        WorkerClients clients =
                new WorkerClients(settings.clientProperties(), topics.prefix(), STAGE, settings.instanceId());
        consumer = clients.member("notifications", MAX_POLL_RECORDS);
        KafkaConsumer<byte[], byte[]> outcomeReader = clients.ledger();
        LedgerReader ledgers =
                new LedgerReader(outcomeReader, topics.notificationOutcomes(), outcomeReader::endOffsets);
        OutcomePublisher publisher =
                new OutcomePublisher(clients.producer("outcomes", MAX_BLOCK_MS), topics.notificationOutcomes());
        ConcurrentLinkedQueue<NotificationOutcome> outcomes = new ConcurrentLinkedQueue<>();
        engine = new DeliveryEngine(
                transport,
                settings.identity(),
                settings.retry(),
                settings.workers(),
                clock,
                new Random(),
                counters,
                outcomes::add);
        loop = new MailLoop(settings, consumer, ledgers, publisher, engine, counters, outcomes);
        List<AutoCloseable> closed =
                List.of(engine, () -> consumer.close(CloseOptions.timeout(CONSUMER_CLOSE_TIMEOUT)), ledgers, publisher);
        thread = new StageThread(STAGE, this::run, closed, death -> onDeath.accept(SafeText.forLog(death)));
    }

    /**
     * Starts to send. The topics must exist.
     *
     * @param transport where mails go; closed with this
     * @param clock tells how old a notification is
     * @param onDeath told why, once, if the stage stops without having been asked to; {@link #status()} says so, too
     */
    public static MailSender start(
            MailSettings settings, MailTransport transport, InstantSource clock, Consumer<String> onDeath) {
        MailSender sender = new MailSender(settings, transport, clock, onDeath);
        sender.thread.start();
        return sender;
    }

    private void run() {
        // The outcomes of a partition's notifications are looked for in the partition of the same number.
        PairedTopics.requireSamePartitions(
                consumer, settings.topics().notifications(), settings.topics().notificationOutcomes());
        loop.run();
    }

    /** What has been done so far, and how it is. */
    public MailStatus status() {
        return new MailStatus(
                counters.sent.sum(),
                counters.deferred.sum(),
                counters.rejected.sum(),
                counters.exhausted.sum(),
                counters.skipped.sum(),
                counters.malformed.sum(),
                loop.pending(),
                engine.underWay(),
                engine.isServerDown(),
                counters.lastError(),
                thread.death().map(SafeText::forLog));
    }

    /** How long ago the stage last asked Kafka for notifications and dealt with the answer. */
    public Duration sinceTurn() {
        return loop.sinceTurn();
    }

    /** What the consumer of the notifications measures. */
    public Map<MetricName, ? extends Metric> kafkaMetrics() {
        return consumer.metrics();
    }

    /**
     * Stops, in bounded time: what is under way gets the grace of the settings, then it is broken off. What has no outcome
     * then is sent after the next start.
     */
    @Override
    public void close() {
        loop.stop();
        thread.join(settings.closeGrace().plus(KAFKA_CLOSE_TIMEOUT));
    }
}
