package io.tocsin.monitor.mail;

import io.tocsin.monitor.wire.NotificationOutcomeCodec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes outcomes until they are acknowledged by every replica in sync, however long that takes. */
final class OutcomePublisher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OutcomePublisher.class);
    private static final long RETRY_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private record Answer(Pending pending, @Nullable Exception failure) {}

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Queue<Pending> failed = new ArrayDeque<>();
    private long retryAtNanos;

    /** @param producer idempotent, acks=all; closed with this */
    OutcomePublisher(Producer<byte[], byte[]> producer, String topic) {
        this.producer = producer;
        this.topic = topic;
    }

    /** Begins to write the outcome that the pending notification has by now. */
    void publish(Pending pending) {
        if (pending.outcome == null) {
            throw new IllegalStateException("the notification " + pending.id + " has no outcome");
        }
        byte[] value = NotificationOutcomeCodec.encode(pending.outcome);
        ProducerRecord<byte[], byte[]> outcome = new ProducerRecord<>(topic, pending.partition, pending.key, value);
        try {
            producer.send(outcome, (metadata, failure) -> answers.add(new Answer(pending, failure)));
        } catch (RuntimeException e) { // the producer tells some failures so, others in the callback
            answers.add(new Answer(pending, e));
        }
    }

    /** Passes on what is acknowledged by now, and writes again what failed. */
    void settle(Consumer<Pending> acknowledged) {
        if (!failed.isEmpty() && System.nanoTime() - retryAtNanos >= 0) {
            for (int left = failed.size(); left > 0; left--) {
                publish(failed.remove());
            }
        }
        for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            if (answer.failure() == null) {
                acknowledged.accept(answer.pending());
                continue;
            }
            LOG.error(
                    "The outcome of notification {} could not be written and will be again",
                    answer.pending().id,
                    answer.failure());
            failed.add(answer.pending());
            retryAtNanos = System.nanoTime() + RETRY_AFTER_NANOS;
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
