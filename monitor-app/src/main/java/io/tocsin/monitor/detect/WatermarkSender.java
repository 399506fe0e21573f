package io.tocsin.monitor.detect;

import io.tocsin.monitor.detect.DetectStore.Kind;
import io.tocsin.monitor.wire.MatchCodec;
import io.tocsin.monitor.wire.MatchRecord;
import io.tocsin.monitor.wire.ProgressCodec;
import io.tocsin.monitor.wire.ProgressCodec.Told;
import io.tocsin.rules.event.EventStream;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Tells every partition of matches how far a partition of events has come: at each tick, before the first match after the
 * watermark fell back, and in between once it has moved well on and many records were read, as in a backlog.
 *
 * <p>What was told last is kept in the store, and records are counted by their offsets: when a watermark is told decides
 * which alerts close between which others, and a restart must not change that.
 */
final class WatermarkSender {
    private static final long MIN_ADVANCE_MS = 10_000;
    private static final int MIN_OFFSETS = 1_000;
    private static final byte[] TOLD_KEY = {};

    private final Outlet outlet;
    private final String partition;
    private final DetectStore store;
    private @Nullable Told told;

    WatermarkSender(Outlet outlet, String partition, DetectStore store) {
        this.outlet = outlet;
        this.partition = partition;
        this.store = store;
        this.told = store.get(Kind.TOLD, TOLD_KEY, ProgressCodec::decodeTold);
    }

    /** The names of all partitions that tell a watermark. */
    static Set<String> partitions(DetectSettings settings) {
        return settings.topics().streams().stream()
                .flatMap(stream ->
                        IntStream.range(0, settings.partitions()).mapToObj(partition -> partition(stream, partition)))
                .collect(Collectors.toUnmodifiableSet());
    }

    static String partition(EventStream stream, int partition) {
        return stream.label() + "-" + partition;
    }

    /**
     * Sends the watermark if it is time to.
     *
     * @param offset of the record at hand
     */
    void sendIfDue(long watermarkMs, boolean tick, long offset, long arrivalMs) {
        boolean due = tick
                || told == null
                || (offset - told.offset() >= MIN_OFFSETS && watermarkMs - MIN_ADVANCE_MS >= told.watermarkMs());
        if (due) {
            sendNow(watermarkMs, offset, arrivalMs);
        }
    }

    /** The watermark that was sent last, stored so that it is the same after a restart; the lowest before the first. */
    long toldMs() {
        return told == null ? Long.MIN_VALUE : told.watermarkMs();
    }

    /** Sends the watermark if it is lower than the one that was sent last. */
    void sendIfFallen(long watermarkMs, long offset, long arrivalMs) {
        if (told == null || watermarkMs < told.watermarkMs()) {
            sendNow(watermarkMs, offset, arrivalMs);
        }
    }

    private void sendNow(long watermarkMs, long offset, long arrivalMs) {
        Told now = new Told(watermarkMs, offset);
        told = now;
        store.put(Kind.TOLD, TOLD_KEY, ProgressCodec.encodeTold(now));
        byte[] value = MatchCodec.encode(new MatchRecord.Watermark(partition, watermarkMs));
        outlet.match(null, value, arrivalMs);
    }
}
