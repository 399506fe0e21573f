package io.tocsin.monitor.detect;

import io.tocsin.rules.detect.Chains;
import io.tocsin.rules.detect.RuleIndex;
import io.tocsin.rules.event.EventStream;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;

/** One task of the detect topology, shown the records of its partition with their real places and times. */
public final class DetectTask {

    /** The sinks' names begin with these. */
    public static final String ALERTS = Outlet.ALERTS;

    public static final String ACCOUNT_REQUESTS = Outlet.ACCOUNT_REQUESTS;
    public static final String MATCHES = Outlet.MATCHES;
    public static final String MOVED = Outlet.MOVED;
    public static final String REJECTED = Outlet.REJECTED;

    /** The header of a record that was moved. */
    public static final String ORIGIN_HEADER = MovedRecord.HEADER;

    /**
     * What the task sent.
     *
     * @param sink the name of the topology's sink
     * @param record what went there
     */
    public record Sent(String sink, Record<byte[], byte[]> record) {}

    private ProcessorSupplier<byte[], byte[], byte[], byte[]> supplier;
    private final int partition;
    private final List<MeasuredStore> stores = new ArrayList<>();
    private MockProcessorContext<byte[], byte[]> context;
    private Processor<byte[], byte[], byte[], byte[]> processor;

    private DetectTask(ProcessorSupplier<byte[], byte[], byte[], byte[]> supplier, int partition) {
        this.supplier = supplier;
        this.partition = partition;
        context = newContext();
        supplier.stores().forEach(builder -> {
            MeasuredStore store = new MeasuredStore(builder.name());
            store.init(context.getStateStoreContext(), store);
            stores.add(store);
        });
        processor = newProcessor();
    }

    private MockProcessorContext<byte[], byte[]> newContext() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "replay");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
        return new MockProcessorContext<>(properties, new TaskId(0, partition), new File("target/replay"));
    }

    private Processor<byte[], byte[], byte[], byte[]> newProcessor() {
        stores.forEach(context::addStateStore);
        Processor<byte[], byte[], byte[], byte[]> fresh = supplier.get();
        fresh.init(context);
        return fresh;
    }

    /** Goes on with what the stores hold and nothing else, as after a restart. */
    public void restart() {
        context = newContext();
        processor = newProcessor();
    }

    /** The same with the settings of another task. */
    public void restartAs(DetectTask other) {
        supplier = other.supplier;
        restart();
    }

    /** The bytes of key and value of the largest record that was stored. */
    public int largestStored() {
        return stores.stream().mapToInt(MeasuredStore::largestRecord).max().orElse(0);
    }

    /** The most bytes of keys and values that were stored at a time. */
    public long mostStored() {
        return stores.stream().mapToLong(MeasuredStore::mostBytes).sum();
    }

    /** How often a record was stored. */
    public long writes() {
        return stores.stream().mapToLong(MeasuredStore::writes).sum();
    }

    /** How many records are stored now. */
    public long stored() {
        return stores.stream().mapToLong(MeasuredStore::approximateNumEntries).sum();
    }

    /** How many timers wait for the watermark of a level of rules, 0 or 1. */
    public int timers(int level) {
        List<byte[]> timers = new ArrayList<>();
        DetectStore.Kind kind = level == 0 ? DetectStore.Kind.TIMER : DetectStore.Kind.TIMER_1;
        stores.forEach(store -> new DetectStore(store).forEach(kind, (timer, value) -> timers.add(timer)));
        return timers.size();
    }

    /** A fresh task for a partition of a topic of events. */
    public static DetectTask events(EventStream stream, DetectSettings settings, int partition) {
        return new DetectTask(
                new EventProcessor.Supplier(
                        stream, settings, new RuleIndex(settings.rules()), new Chains(settings.rules()), hot()),
                partition);
    }

    /** A fresh task for a partition of matches. */
    public static DetectTask matches(DetectSettings settings, int partition) {
        return new DetectTask(new MatchProcessor.Supplier(settings, new Chains(settings.rules()), hot()), partition);
    }

    private static HotGroups hot() {
        return new HotGroups(1 << 17);
    }

    /** The values that the task publishes on {@code alerts}. */
    public List<byte[]> alerts(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .flatMap(each -> process(each).stream())
                .filter(sent -> sent.sink().startsWith(ALERTS))
                .map(sent -> sent.record().value())
                .toList();
    }

    /** What the task sends for one record. */
    public List<Sent> process(ConsumerRecord<byte[], byte[]> record) {
        context.setRecordMetadata(record.topic(), record.partition(), record.offset());
        processor.process(new Record<>(record.key(), record.value(), record.timestamp(), record.headers()));
        List<Sent> sent = new ArrayList<>();
        for (MockProcessorContext.CapturedForward<? extends byte[], ? extends byte[]> forward : context.forwarded()) {
            Record<? extends byte[], ? extends byte[]> each = forward.record();
            sent.add(new Sent(
                    forward.childName().orElse(""),
                    new Record<>(each.key(), each.value(), each.timestamp(), each.headers())));
        }
        context.resetForwards();
        return sent;
    }
}
