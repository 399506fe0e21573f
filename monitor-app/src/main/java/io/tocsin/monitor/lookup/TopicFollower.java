package io.tocsin.monitor.lookup;

import io.tocsin.monitor.wire.ClientKind;
import io.tocsin.monitor.wire.MalformedRecordException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the whole of a compacted topic, committed records only and outside of any group: each process holds all of it, so
 * that no rebalance moves anything. Whether it is up to date is proven, not assumed: a few times a second it asks the
 * brokers for the ends, and once it stands there, it was up to date when it asked. While Kafka can't be reached nothing is
 * proven, and it goes on trying.
 */
final class TopicFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PROOF_EVERY = Duration.ofMillis(250);
    private static final Duration ENDS_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    /** The ends that the brokers told, and when they were asked. */
    private record Ends(Map<TopicPartition, Long> offsets, long askedNs) {}

    private final Map<String, Object> properties;
    private final String topic;
    private final TopicView view;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean isFailing;

    private TopicFollower(Map<String, String> clientProperties, String topic, TopicView view) {
        this.properties = ClientKind.CONSUMER.properties(clientProperties);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        this.topic = topic;
        this.view = view;
        this.thread = new Thread(this::run, "tocsin-lookup-" + topic);
        thread.setDaemon(true);
    }

    static TopicFollower start(Map<String, String> clientProperties, String topic, TopicView view) {
        TopicFollower follower = new TopicFollower(clientProperties, topic, view);
        follower.thread.start();
        return follower;
    }

    private void run() {
        while (!isStopped()) {
            try (Consumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                follow(consumer);
                consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
            } catch (InterruptException | WakeupException e) {
                return;
            } catch (KafkaException e) {
                // Whoever asks is told that the answer is too old; the topic is read from its beginning again.
                isFailing = true;
                LOG.warn("The topic {} can't be followed; tried again in {} s", topic, PAUSE.toSeconds(), e);
                pause();
            }
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        // What was unlocked and forgotten since has left nothing in the topic that would say so.
        view.freshness().clear();
        view.clear();
        Ends ends = ends(consumer, partitions);
        while (!isStopped()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                take(record);
            }
            if (stands(consumer, ends)) {
                view.freshness().readUpTo(ends.askedNs());
                ends = newer(consumer, partitions, ends);
            }
        }
    }

    private Ends newer(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, Ends known) {
        if (System.nanoTime() - known.askedNs() < PROOF_EVERY.toNanos()) {
            return known;
        }
        try {
            Ends newer = ends(consumer, partitions);
            isFailing = false;
            return newer;
        } catch (TimeoutException e) {
            isFailing = true;
            return known;
        }
    }

    private static Ends ends(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        long askedNs = System.nanoTime();
        return new Ends(consumer.endOffsets(partitions, ENDS_TIMEOUT), askedNs);
    }

    private static boolean stands(Consumer<byte[], byte[]> consumer, Ends ends) {
        for (Map.Entry<TopicPartition, Long> end : ends.offsets().entrySet()) {
            if (consumer.position(end.getKey(), ENDS_TIMEOUT) < end.getValue()) {
                return false;
            }
        }
        return true;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            view.take(record);
        } catch (MalformedRecordException e) {
            LOG.error(
                    "The record {} of partition {} of {} is passed over: {}",
                    record.offset(),
                    record.partition(),
                    topic,
                    e.getMessage());
        }
    }

    /** Whether Kafka can't be reached. */
    boolean isFailing() {
        return isFailing;
    }

    private boolean isStopped() {
        return stop.getCount() == 0;
    }

    private void pause() {
        try {
            stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Has it end soon, without waiting for it. */
    void askToStop() {
        stop.countDown();
    }

    /** Ends within some seconds. */
    @Override
    public void close() {
        askToStop();
        try {
            thread.join(CLOSE_TIMEOUT.plus(ENDS_TIMEOUT).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            thread.interrupt();
        }
    }
}
