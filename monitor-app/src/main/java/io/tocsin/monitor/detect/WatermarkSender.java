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

    /** By so much a watermark that is held back is told at a time. */
    private static final long MIN_STEP_MS = 1_000;

    private final Outlet outlet;
    private final String partition;
    private final DetectStore store;
    /** Whether rules look at episodes that are counted here, which are to be handed on before the watermark is told. */
    private final boolean held;

    private @Nullable Told told;
    /** What the others know; behind {@link #told} as long as something is to be handed on before. */
    private long sentMs;

    private boolean due;

    WatermarkSender(Outlet outlet, String partition, DetectStore store, boolean held) {
        this.held = held;
        this.outlet = outlet;
        this.partition = partition;
        this.store = store;
        this.told = store.get(Kind.TOLD, TOLD_KEY, ProgressCodec::decodeTold);
        Long sent = held ? store.get(Kind.PROGRESS, TOLD_KEY, ProgressCodec::decodeTime) : null;
        this.sentMs = sent == null ? Long.MIN_VALUE : sent;
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
     * Tells the watermark if it is time to: at once, or once {@link #handedOn} says how far it may be told.
     *
     * @param offset of the record at hand
     */
    void tellIfDue(long watermarkMs, boolean tick, long offset, long arrivalMs) {
        due = tick
                || told == null
                || (offset - told.offset() >= MIN_OFFSETS && watermarkMs - MIN_ADVANCE_MS >= told.watermarkMs());
        if (due) {
            tell(watermarkMs, offset, arrivalMs);
        }
    }

    /** The watermark that was told last, stored so that it is the same after a restart; the lowest before the first. */
    long toldMs() {
        return told == null ? Long.MIN_VALUE : told.watermarkMs();
    }

    /** Tells the watermark if it is lower than the one that was told last. */
    void tellIfFallen(long watermarkMs, long offset, long arrivalMs) {
        if (told == null || watermarkMs < told.watermarkMs()) {
            tell(watermarkMs, offset, arrivalMs);
            if (held && watermarkMs < sentMs) {
                sendHeld(watermarkMs, arrivalMs);
            }
        }
    }

    /** Everything that the watermark settled up to this time has been handed on, so that it may be told so far. */
    void handedOn(long untilMs, long arrivalMs) {
        boolean behind = sentMs < toldMs() && (untilMs >= toldMs() || untilMs - MIN_STEP_MS >= sentMs);
        if (due || behind || untilMs < sentMs) {
            sendHeld(untilMs, arrivalMs);
        }
        due = false;
    }

    private void tell(long watermarkMs, long offset, long arrivalMs) {
        Told now = new Told(watermarkMs, offset);
        told = now;
        store.put(Kind.TOLD, TOLD_KEY, ProgressCodec.encodeTold(now));
        if (!held) {
            send(watermarkMs, arrivalMs);
        }
    }

    private void sendHeld(long watermarkMs, long arrivalMs) {
        if (watermarkMs != sentMs) {
            sentMs = watermarkMs;
            store.put(Kind.PROGRESS, TOLD_KEY, ProgressCodec.encodeTime(watermarkMs));
        }
        send(watermarkMs, arrivalMs);
    }

    private void send(long watermarkMs, long arrivalMs) {
        outlet.match(null, MatchCodec.encode(new MatchRecord.Watermark(partition, watermarkMs)), arrivalMs);
    }
}
