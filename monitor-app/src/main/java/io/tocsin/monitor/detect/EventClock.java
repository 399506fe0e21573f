package io.tocsin.monitor.detect;

import io.tocsin.monitor.detect.DetectStore.Kind;
import io.tocsin.monitor.wire.ProgressCodec;
import io.tocsin.rules.detect.PartitionClock;
import io.tocsin.rules.detect.SourceProgress;
import io.tocsin.rules.detect.TimeSettings;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link PartitionClock} that is kept in the store: what it knows is as exactly-once as everything else. */
final class EventClock {
    private static final byte[] TICK_KEY = {};

    private final DetectStore store;
    private final PartitionClock clock;

    EventClock(TimeSettings settings, DetectStore store) {
        this.store = store;
        Map<String, SourceProgress> sources = new HashMap<>();
        store.forEach(
                Kind.SOURCE,
                (place, value) -> sources.put(
                        new String(place, StandardCharsets.UTF_8),
                        DetectStore.decode(Kind.SOURCE, value, ProgressCodec::decode)));
        Long tickMs = store.get(Kind.TICK, TICK_KEY, ProgressCodec::decodeTime);
        this.clock = new PartitionClock(settings, sources, tickMs == null ? Long.MIN_VALUE : tickMs);
    }

    PartitionClock.Verdict observe(String source, long eventMs, long arrivalMs) {
        SourceProgress before = clock.sources().get(clock.placeOf(source));
        PartitionClock.Verdict verdict = clock.observe(source, eventMs, arrivalMs);
        saveIfChanged(source, before);
        return verdict;
    }

    void hear(String source, long eventMs, long arrivalMs) {
        SourceProgress before = clock.sources().get(clock.placeOf(source));
        clock.hear(source, eventMs, arrivalMs);
        saveIfChanged(source, before);
    }

    void close(String source) {
        clock.close(source).ifPresent(closed -> store.delete(Kind.SOURCE, utf8(closed)));
    }

    void tick(long arrivalMs) {
        Map<String, SourceProgress> before = new HashMap<>(clock.sources());
        clock.tick(arrivalMs).forEach(forgotten -> store.delete(Kind.SOURCE, utf8(forgotten)));
        store.put(Kind.TICK, TICK_KEY, ProgressCodec.encodeTime(clock.tickMs()));
        clock.sources().forEach((place, progress) -> {
            if (!progress.equals(before.get(place))) {
                store.put(Kind.SOURCE, utf8(place), ProgressCodec.encode(progress));
            }
        });
    }

    long watermarkMs() {
        return clock.watermarkMs();
    }

    @SuppressWarnings("ReferenceEquality") // progress that did not change stays the same object
    private void saveIfChanged(String source, @Nullable SourceProgress before) {
        String place = clock.placeOf(source);
        SourceProgress after = clock.sources().get(place);
        if (after != null && after != before) {
            store.put(Kind.SOURCE, utf8(place), ProgressCodec.encode(after));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
