package io.tocsin.monitor.detect;

import io.tocsin.monitor.wire.RejectReason;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** Counts of what was not taken as it came, among the metrics of Kafka Streams, under {@code stream-detect-metrics}. */
final class DetectMetrics {
    private static final String SCOPE = "detect";

    private final Map<RejectReason, Sensor> rejected = new EnumMap<>(RejectReason.class);
    private final Sensor ungrouped;
    private final Sensor moved;
    private final Sensor idReused;
    private final Sensor unknownRule;
    private final Sensor unknownWatermark;

    DetectMetrics(ProcessorContext<byte[], byte[]> context, String part) {
        StreamsMetrics metrics = context.metrics();
        String entity = part + "-" + context.taskId();
        for (RejectReason reason : RejectReason.values()) {
            rejected.put(
                    reason, sensor(metrics, entity, "rejected-" + reason.name().toLowerCase(Locale.ROOT)));
        }
        ungrouped = sensor(metrics, entity, "ungrouped");
        moved = sensor(metrics, entity, "moved");
        idReused = sensor(metrics, entity, "id-reused");
        unknownRule = sensor(metrics, entity, "unknown-rule");
        unknownWatermark = sensor(metrics, entity, "unknown-watermark");
    }

    private static Sensor sensor(StreamsMetrics metrics, String entity, String operation) {
        return metrics.addRateTotalSensor(SCOPE, entity, operation, Sensor.RecordingLevel.INFO);
    }

    /** A record went to the rejected topic. */
    void rejected(RejectReason reason) {
        Objects.requireNonNull(rejected.get(reason)).record();
    }

    /** A match lacked a field that its rule groups by. */
    void ungrouped() {
        ungrouped.record();
    }

    /** A record was appended again to the partition of its key. */
    void moved() {
        moved.record();
    }

    /** A match had the source and id of one shortly before it in its group, but other bytes: it was counted. */
    void idReused() {
        idReused.record();
    }

    /** A match was for a rule that isn't in the rule set: it was dropped. */
    void unknownRule() {
        unknownRule.record();
    }

    /** A watermark was of a partition or of a level of rules that there isn't: it was passed over. */
    void unknownWatermark() {
        unknownWatermark.record();
    }
}
