package io.tocsin.monitor.detect;

import io.tocsin.monitor.detect.DetectStore.Kind;
import io.tocsin.monitor.wire.MatchRecord.LevelWatermark;
import io.tocsin.monitor.wire.ProgressCodec;
import io.tocsin.rules.detect.WatermarkMinimum;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The rules of one level in a partition of matches: those of level 0 look at events alone, those of each further one at
 * episodes of the levels below it, too. What is known of the watermarks is kept in the store.
 */
final class MatchLevel {

    /** By so much a watermark moves before it is told again: each is told to every partition. */
    private static final long MIN_STEP_MS = 1_000;

    private final int level;
    private final boolean last;
    private final Correlation correlation;
    private final DetectStore store;
    private final int partition;
    private final WatermarkMinimum minimum;
    private long toldMs;

    /**
     * A level as it was stored.
     *
     * @param partition that of matches which is read here
     */
    MatchLevel(
            int level,
            boolean last,
            Correlation correlation,
            DetectSettings settings,
            DetectStore store,
            int partition) {
        this.level = level;
        this.last = last;
        this.correlation = correlation;
        this.store = store;
        this.partition = partition;
        Map<String, Long> watermarks = new HashMap<>();
        store.forEach(
                kind(),
                level == 0 ? new byte[0] : levelKey(level),
                (key, value) ->
                        watermarks.put(name(key), DetectStore.decode(kind(), value, ProgressCodec::decodeTime)));
        Set<String> partitions = level == 0
                ? WatermarkSender.partitions(settings)
                : IntStream.range(0, settings.partitions())
                        .mapToObj(Integer::toString)
                        .collect(Collectors.toSet());
        minimum = new WatermarkMinimum(partitions, watermarks);
        Long told = store.get(Kind.PROGRESS, levelKey(level), ProgressCodec::decodeTime);
        toldMs = told == null ? Long.MIN_VALUE : told;
    }

    Correlation correlation() {
        return correlation;
    }

    /**
     * The watermark that a partition told: one of events for level 0, else one of matches, of the level below. Of a partition
     * that there isn't nothing is kept.
     *
     * @return whether there is such a partition
     */
    boolean report(String told, long watermarkMs) {
        if (!minimum.report(told, watermarkMs)) {
            return false;
        }
        byte[] name = told.getBytes(StandardCharsets.UTF_8);
        store.put(
                kind(),
                level == 0 ? name : DetectStore.key(levelKey(level), name),
                ProgressCodec.encodeTime(watermarkMs));
        return true;
    }

    /** How far all partitions of the level below have come, or those of events. */
    long watermarkMs() {
        return minimum.watermarkMs();
    }

    /**
     * What is to be told to the level above, if it is time to.
     *
     * @param watermarkMs how far this level has come
     */
    Optional<LevelWatermark> tellHandedOn(long watermarkMs) {
        long untilMs = correlation.handedOnMs(watermarkMs);
        if (last || untilMs == Long.MIN_VALUE || (untilMs >= toldMs && untilMs - MIN_STEP_MS < toldMs)) {
            return Optional.empty();
        }
        toldMs = untilMs;
        store.put(Kind.PROGRESS, levelKey(level), ProgressCodec.encodeTime(untilMs));
        return Optional.of(new LevelWatermark(partition, level, untilMs));
    }

    private Kind kind() {
        return level == 0 ? Kind.WATERMARK : Kind.LEVEL_WATERMARK;
    }

    private String name(byte[] key) {
        int from = level == 0 ? 0 : levelKey(level).length;
        return new String(Arrays.copyOfRange(key, from, key.length), StandardCharsets.UTF_8);
    }

    private static byte[] levelKey(int level) {
        return new byte[] {(byte) level};
    }
}
