package io.tocsin.monitor.mail;

import io.tocsin.monitor.wire.Topics;
import io.tocsin.monitor.worker.LedgerReader;
import io.tocsin.monitor.worker.PairedTopics;
import io.tocsin.rules.routing.NotificationOutcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mail stage: sends what stands on {@code notifications} and writes what became of it to
 * {@code notification-outcomes}.
 *
 * <p>At least once: an outcome is acknowledged before the notification's offset is committed, and what has an outcome is
 * never sent again. Where the process dies between the server's answer and the outcome, the mail comes twice, with the
 * same bytes and the same Message-ID.
 */
public final class MailSender implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MailSender.class);
    private static final Duration KAFKA_CLOSE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CONSUMER_CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final MailSettings settings;
    private final MailCounters counters = new MailCounters();
    private final DeliveryEngine engine;
    private final MailLoop loop;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final LedgerReader ledgers;
    private final OutcomePublisher publisher;
    private final Consumer<String> onDeath;
    private final Thread thread;
    private volatile Optional<String> stopped = Optional.empty();

    private MailSender(MailSettings settings, MailTransport transport, InstantSource clock, Consumer<String> onDeath) {
        this.settings = settings;
        this.onDeath = onDeath;
        MailClients clients = new MailClients(settings);
        Topics topics = settings.topics();
        consumer = clients.notifications();
        KafkaConsumer<byte[], byte[]> outcomeReader = clients.ledger();
        ledgers = new LedgerReader(outcomeReader, topics.notificationOutcomes(), outcomeReader::endOffsets);
        KafkaProducer<byte[], byte[]> producer = clients.outcomes();
        publisher = new OutcomePublisher(producer, topics.notificationOutcomes());
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
        thread = new Thread(this::run, "mail-loop");
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
        try {
            // The outcomes of a partition's notifications are looked for in the partition of the same number.
            PairedTopics.requireSamePartitions(
                    consumer,
                    settings.topics().notifications(),
                    settings.topics().notificationOutcomes());
            loop.run();
        } catch (WakeupException e) {
            LOG.debug("Woken up to stop before it began");
        } catch (RuntimeException | Error e) {
            LOG.error("The mail stage stopped", e);
            stopped = Optional.of(SafeText.forLog(String.valueOf(e.getMessage())));
        } finally {
            engine.close();
            closeQuietly(() -> consumer.close(CloseOptions.timeout(CONSUMER_CLOSE_TIMEOUT)));
            closeQuietly(ledgers);
            closeQuietly(publisher);
        }
        stopped.ifPresent(onDeath);
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
                stopped);
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
        try {
            long ms = settings.closeGrace().plus(KAFKA_CLOSE_TIMEOUT).toMillis();
            thread.join(ms);
            if (thread.isAlive()) {
                LOG.error("The mail stage did not stop within {} ms", ms);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) { // the others still have to be closed
            LOG.warn("A Kafka client of the mail stage did not close cleanly", e);
        }
    }
}
