package io.tocsin.monitor.app;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * How far a stage's consumer group has come.
 *
 * @param group the group's name
 * @param members how many members it has now
 * @param partitions how many partitions it has offsets for
 * @param lag how many records it is behind, over all partitions
 */
public record GroupLag(String group, int members, int partitions, long lag) {

    /**
     * Asks Kafka.
     *
     * @throws KafkaException if Kafka refuses or doesn't answer
     */
    public static GroupLag of(Admin admin, String group) throws InterruptedException {
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = committed(admin, group);
            Map<TopicPartition, ListOffsetsResultInfo> ends = admin.listOffsets(committed.keySet().stream()
                            .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest())))
                    .all()
                    .get();
            long lag = 0;
            for (Map.Entry<TopicPartition, OffsetAndMetadata> each : committed.entrySet()) {
                ListOffsetsResultInfo end = ends.get(each.getKey());
                lag += end == null
                        ? 0
                        : Math.max(0, end.offset() - each.getValue().offset());
            }
            return new GroupLag(group, members(admin, group), committed.size(), lag);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            throw new KafkaException("the group " + group + " can't be asked for: " + cause.getMessage(), cause);
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> committed(Admin admin, String group)
            throws ExecutionException, InterruptedException {
        try {
            Map<TopicPartition, OffsetAndMetadata> known = new HashMap<>();
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, offset) -> {
                        if (offset != null) {
                            known.put(partition, offset);
                        }
                    });
            return known;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw e;
        }
    }

    private static int members(Admin admin, String group) throws ExecutionException, InterruptedException {
        try {
            Collection<ConsumerGroupDescription> found =
                    admin.describeConsumerGroups(List.of(group)).all().get().values();
            return found.stream().mapToInt(each -> each.members().size()).sum();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return 0;
            }
            throw e;
        }
    }
}
