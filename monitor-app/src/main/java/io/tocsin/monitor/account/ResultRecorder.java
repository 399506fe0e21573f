package io.tocsin.monitor.account;

import io.tocsin.monitor.account.ResultPublisher.Ending;
import io.tocsin.rules.containment.CommandResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what the engine reports, in order, together with how far the commands are done, and lets the engine go on. Used by
 * the loop's thread alone.
 */
final class ResultRecorder {

    private static final Logger LOG = LoggerFactory.getLogger(ResultRecorder.class);
    private static final long COMMIT_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int MOST_RESULTS_AT_ONCE = 500;

    private final String commandsTopic;
    private final ResultPublisher publisher;
    private final CommandEngine engine;
    private final AccountCounters counters;
    /** Filled by the engine's threads. */
    private final Queue<Report> reports;
    /** Taken from there, and not recorded yet. */
    private final List<Report> unrecorded = new ArrayList<>();

    private long commitAtNanos = System.nanoTime();

    ResultRecorder(
            String commandsTopic,
            ResultPublisher publisher,
            CommandEngine engine,
            AccountCounters counters,
            Queue<Report> reports) {
        this.commandsTopic = commandsTopic;
        this.publisher = publisher;
        this.engine = engine;
        this.counters = counters;
        this.reports = reports;
    }

    /** Whether everything that was reported is recorded. */
    boolean isDone() {
        return unrecorded.isEmpty() && reports.isEmpty();
    }

    /**
     * Records what there is, at most so much at once, or commits offsets that have moved.
     *
     * @param partitions those that are assigned
     * @return {@code false} if it has to be tried again
     */
    boolean record(Map<TopicPartition, CommandPartition> partitions, ConsumerGroupMetadata group) {
        takeReports();
        boolean isCommitDue = System.nanoTime() - commitAtNanos >= 0
                && partitions.values().stream().anyMatch(each -> each.toCommit().isPresent());
        if (!publisher.isOpen() || (unrecorded.isEmpty() && !isCommitDue)) {
            return true;
        }
        List<Report> batch = List.copyOf(unrecorded.subList(0, Math.min(unrecorded.size(), MOST_RESULTS_AT_ONCE)));
        List<Report> finals =
                batch.stream().filter(each -> each.result().outcome().isFinal()).toList();
        finals.forEach(each -> partition(partitions, each).finished(each.job().offset));
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        partitions.forEach((at, partition) ->
                partition.reached().ifPresent(offset -> offsets.put(at, new OffsetAndMetadata(offset))));
        if (publisher.write(batch, offsets, group) != Ending.DONE) {
            finals.forEach(each -> partition(partitions, each).began(each.job().offset));
            return false;
        }
        commitAtNanos = System.nanoTime() + COMMIT_EVERY_NANOS;
        partitions.forEach((at, partition) -> partition.reached().ifPresent(partition::committing));
        unrecorded.subList(0, batch.size()).clear();
        batch.forEach(this::recorded);
        return true;
    }

    private void takeReports() {
        for (Report report = reports.poll(); report != null; report = reports.poll()) {
            unrecorded.add(report);
        }
    }

    private void recorded(Report report) {
        CommandResult result = report.result();
        report.job().ledger.apply(result);
        counters.recorded(result);
        LOG.info("Command {} is {}", result.commandId(), result.outcome());
        engine.recorded(report);
    }

    /** Drops what isn't recorded of partitions that the engine has forgotten. */
    void drop(Collection<TopicPartition> gone) {
        takeReports();
        Iterator<Report> each = unrecorded.iterator();
        while (each.hasNext()) {
            Report report = each.next();
            if (gone.contains(at(report))) {
                each.remove();
                engine.dropped(report);
            }
        }
    }

    private CommandPartition partition(Map<TopicPartition, CommandPartition> partitions, Report report) {
        CommandPartition partition = partitions.get(at(report));
        if (partition == null) {
            throw new IllegalStateException("a result came of a partition that isn't assigned");
        }
        return partition;
    }

    private TopicPartition at(Report report) {
        return new TopicPartition(commandsTopic, report.job().partition);
    }
}
