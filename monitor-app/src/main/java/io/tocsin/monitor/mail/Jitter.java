package io.tocsin.monitor.mail;

import java.util.Random;

/** Spreads waits, so that what failed together isn't tried again together. */
final class Jitter {

    private Jitter() {}

    /** The wait shortened by up to half, at least 1 ms. */
    static long shorten(long delayMs, Random random) {
        long half = delayMs / 2;
        return Math.max(1, delayMs - (half == 0 ? 0 : Math.floorMod(random.nextLong(), half)));
    }
}
