package io.tocsin.monitor.detect;

import io.tocsin.monitor.detect.DetectStore.Kind;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.MatchCodec;
import io.tocsin.monitor.wire.MatchRecord;
import io.tocsin.monitor.wire.ProgressCodec;
import io.tocsin.monitor.wire.RejectReason;
import io.tocsin.monitor.wire.StageTopology;
import io.tocsin.rules.detect.Group;
import io.tocsin.rules.detect.WatermarkMinimum;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Reads one partition of matches: counts those of rules that group by something other than a topic's key. Its watermark is
 * the lowest of all partitions of events, and unknown until each has told one.
 */
final class MatchProcessor implements Processor<byte[], byte[], byte[], byte[]> {

    static final String PART = "matches";
    private static final String STORE = "detect-matches";

    /** One processor for each partition of matches. */
    record Supplier(DetectSettings settings) implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {
        @Override
        public Processor<byte[], byte[], byte[], byte[]> get() {
            return new MatchProcessor(settings);
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(StageTopology.store(STORE));
        }
    }

    private final DetectSettings settings;
    private DetectStore store;
    private Outlet outlet;
    private Correlation correlation;
    private WatermarkMinimum minimum;
    private DetectMetrics metrics;

    private MatchProcessor(DetectSettings settings) {
        this.settings = settings;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        store = new DetectStore(context.getStateStore(STORE));
        outlet = new Outlet(context, PART, settings.roster());
        metrics = new DetectMetrics(context, PART);
        correlation = new Correlation(settings, store, metrics);
        Map<String, Long> watermarks = new HashMap<>();
        store.forEach(
                Kind.WATERMARK,
                (partition, value) -> watermarks.put(
                        new String(partition, StandardCharsets.UTF_8),
                        DetectStore.decode(Kind.WATERMARK, value, ProgressCodec::decodeTime)));
        minimum = new WatermarkMinimum(WatermarkSender.partitions(settings), watermarks);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        try {
            MatchRecord value = MatchCodec.decode(record.value() == null ? new byte[0] : record.value());
            if (value instanceof MatchRecord.Watermark watermark) {
                advance(watermark, record.timestamp());
            } else if (value instanceof MatchRecord.Counted counted) {
                count(record, counted);
            }
        } catch (MalformedRecordException e) {
            metrics.rejected(RejectReason.MALFORMED);
            outlet.reject(record, RejectReason.MALFORMED, e.getMessage());
        }
    }

    private void count(Record<byte[], byte[]> record, MatchRecord.Counted counted) throws MalformedRecordException {
        Group group = MatchCodec.group(record.key() == null ? new byte[0] : record.key());
        counted.markByRule()
                .forEach((ruleId, mark) -> outlet.publish(
                        correlation.correlate(ruleId, group, counted.match().withMark(mark), minimum.watermarkMs()),
                        record.timestamp()));
        wake(Correlation.MOST_WOKEN, record.timestamp());
    }

    private void advance(MatchRecord.Watermark watermark, long arrivalMs) {
        minimum.report(watermark.partition(), watermark.watermarkMs());
        store.put(
                Kind.WATERMARK,
                watermark.partition().getBytes(StandardCharsets.UTF_8),
                ProgressCodec.encodeTime(watermark.watermarkMs()));
        wake(Correlation.MOST_WOKEN_BY_TICK, arrivalMs);
    }

    private void wake(int most, long arrivalMs) {
        outlet.publish(correlation.advance(minimum.watermarkMs(), most), arrivalMs);
    }
}
