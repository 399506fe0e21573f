package io.tocsin.monitor.notify;

import io.tocsin.monitor.wire.AccountStateCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.StreamRejection;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.roster.Roster;
import io.tocsin.rules.routing.LockRouting;
import io.tocsin.rules.routing.Notification;
import java.util.List;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Routes the states that accounts come to. Remembers nothing. */
final class LockRoutingProcessor implements Processor<byte[], byte[], byte[], byte[]> {

    private final LockRouting routing;
    private ProcessorContext<byte[], byte[]> context;

    @SuppressWarnings("NullAway.Init") // init() is called before process()
    LockRoutingProcessor(Roster roster) {
        this.routing = new LockRouting(roster);
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> processorContext) {
        context = processorContext;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (record.value() == null) {
            return; // a tombstone of the compacted topic: nobody's lock has changed
        }
        AccountState state;
        try {
            state = AccountStateCodec.decode(record.value());
        } catch (MalformedRecordException e) {
            context.forward(
                    StreamRejection.of(context, record, String.valueOf(e.getMessage())), NotifyTopology.REJECTED_SINK);
            return;
        }
        List<Notification> notifications = routing.route(state, record.timestamp());
        Notifications.forward(context, notifications, state.account(), record.timestamp());
    }
}
