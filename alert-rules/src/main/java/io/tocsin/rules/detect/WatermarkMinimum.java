package io.tocsin.rules.detect;

import java.util.HashMap;
import java.util.Map;

/**
 * The watermark of a place where several partitions come together: the minimum of theirs, unknown until each has spoken.
 */
public final class WatermarkMinimum {

    private final int partitions;
    private final Map<String, Long> watermarks;

    /**
     * A minimum as it was stored.
     *
     * @param partitions how many partitions there are
     * @param watermarks what each partition that has spoken last said
     */
    public WatermarkMinimum(int partitions, Map<String, Long> watermarks) {
        this.partitions = partitions;
        this.watermarks = new HashMap<>(watermarks);
    }

    /** A partition tells its watermark, which may be lower than the one before. */
    public void report(String partition, long watermarkMs) {
        watermarks.put(partition, watermarkMs);
    }

    /** The minimum, or {@link Long#MIN_VALUE} as long as a partition hasn't spoken. */
    public long watermarkMs() {
        if (watermarks.size() < partitions) {
            return Long.MIN_VALUE;
        }
        return watermarks.values().stream().mapToLong(Long::longValue).min().orElse(Long.MIN_VALUE);
    }
}
