package io.tocsin.monitor.mail;

import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.NotificationCodec;
import io.tocsin.monitor.worker.LedgerReader;
import io.tocsin.rules.routing.Notification;
import io.tocsin.rules.routing.NotificationOutcome;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of the mail stage that talks to Kafka. It reads notifications, hands them to the {@link DeliveryEngine},
 * writes the outcomes and, once they are acknowledged, commits each partition up to its first unfinished notification.
 * It polls all the time; partitions whose ledger is being read or that have too much unfinished are paused.
 */
final class MailLoop implements Runnable, ConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(MailLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration POLL_WHILE_READING_LEDGER = Duration.ofMillis(1);
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(5);
    private static final long COMMIT_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long AFTER_FAILURE_MS = 1_000;
    private static final long SETTLE_POLL_MS = 10;

    private final MailSettings settings;
    private final Consumer<byte[], byte[]> consumer;
    private final LedgerReader ledgers;
    private final OutcomePublisher publisher;
    private final DeliveryEngine engine;
    private final MailCounters counters;
    /** Filled by the engine's threads. */
    private final Queue<NotificationOutcome> outcomes;

    private final Map<TopicPartition, PartitionWork> works = new HashMap<>();
    private final Map<String, Pending> pending = new HashMap<>();
    private long commitAtNanos = System.nanoTime();

    private volatile int pendingCount;
    private volatile long turnedAtNanos = System.nanoTime();
    private volatile boolean stopping;

    MailLoop(
            MailSettings settings,
            Consumer<byte[], byte[]> consumer,
            LedgerReader ledgers,
            OutcomePublisher publisher,
            DeliveryEngine engine,
            MailCounters counters,
            ConcurrentLinkedQueue<NotificationOutcome> outcomes) {
        this.settings = settings;
        this.consumer = consumer;
        this.ledgers = ledgers;
        this.publisher = publisher;
        this.engine = engine;
        this.counters = counters;
        this.outcomes = outcomes;
    }

    /** Notifications read and without an acknowledged outcome; from any thread. */
    int pending() {
        return pendingCount;
    }

    /** How long ago the loop last came round without an error; from any thread. */
    Duration sinceTurn() {
        return Duration.ofNanos(System.nanoTime() - turnedAtNanos);
    }

    /** Makes {@link #run} end; from any thread. */
    void stop() {
        stopping = true;
        consumer.wakeup();
    }

    /** Works until {@link #stop}, or until something happens that can't pass by itself, which is thrown. */
    @Override
    public void run() {
        try {
            consumer.subscribe(List.of(settings.topics().notifications()), this);
            while (!stopping) {
                turnUnlessKafkaFails();
            }
        } finally {
            shutDown();
        }
    }

    private void turnUnlessKafkaFails() {
        try {
            turn();
        } catch (WakeupException e) {
            LOG.debug("Woken up to stop");
        } catch (FencedInstanceIdException e) {
            throw new IllegalStateException(
                    "another process with the same instance_id has taken the stage mail over", e);
        } catch (KafkaException e) {
            counters.failed(SafeText.forLog("Kafka: " + e.getMessage()));
            LOG.error("Kafka failed; trying again", e);
            pause(AFTER_FAILURE_MS);
        }
    }

    private void turn() {
        for (ConsumerRecord<byte[], byte[]> each :
                consumer.poll(ledgers.isReading() ? POLL_WHILE_READING_LEDGER : POLL)) {
            accept(each);
        }
        ledgers.turn();
        publishAndSettle();
        commitIfDue();
        pauseAndResume();
        pendingCount = pending.size();
        turnedAtNanos = System.nanoTime();
    }

    private void accept(ConsumerRecord<byte[], byte[]> record) {
        PartitionWork work = works.get(new TopicPartition(record.topic(), record.partition()));
        if (work == null || !work.isLedgerRead()) {
            throw new IllegalStateException("a record came of a partition whose outcomes aren't known");
        }
        work.began(record.offset());
        Notification notification;
        try {
            notification = NotificationCodec.decode(record.value());
        } catch (MalformedRecordException e) {
            counters.malformed.increment();
            counters.failed(SafeText.forLog("malformed notification: " + e.getMessage()));
            LOG.error(
                    "The record at {}-{} offset {} is no notification and is passed over: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    SafeText.forLog(String.valueOf(e.getMessage())));
            work.finished(record.offset());
            return;
        }
        if (work.ledger().contains(notification.id())) {
            counters.skipped.increment();
            work.finished(record.offset());
            return;
        }
        Pending known = pending.get(notification.id());
        if (known != null) { // written twice, or read again while it is under way: one outcome is for both
            known.offsets.add(record.offset());
            return;
        }
        Pending entry = new Pending(notification.id(), record.partition(), record.key());
        entry.offsets.add(record.offset());
        pending.put(entry.id, entry);
        engine.submit(notification);
    }

    private void publishAndSettle() {
        for (NotificationOutcome each = outcomes.poll(); each != null; each = outcomes.poll()) {
            Pending entry = pending.get(each.id());
            if (entry == null || entry.outcome != null) {
                throw new IllegalStateException("an outcome came of a notification that isn't under way: " + each.id());
            }
            entry.outcome = each;
            publisher.publish(entry);
        }
        publisher.settle(this::acknowledged);
    }

    private void acknowledged(Pending entry) {
        pending.remove(entry.id);
        PartitionWork work = works.get(new TopicPartition(settings.topics().notifications(), entry.partition));
        if (work != null) { // else it was taken away meanwhile
            work.ledger().add(entry.id);
            entry.offsets.forEach(work::finished);
        }
    }

    private void commitIfDue() {
        if (System.nanoTime() - commitAtNanos < 0) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = toCommit(works.keySet());
        if (offsets.isEmpty()) {
            return;
        }
        commitAtNanos = System.nanoTime() + COMMIT_EVERY_NANOS;
        offsets.forEach((partition, offset) -> work(partition).committing(offset.offset()));
        consumer.commitAsync(offsets, (committed, failure) -> {
            if (failure != null) {
                if (failure instanceof RebalanceInProgressException) {
                    LOG.debug("Offsets are committed once the partitions are shared out again");
                } else {
                    LOG.warn("Offsets could not be committed and will be again", failure);
                }
                committed.keySet().stream()
                        .filter(works::containsKey)
                        .forEach(each -> work(each).commitFailed());
            }
        });
    }

    private Map<TopicPartition, OffsetAndMetadata> toCommit(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition each : partitions) {
            PartitionWork work = works.get(each);
            OptionalLong offset = work == null ? OptionalLong.empty() : work.toCommit();
            offset.ifPresent(value -> offsets.put(each, new OffsetAndMetadata(value)));
        }
        return offsets;
    }

    private void pauseAndResume() {
        Set<TopicPartition> paused = consumer.paused();
        Set<TopicPartition> toPause = new HashSet<>();
        Set<TopicPartition> toResume = new HashSet<>();
        works.forEach((partition, work) -> {
            boolean isFull = work.unfinished() >= settings.mostUnfinished();
            boolean hasRoom = work.unfinished() <= settings.mostUnfinished() / 2;
            if (!work.isLedgerRead() || isFull) {
                toPause.add(partition);
            } else if (hasRoom && paused.contains(partition)) {
                toResume.add(partition);
            }
        });
        consumer.pause(toPause);
        consumer.resume(toResume);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        for (TopicPartition each : partitions) {
            PartitionWork work = new PartitionWork();
            works.put(each, work);
            ledgers.begin(each.partition(), work);
        }
        consumer.pause(partitions);
    }

    /** What nobody has begun is forgotten; what is under way gets a moment to end. Only what has ended is committed. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        forgetWhatWaits(partitions);
        settleFor(settings.closeGrace().toMillis(), partitions);
        commitNow(partitions);
        drop(partitions);
    }

    /** Another has them already: nothing may be committed. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        forgetWhatWaits(partitions);
        drop(partitions);
    }

    private void forgetWhatWaits(Collection<TopicPartition> partitions) {
        pending.values().removeIf(each -> isOf(each, partitions) && each.outcome == null && engine.cancel(each.id));
    }

    private boolean isOf(Pending entry, Collection<TopicPartition> partitions) {
        return partitions.contains(new TopicPartition(settings.topics().notifications(), entry.partition));
    }

    private void settleFor(long graceMs, Collection<TopicPartition> partitions) {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(graceMs);
        while (true) {
            publishAndSettle();
            boolean isDone = pending.values().stream().noneMatch(each -> isOf(each, partitions));
            if (isDone || System.nanoTime() - deadlineNanos >= 0) {
                return;
            }
            pause(SETTLE_POLL_MS);
        }
    }

    private void commitNow(Collection<TopicPartition> partitions) {
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = toCommit(partitions);
            if (!offsets.isEmpty()) {
                commitDespiteWakeup(offsets);
            }
        } catch (KafkaException e) {
            LOG.warn("Offsets could not be committed; the ledger tells what was sent", e);
        }
    }

    /** A wake-up that came too late for the poll it was meant for ends the first try. */
    private void commitDespiteWakeup(Map<TopicPartition, OffsetAndMetadata> offsets) {
        try {
            consumer.commitSync(offsets, KAFKA_TIMEOUT);
        } catch (WakeupException e) {
            consumer.commitSync(offsets, KAFKA_TIMEOUT);
        }
    }

    private void drop(Collection<TopicPartition> partitions) {
        partitions.forEach(each -> {
            works.remove(each);
            ledgers.forget(each.partition());
        });
    }

    private void shutDown() {
        engine.close(settings.closeGrace().toMillis());
        Set<TopicPartition> all = Set.copyOf(works.keySet());
        forgetWhatWaits(all);
        settleFor(KAFKA_TIMEOUT.toMillis(), all);
        commitNow(all);
        drop(all);
        pendingCount = pending.size();
        pending.clear();
    }

    private PartitionWork work(TopicPartition partition) {
        PartitionWork work = works.get(partition);
        if (work == null) {
            throw new IllegalStateException("the partition " + partition + " isn't assigned");
        }
        return work;
    }

    private static void pause(long ms) {
        try {
            TimeUnit.MILLISECONDS.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
