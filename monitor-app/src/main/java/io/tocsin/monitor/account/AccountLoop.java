package io.tocsin.monitor.account;

import io.tocsin.monitor.wire.AccountCommandCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.worker.LedgerReader;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountCommand.Action;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of the account stage that talks to Kafka. It reads commands, hands them to the {@link CommandEngine}, and
 * writes the results in transactions that also commit each partition up to its first unfinished command. It polls all the
 * time; partitions whose results are being read or that have too much unfinished are paused.
 */
final class AccountLoop implements Runnable, ConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(AccountLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration POLL_WHILE_BUSY = Duration.ofMillis(5);
    private static final long AFTER_FAILURE_MS = 1_000;
    private static final long SETTLE_POLL_MS = 10;

    private final AccountSettings settings;
    private final Consumer<byte[], byte[]> consumer;
    private final LedgerReader ledgers;
    private final ResultPublisher publisher;
    private final CommandEngine engine;
    private final AccountCounters counters;
    private final ResultRecorder recorder;

    private final Map<TopicPartition, CommandPartition> partitions = new HashMap<>();
    /** Those among them whose results aren't being read yet. */
    private final Set<TopicPartition> fresh = new HashSet<>();

    private volatile int pendingCount;
    private volatile long turnedAtNanos = System.nanoTime();
    private volatile boolean stopping;

    AccountLoop(
            AccountSettings settings,
            Consumer<byte[], byte[]> consumer,
            LedgerReader ledgers,
            ResultPublisher publisher,
            CommandEngine engine,
            ResultRecorder recorder,
            AccountCounters counters) {
        this.settings = settings;
        this.consumer = consumer;
        this.ledgers = ledgers;
        this.publisher = publisher;
        this.engine = engine;
        this.recorder = recorder;
        this.counters = counters;
    }

    /** Commands read and without a recorded final result; from any thread. */
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
        boolean isFit = false;
        try {
            consumer.subscribe(List.of(settings.topics().accountCommands()), this);
            while (!stopping) {
                turnUnlessKafkaFails();
            }
            isFit = true;
        } finally {
            shutDown(isFit);
        }
    }

    private void turnUnlessKafkaFails() {
        try {
            turn();
        } catch (WakeupException e) {
            LOG.debug("Woken up to stop");
        } catch (FencedInstanceIdException | ProducerFencedException e) {
            throw new IllegalStateException(
                    "another process with the same instance_id has taken the stage account over", e);
        } catch (KafkaException e) {
            counters.failed("Kafka: " + e.getMessage());
            LOG.error("Kafka failed; trying again", e);
            pause(AFTER_FAILURE_MS);
        }
    }

    private void turn() {
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(isBusy() ? POLL_WHILE_BUSY : POLL)) {
            accept(each);
        }
        if (!publisher.isOpen()) {
            publisher.open();
            beginAnew();
        }
        readFresh();
        ledgers.turn();
        if (!recorder.record(partitions, consumer.groupMetadata())) {
            pause(SETTLE_POLL_MS);
        }
        pauseAndResume();
        pendingCount = partitions.values().stream()
                .mapToInt(CommandPartition::unfinished)
                .sum();
        turnedAtNanos = System.nanoTime();
    }

    private boolean isBusy() {
        return ledgers.isReading() || !recorder.isDone() || engine.underWay() > 0;
    }

    private void accept(ConsumerRecord<byte[], byte[]> record) {
        CommandPartition partition = partitions.get(new TopicPartition(record.topic(), record.partition()));
        if (partition == null || !partition.isLedgerRead()) {
            throw new IllegalStateException("a record came of a partition whose results aren't known");
        }
        partition.began(record.offset());
        AccountCommand command;
        try {
            command = AccountCommandCodec.decode(record.value());
        } catch (MalformedRecordException e) {
            counters.malformed.increment();
            counters.failed("malformed command: " + e.getMessage());
            LOG.error(
                    "The record at {}-{} offset {} is no account command and is passed over: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
            partition.finished(record.offset());
            return;
        }
        if (!isForAccounts(command.action())) {
            partition.finished(record.offset());
        } else if (partition.ledger().isFinal(command)) {
            counters.skipped.increment();
            partition.finished(record.offset());
        } else {
            engine.submit(new CommandJob(command, partition.ledger(), record.partition(), record.offset()));
        }
    }

    private static boolean isForAccounts(Action action) {
        return switch (action) {
            case LOCK, UNLOCK -> true;
            // A second factor is asked for by login services, which read the command themselves.
            case STEP_UP, NONE -> false;
        };
    }

    /**
     * Begins to read the results of partitions. Their offsets are asked for first, as that waits for what others have
     * written and not completed yet: what is read then is at least what the offsets are about.
     */
    private void readFresh() {
        if (fresh.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(fresh));
        for (TopicPartition each : List.copyOf(fresh)) {
            OffsetAndMetadata offset = committed.get(each);
            if (offset == null) {
                consumer.seekToBeginning(List.of(each));
            } else {
                consumer.seek(each, offset);
            }
            ledgers.begin(each.partition(), partition(each));
            fresh.remove(each);
        }
    }

    private void pauseAndResume() {
        Set<TopicPartition> paused = consumer.paused();
        Set<TopicPartition> toPause = new HashSet<>();
        Set<TopicPartition> toResume = new HashSet<>();
        partitions.forEach((at, partition) -> {
            boolean isFull = partition.unfinished() >= settings.mostUnfinished()
                    || partition.ahead() >= AccountSettings.FURTHEST_AHEAD;
            boolean hasRoom = partition.unfinished() <= settings.mostUnfinished() / 2
                    && partition.ahead() <= AccountSettings.FURTHEST_AHEAD / 2;
            if (!partition.isLedgerRead() || isFull) {
                toPause.add(at);
            } else if (hasRoom && paused.contains(at)) {
                toResume.add(at);
            }
        });
        consumer.pause(toPause);
        consumer.resume(toResume);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        for (TopicPartition each : assigned) {
            partitions.put(each, new CommandPartition());
            fresh.add(each);
        }
        consumer.pause(assigned);
    }

    /** What nobody has begun is forgotten; what is under way gets a moment to end. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        settle(revoked);
        drop(revoked);
    }

    /** Another has them already: nothing may be written, and the coordinator would refuse it. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        drop(lost);
    }

    /** Forgets what it knows, and reads it again: what was written last isn't known. */
    private void beginAnew() {
        Set<TopicPartition> all = Set.copyOf(partitions.keySet());
        drop(all);
        onPartitionsAssigned(all);
    }

    private void settle(Collection<TopicPartition> ending) {
        List<AccountLedger> known = ending.stream()
                .filter(partitions::containsKey)
                .map(each -> partition(each).ledger())
                .toList();
        known.forEach(engine::release);
        long deadlineNanos = System.nanoTime() + settings.closeGrace().toNanos();
        while (true) {
            try {
                recorder.record(partitions, consumer.groupMetadata());
            } catch (KafkaException e) {
                LOG.warn("Results could not be written; what was done is found out later", e);
                return;
            }
            boolean isDone = recorder.isDone() && known.stream().noneMatch(engine::isUnderWay);
            if (isDone || System.nanoTime() - deadlineNanos >= 0) {
                return;
            }
            pause(SETTLE_POLL_MS);
        }
    }

    private void drop(Collection<TopicPartition> gone) {
        for (TopicPartition each : gone) {
            CommandPartition partition = partitions.remove(each);
            fresh.remove(each);
            ledgers.forget(each.partition());
            if (partition != null) {
                engine.forget(partition.ledger());
            }
        }
        recorder.drop(gone);
    }

    private void shutDown(boolean isFit) {
        Set<TopicPartition> all = Set.copyOf(partitions.keySet());
        engine.stop();
        if (isFit) {
            settle(all);
        }
        drop(all);
        pendingCount = 0;
        engine.close();
    }

    private CommandPartition partition(TopicPartition at) {
        CommandPartition partition = partitions.get(at);
        if (partition == null) {
            throw new IllegalStateException("the partition " + at + " isn't assigned");
        }
        return partition;
    }

    private static void pause(long ms) {
        try {
            TimeUnit.MILLISECONDS.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
