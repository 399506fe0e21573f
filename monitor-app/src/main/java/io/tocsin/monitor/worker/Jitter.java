package io.tocsin.monitor.worker;

import java.util.Random;

/** Spreads waits, so that what failed together isn't tried again together. */
public final class Jitter {

    private Jitter() {}

    /** The wait shortened by up to half, at least 1 ms. */
    public static long shorten(long delayMs, Random random) {
        long half = delayMs / 2;
        return Math.max(1, delayMs - (half == 0 ? 0 : Math.floorMod(random.nextLong(), half)));
    }
}
