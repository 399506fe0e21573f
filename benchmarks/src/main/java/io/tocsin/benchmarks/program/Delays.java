package io.tocsin.benchmarks.program;

import java.util.Arrays;
import java.util.Locale;

/** Delays in milliseconds, and how they are spread. */
final class Delays {
    private long[] sorted = new long[1_024];
    private int size;

    void add(long delayMs) {
        if (size == sorted.length) {
            sorted = Arrays.copyOf(sorted, 2 * size);
        }
        sorted[size++] = delayMs;
    }

    /** How many, the median, the 99th percentile and the longest. */
    String line(String name) {
        Arrays.sort(sorted, 0, size);
        return String.format(
                Locale.ROOT,
                "%-34s %,8d alerts  p50 %,5d ms  p99 %,5d ms  max %,5d ms",
                name,
                size,
                percentile(50),
                percentile(99),
                percentile(100));
    }

    /** The smallest delay that so many of a hundred don't exceed; only after sorting. */
    private long percentile(int percent) {
        return sorted[Math.max(0, (int) Math.ceil(size * percent / 100.0) - 1)];
    }
}
