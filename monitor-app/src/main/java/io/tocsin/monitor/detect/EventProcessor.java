package io.tocsin.monitor.detect;

import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.monitor.wire.EventDecoder;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.MatchCodec;
import io.tocsin.monitor.wire.MatchRecord;
import io.tocsin.monitor.wire.Partitions;
import io.tocsin.monitor.wire.RejectReason;
import io.tocsin.monitor.wire.RejectedEventException;
import io.tocsin.monitor.wire.StageTopology;
import io.tocsin.monitor.wire.TickCodec;
import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.alert.Evidence.RecordPlace;
import io.tocsin.rules.detect.Chains;
import io.tocsin.rules.detect.FamiliarSources;
import io.tocsin.rules.detect.Fingerprint;
import io.tocsin.rules.detect.Group;
import io.tocsin.rules.detect.Match;
import io.tocsin.rules.detect.PartitionClock.Verdict;
import io.tocsin.rules.detect.RuleIndex;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.SecurityEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Reads one partition of events: puts aside what can't be taken, judges each event's time, matches it against the rules,
 * counts the matches of in-place rules and sends the others on, together with the partition's watermark.
 */
final class EventProcessor implements Processor<byte[], byte[], byte[], byte[]> {

    /** One processor for each task of a topic of events. */
    record Supplier(EventStream stream, DetectSettings settings, RuleIndex index, Chains chains, HotGroups hot)
            implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {
        @Override
        public Processor<byte[], byte[], byte[], byte[]> get() {
            return new EventProcessor(stream, settings, index.search(), chains, hot);
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(StageTopology.store(storeName(stream)));
        }
    }

    private final EventStream stream;
    private final DetectSettings settings;
    private final RuleIndex.Search index;
    private final Chains chains;
    private final HotGroups hot;
    private final EventCodec codec = new EventCodec();
    private final EventDecoder decoder;

    private ProcessorContext<byte[], byte[]> context;
    private Outlet outlet;
    private EventClock clock;
    private Correlation correlation;
    /** Of logins where a rule asks for it. */
    private @Nullable SourceMemories memories;

    private WatermarkSender watermarks;
    private DetectMetrics metrics;

    private EventProcessor(
            EventStream stream, DetectSettings settings, RuleIndex.Search index, Chains chains, HotGroups hot) {
        this.chains = chains;
        this.hot = hot;
        this.stream = stream;
        this.decoder = settings.topics().decoder(stream, codec);
        this.settings = settings;
        this.index = index;
    }

    private static String storeName(EventStream stream) {
        return "detect-" + stream.label();
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        DetectStore store = new DetectStore(newContext.getStateStore(storeName(stream)));
        context = newContext;
        outlet = new Outlet(newContext, stream.label(), settings.roster());
        clock = new EventClock(settings.time(), store);
        metrics = new DetectMetrics(newContext, stream.label());
        correlation = new Correlation(settings, chains, 0, store, hot, metrics);
        memories = stream.equals(EventStream.LOGIN) && FamiliarSources.isAsked(settings.rules())
                ? new SourceMemories(store)
                : null;
        watermarks = new WatermarkSender(
                outlet, WatermarkSender.partition(stream, newContext.taskId().partition()), store, chains.levels() > 1);
    }

    @Override
    public void close() {
        correlation.close();
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata place = context.recordMetadata().orElseThrow();
        try {
            if (TickCodec.isTick(record.headers())) {
                tick(record, place);
            } else {
                event(record, place);
            }
        } catch (RejectedEventException e) {
            reject(record, e.reason(), e.detail());
        } catch (MalformedRecordException e) {
            reject(record, RejectReason.MALFORMED, e.getMessage());
        }
    }

    private void tick(Record<byte[], byte[]> record, RecordMetadata place) throws MalformedRecordException {
        TickCodec.Tick tick = TickCodec.decode(record.value());
        long arrivalMs = record.timestamp();
        clock.tick(arrivalMs);
        if (tick.source() != null && tick.close()) {
            clock.close(tick.source());
        } else if (tick.source() != null && tick.openMs() != null) {
            clock.hear(tick.source(), tick.openMs(), arrivalMs);
        }
        progress(true, place.offset(), arrivalMs);
    }

    private void event(Record<byte[], byte[]> record, RecordMetadata place) throws RejectedEventException {
        SecurityEvent event = settings.ingest().taken(decoder.decode(record.value(), record.headers()));
        byte[] key = codec.key(event);
        // Where no field keys the topic, an event is at home where it arrived.
        boolean misplaced = key != null && Partitions.of(key, settings.partitions()) != place.partition();
        MovedRecord moved = misplaced ? null : MovedRecord.of(record, place.partition(), settings.partitions());
        long arrivalMs = record.timestamp();
        Verdict verdict = clock.observe(sourceName(event, moved), event.timeMs(), arrivalMs);
        if (verdict != Verdict.ON_TIME) {
            reject(record, verdict == Verdict.LATE ? RejectReason.LATE : RejectReason.FUTURE, explain(verdict));
            return;
        }
        if (key != null && misplaced) {
            MovedRecord origin = new MovedRecord(place.partition(), place.offset(), arrivalMs);
            outlet.move(key, record.value(), origin.addedTo(record.headers()), arrivalMs);
            metrics.moved();
        } else {
            match(event, record, evidencePlace(place, moved), moved == null ? arrivalMs : moved.timestampMs());
        }
        progress(false, place.offset(), arrivalMs);
    }

    private void match(SecurityEvent event, Record<byte[], byte[]> record, RecordPlace place, long appendedMs) {
        Match match = null;
        Map<Group, List<RuleIndex.Hit>> elsewhere = Map.of();
        for (RuleIndex.Hit hit : index.hits(seen(event))) {
            Group group = hit.group();
            String ruleId = hit.rule().info().id();
            if (group == null) {
                metrics.ungrouped();
            } else if (!hit.isInPlace()) {
                elsewhere = elsewhere.isEmpty() ? new LinkedHashMap<>() : elsewhere;
                elsewhere.computeIfAbsent(group, any -> new ArrayList<>()).add(hit);
            } else if (!correlation.isPointless(ruleId, group, hit.mark())) {
                match = match == null ? matchOf(event, record.value(), place, appendedMs) : match;
                outlet.publish(
                        correlation.correlate(ruleId, group, hit.of(match), clock.watermarkMs()), record.timestamp());
            }
        }
        if (!elsewhere.isEmpty()) {
            long offset = context.recordMetadata().orElseThrow().offset();
            watermarks.tellIfFallen(clock.watermarkMs(), offset, record.timestamp());
            Match moved = match == null ? matchOf(event, record.value(), place, appendedMs) : match;
            elsewhere.forEach((group, hits) ->
                    outlet.match(MatchCodec.key(group), MatchCodec.encode(counted(moved, hits)), record.timestamp()));
        }
    }

    private SecurityEvent seen(SecurityEvent event) {
        return memories != null && event instanceof LoginEvent login ? memories.seen(login) : event;
    }

    private static MatchRecord.Counted counted(Match match, List<RuleIndex.Hit> hits) {
        Map<String, Long> markByRule = new LinkedHashMap<>();
        Map<String, Map<String, String>> carriedByRule = new LinkedHashMap<>();
        for (RuleIndex.Hit hit : hits) {
            markByRule.put(hit.rule().info().id(), hit.mark());
            if (!hit.carried().isEmpty()) {
                carriedByRule.put(hit.rule().info().id(), hit.carried());
            }
        }
        return new MatchRecord.Counted(match, markByRule, carriedByRule);
    }

    private Match matchOf(SecurityEvent event, byte[] value, RecordPlace place, long appendedMs) {
        return new Match(
                event.eventId().source(),
                event.eventId().id(),
                Fingerprint.of(value),
                0,
                appendedMs - event.timeMs() > settings.time().staleAfterMs(),
                new Evidence(event.timeMs(), place, event.origin(), event.sourceAddress()));
    }

    private void progress(boolean tick, long offset, long arrivalMs) {
        watermarks.tellIfDue(clock.watermarkMs(), tick, offset, arrivalMs);
        int most = tick ? Correlation.MOST_WOKEN_BY_TICK : Correlation.MOST_WOKEN;
        // What was told last may be ahead of a source that has begun since.
        long reachedMs = Math.min(watermarks.toldMs(), clock.watermarkMs());
        outlet.publish(correlation.advance(reachedMs, most), arrivalMs);
        if (memories != null && tick) {
            memories.advance(reachedMs, most);
        }
        if (chains.levels() > 1) {
            handOn(reachedMs, offset, arrivalMs);
        }
    }

    /** Rules that look at episodes must have all that the watermark settled before they are told of it. */
    private void handOn(long reachedMs, long offset, long arrivalMs) {
        List<Chains.Hit> hits = correlation.takeHandedOn();
        if (!hits.isEmpty()) {
            watermarks.tellIfFallen(clock.watermarkMs(), offset, arrivalMs);
            outlet.handOn(hits, metrics, arrivalMs);
        }
        watermarks.handedOn(correlation.handedOnMs(reachedMs), arrivalMs);
    }

    private void reject(Record<byte[], byte[]> record, RejectReason reason, String detail) {
        metrics.rejected(reason);
        outlet.reject(record, reason, detail);
    }

    private String explain(Verdict verdict) {
        return verdict == Verdict.LATE
                ? "it is more than " + settings.time().allowedLatenessMs() + " ms behind the newest event of its source"
                : "its time is more than " + settings.time().futureToleranceMs() + " ms ahead of its arrival";
    }

    /**
     * Under which name a source's progress is kept. A source's events that were moved here come at the pace of another
     * partition: they must not make those late that it sent here itself.
     */
    private static String sourceName(SecurityEvent event, @Nullable MovedRecord moved) {
        String source = event.eventId().source();
        return moved == null ? source : source + '\u0000' + moved.partition();
    }

    private static RecordPlace evidencePlace(RecordMetadata place, @Nullable MovedRecord moved) {
        return moved == null
                ? new RecordPlace(place.topic(), place.partition(), place.offset())
                : new RecordPlace(place.topic(), moved.partition(), moved.offset());
    }
}
