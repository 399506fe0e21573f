package io.tocsin.monitor.notify;

import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.StageTopology;
import io.tocsin.monitor.wire.StreamRejection;
import io.tocsin.monitor.wire.ToldCodec;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.roster.Roster;
import io.tocsin.rules.routing.AlertRouting;
import io.tocsin.rules.routing.Notice;
import io.tocsin.rules.routing.Told;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** Routes alerts. Remembers who was told of an alert until it closes. */
final class AlertRoutingProcessor implements Processor<byte[], byte[], byte[], byte[]> {

    static final String STORE = "told-v1";

    private final AlertRouting routing;
    private ProcessorContext<byte[], byte[]> context;
    private KeyValueStore<Bytes, byte[]> store;

    /** Makes the processors, each with the store it owns. */
    record Supplier(Roster roster) implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {
        @Override
        public Processor<byte[], byte[], byte[], byte[]> get() {
            return new AlertRoutingProcessor(new AlertRouting(roster));
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(StageTopology.store(STORE));
        }
    }

    @SuppressWarnings("NullAway.Init") // init() is called before process()
    private AlertRoutingProcessor(AlertRouting routing) {
        this.routing = routing;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> processorContext) {
        context = processorContext;
        store = processorContext.getStateStore(STORE);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        try {
            route(AlertCodec.decode(record.value()), record.timestamp());
        } catch (MalformedRecordException | IllegalArgumentException e) {
            // An alert with an empty title or tenant can be read, but no message can be made of it.
            context.forward(
                    StreamRejection.of(context, record, String.valueOf(e.getMessage())), NotifyTopology.REJECTED_SINK);
        }
    }

    private void route(Alert alert, long nowMs) {
        Bytes key = ToldCodec.key(alert.tenant(), alert.uid());
        byte[] stored = store.get(key);
        Told before = stored == null ? Told.NOBODY : ToldCodec.decode(stored);
        AlertRouting.Routed routed = routing.route(before, alert, nowMs);
        replace(key, before, routed.told());
        Notifications.forward(context, routed.notifications(), Notice.subject(alert), nowMs);
    }

    private void replace(Bytes key, Told before, Told after) {
        if (after.equals(before)) {
            return;
        }
        if (after.equals(Told.NOBODY)) {
            store.delete(key);
        } else {
            store.put(key, ToldCodec.encode(after));
        }
    }
}
