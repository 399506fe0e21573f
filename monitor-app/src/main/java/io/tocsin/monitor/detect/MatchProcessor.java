package io.tocsin.monitor.detect;

import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.MatchCodec;
import io.tocsin.monitor.wire.MatchRecord;
import io.tocsin.monitor.wire.RejectReason;
import io.tocsin.monitor.wire.StageTopology;
import io.tocsin.rules.detect.Chains;
import io.tocsin.rules.detect.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Reads one partition of matches: counts those of rules that group by something other than a topic's key. Its watermark is
 * the lowest of all partitions of events, and unknown until each has told one. That of rules that look at episodes of others
 * is the lowest of all partitions of matches, as far as these have handed on the episodes.
 */
final class MatchProcessor implements Processor<byte[], byte[], byte[], byte[]> {

    static final String PART = "matches";
    private static final String STORE = "detect-matches";

    /** One processor for each partition of matches. */
    record Supplier(DetectSettings settings, Chains chains, HotGroups hot)
            implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {
        @Override
        public Processor<byte[], byte[], byte[], byte[]> get() {
            return new MatchProcessor(settings, chains, hot);
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(StageTopology.store(STORE));
        }
    }

    private final DetectSettings settings;
    private final Chains chains;
    private final HotGroups hot;
    private Outlet outlet;
    private List<MatchLevel> levels;
    private DetectMetrics metrics;

    private MatchProcessor(DetectSettings settings, Chains chains, HotGroups hot) {
        this.settings = settings;
        this.chains = chains;
        this.hot = hot;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        DetectStore store = new DetectStore(context.getStateStore(STORE));
        outlet = new Outlet(context, PART, settings.roster());
        metrics = new DetectMetrics(context, PART);
        levels = new ArrayList<>();
        for (int level = 0; level < chains.levels(); level++) {
            Correlation correlation = new Correlation(settings, chains, level, store, hot, metrics);
            boolean last = level + 1 == chains.levels();
            levels.add(new MatchLevel(
                    level, last, correlation, settings, store, context.taskId().partition()));
        }
        Correlation.share(levels.stream().map(MatchLevel::correlation).toList());
    }

    @Override
    public void close() {
        levels.forEach(level -> level.correlation().close());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        try {
            MatchRecord value = MatchCodec.decode(record.value() == null ? new byte[0] : record.value());
            if (value instanceof MatchRecord.Watermark watermark) {
                report(0, watermark.partition(), watermark.watermarkMs(), record.timestamp());
            } else if (value instanceof MatchRecord.LevelWatermark watermark && watermark.level() < levels.size() - 1) {
                String partition = Integer.toString(watermark.partition());
                report(watermark.level() + 1, partition, watermark.watermarkMs(), record.timestamp());
            } else if (value instanceof MatchRecord.LevelWatermark) {
                // It tells of a level that rules had which are gone.
                metrics.unknownWatermark();
            } else if (value instanceof MatchRecord.Counted counted) {
                count(record, counted);
            }
        } catch (MalformedRecordException e) {
            metrics.rejected(RejectReason.MALFORMED);
            outlet.reject(record, RejectReason.MALFORMED, e.getMessage());
        }
    }

    private void report(int level, String partition, long watermarkMs, long arrivalMs) {
        if (!levels.get(level).report(partition, watermarkMs)) {
            metrics.unknownWatermark();
        }
        wake(Correlation.MOST_WOKEN_BY_TICK, arrivalMs);
    }

    private void count(Record<byte[], byte[]> record, MatchRecord.Counted counted) throws MalformedRecordException {
        Group group = MatchCodec.group(record.key() == null ? new byte[0] : record.key());
        for (String ruleId : counted.markByRule().keySet()) {
            long watermarkMs = Long.MAX_VALUE;
            boolean known = false;
            for (MatchLevel level : levels) {
                watermarkMs = Math.min(watermarkMs, level.watermarkMs());
                if (level.correlation().knows(ruleId)) {
                    known = true;
                    outlet.publish(
                            level.correlation().correlate(ruleId, group, counted.of(ruleId), watermarkMs),
                            record.timestamp());
                }
            }
            if (!known) {
                metrics.unknownRule();
            }
        }
        wake(Correlation.MOST_WOKEN, record.timestamp());
    }

    /**
     * Lets time pass, level by level: each comes as far as all levels below it have in all partitions, and hands on what is
     * settled before it tells so.
     */
    private void wake(int most, long arrivalMs) {
        long watermarkMs = Long.MAX_VALUE;
        for (MatchLevel level : levels) {
            watermarkMs = Math.min(watermarkMs, level.watermarkMs());
            outlet.publish(level.correlation().advance(watermarkMs, most), arrivalMs);
            if (levels.size() > 1) {
                outlet.handOn(level.correlation().takeHandedOn(), metrics, arrivalMs);
                level.tellHandedOn(watermarkMs)
                        .ifPresent(told -> outlet.match(null, MatchCodec.encode(told), arrivalMs));
            }
        }
    }
}
