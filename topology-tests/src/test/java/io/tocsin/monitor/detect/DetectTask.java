package io.tocsin.monitor.detect;

import io.tocsin.rules.event.EventType;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** One task of the detect topology, shown the records of its partition with their real places and times. */
public final class DetectTask {

    private final MockProcessorContext<byte[], byte[]> context;
    private final Processor<byte[], byte[], byte[], byte[]> processor;

    private DetectTask(ProcessorSupplier<byte[], byte[], byte[], byte[]> supplier, int partition) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "replay");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
        context = new MockProcessorContext<>(properties, new TaskId(0, partition), new File("target/replay"));
        supplier.stores().forEach(builder -> {
            KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(
                            Stores.inMemoryKeyValueStore(builder.name()),
                            org.apache.kafka.common.serialization.Serdes.Bytes(),
                            org.apache.kafka.common.serialization.Serdes.ByteArray())
                    .withLoggingDisabled()
                    .withCachingDisabled()
                    .build();
            store.init(context.getStateStoreContext(), store);
            context.addStateStore(store);
        });
        processor = supplier.get();
        processor.init(context);
    }

    /** A fresh task for a partition of a topic of events. */
    public static DetectTask events(EventType type, DetectSettings settings, int partition) {
        return new DetectTask(new EventProcessor.Supplier(type, settings), partition);
    }

    /** A fresh task for a partition of matches. */
    public static DetectTask matches(DetectSettings settings, int partition) {
        return new DetectTask(new MatchProcessor.Supplier(settings), partition);
    }

    /** The values that the task publishes on {@code alerts}. */
    public List<byte[]> alerts(List<ConsumerRecord<byte[], byte[]>> records) {
        List<byte[]> alerts = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> each : records) {
            context.setRecordMetadata(each.topic(), each.partition(), each.offset());
            processor.process(new Record<>(each.key(), each.value(), each.timestamp(), each.headers()));
            context.forwarded().stream()
                    .filter(forward -> forward.childName().orElse("").startsWith(Outlet.ALERTS))
                    .forEach(forward -> alerts.add((byte[]) forward.record().value()));
            context.resetForwards();
        }
        return alerts;
    }
}
