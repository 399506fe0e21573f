package io.tocsin.monitor.worker;

import io.tocsin.monitor.wire.ClientKind;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Where logs end. */
public final class LogEnds {
    private LogEnds() {}

    /**
     * Where partitions end, open transactions included. A reader of committed records is shown an earlier end as long as
     * anybody's transaction is open, or its marker on the way: what it must not miss may lie behind that.
     */
    public static Map<TopicPartition, Long> of(Map<String, String> client, Collection<TopicPartition> partitions) {
        try (Admin admin = Admin.create(ClientKind.ADMIN.properties(client))) {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
            Map<TopicPartition, Long> ends = new HashMap<>();
            admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .all()
                    .get()
                    .forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
