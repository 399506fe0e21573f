package io.tocsin.monitor.notify;

import io.tocsin.monitor.wire.NoticeCodec;
import io.tocsin.monitor.wire.NotificationCodec;
import io.tocsin.rules.routing.Notification;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Forwards notifications that are due to where their mailbox is paced. */
final class Notifications {
    private Notifications() {}

    static void forward(
            ProcessorContext<byte[], byte[]> context,
            List<Notification> notifications,
            String subject,
            long timestampMs) {
        for (Notification each : notifications) {
            context.forward(
                    new Record<>(NotificationCodec.key(each), NoticeCodec.encode(each, subject), timestampMs),
                    NotifyTopology.NOTICES_SINK);
        }
    }
}
