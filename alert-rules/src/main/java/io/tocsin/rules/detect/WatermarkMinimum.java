package io.tocsin.rules.detect;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The watermark of a place where several partitions come together: the minimum of theirs, unknown until each has spoken.
 */
public final class WatermarkMinimum {

    private final Set<String> partitions;
    private final Map<String, Long> watermarks;

    /**
     * A minimum as it was stored.
     *
     * @param partitions the names of all partitions
     * @param watermarks what each partition that has spoken last said; one that there was once must not hold back the others
     */
    public WatermarkMinimum(Set<String> partitions, Map<String, Long> watermarks) {
        this.partitions = Set.copyOf(partitions);
        this.watermarks = new HashMap<>(watermarks);
        this.watermarks.keySet().retainAll(partitions);
    }

    /**
     * A partition tells its watermark, which may be lower than the one before.
     *
     * @return whether there is such a partition
     */
    public boolean report(String partition, long watermarkMs) {
        boolean known = partitions.contains(partition);
        if (known) {
            watermarks.put(partition, watermarkMs);
        }
        return known;
    }

    /** The minimum, or {@link Long#MIN_VALUE} as long as a partition hasn't spoken. */
    public long watermarkMs() {
        if (watermarks.size() < partitions.size()) {
            return Long.MIN_VALUE;
        }
        return watermarks.values().stream().mapToLong(Long::longValue).min().orElse(Long.MIN_VALUE);
    }
}
