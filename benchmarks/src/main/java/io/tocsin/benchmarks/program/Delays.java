package io.tocsin.benchmarks.program;

import java.util.Arrays;
import java.util.Locale;

/** Delays in one unit of time, and how they are spread. */
final class Delays {
    private long[] sorted = new long[1_024];
    private int size;

    void add(long delay) {
        if (size == sorted.length) {
            sorted = Arrays.copyOf(sorted, 2 * size);
        }
        sorted[size++] = delay;
    }

    /** How many, the median, the 99th percentile and the longest. */
    String line(String name, String things, String unit) {
        Arrays.sort(sorted, 0, size);
        return String.format(
                Locale.ROOT,
                "%-34s %,8d %s  p50 %,5d %s  p99 %,5d %s  max %,5d %s",
                name,
                size,
                things,
                percentile(50),
                unit,
                percentile(99),
                unit,
                percentile(100),
                unit);
    }

    /** The smallest delay that so many of a hundred don't exceed; only after sorting. */
    private long percentile(int percent) {
        return sorted[Math.max(0, (int) Math.ceil(size * percent / 100.0) - 1)];
    }
}
