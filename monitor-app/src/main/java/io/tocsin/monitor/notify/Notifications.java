package io.tocsin.monitor.notify;

import io.tocsin.monitor.wire.NotificationCodec;
import io.tocsin.rules.routing.Notification;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Forwards notifications to their topic. */
final class Notifications {
    private Notifications() {}

    static void forward(ProcessorContext<byte[], byte[]> context, List<Notification> notifications, long timestampMs) {
        for (Notification each : notifications) {
            context.forward(
                    new Record<>(NotificationCodec.key(each), NotificationCodec.encode(each), timestampMs),
                    NotifyTopology.NOTIFICATIONS_SINK);
        }
    }
}
