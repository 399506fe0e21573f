package io.tocsin.monitor.notify;

import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** Counts of what was not sent by itself, among the metrics of Kafka Streams, under {@code stream-notify-metrics}. */
final class NotifyMetrics {
    private final Sensor digested;

    NotifyMetrics(ProcessorContext<byte[], byte[]> context) {
        digested = context.metrics()
                .addRateTotalSensor("notify", "pacing-" + context.taskId(), "digested", Sensor.RecordingLevel.INFO);
    }

    /** A notice joined a digest. */
    void digested() {
        digested.record();
    }
}
