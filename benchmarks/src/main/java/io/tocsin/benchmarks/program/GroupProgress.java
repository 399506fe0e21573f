package io.tocsin.benchmarks.program;

import io.tocsin.benchmarks.Measured;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far a consumer group has come towards the ends of its partitions. */
final class GroupProgress {
    private static final long POLL_MS = 20;

    private final Cluster cluster;
    private final String group;
    private final Map<TopicPartition, Long> ends;

    GroupProgress(Cluster cluster, String group, Map<TopicPartition, Long> ends) {
        this.cluster = cluster;
        this.group = group;
        this.ends = ends;
    }

    /** What is measured, and from which event on. */
    record Begun(Measured.Running running, long committed) {}

    /** Begins to measure when a tenth is committed: threads, partitions and the compiler are in their places then. */
    Begun afterATenth() throws ExecutionException, InterruptedException {
        long committed = await(total() / 10);
        return new Begun(Measured.begin(), committed);
    }

    /** Waits until everything is committed. */
    void awaitAll() throws ExecutionException, InterruptedException {
        await(total());
    }

    long total() {
        return ends.values().stream().mapToLong(Long::longValue).sum();
    }

    private long await(long wanted) throws ExecutionException, InterruptedException {
        try (Admin admin = cluster.admin()) {
            long committed = committed(admin);
            while (committed < wanted) {
                Thread.sleep(POLL_MS);
                committed = committed(admin);
            }
            return committed;
        }
    }

    private long committed(Admin admin) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        long sum = 0;
        for (TopicPartition partition : ends.keySet()) {
            OffsetAndMetadata offset = offsets.get(partition);
            sum += offset == null ? 0 : offset.offset();
        }
        return sum;
    }
}
