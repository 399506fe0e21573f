package io.tocsin.monitor.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void waitsDoubleUpToTheLongest() {
        Backoff waits = new Backoff(3, 20);

        assertEquals(
                List.of(3L, 3L, 6L, 12L, 20L, 20L),
                IntStream.range(0, 6).mapToObj(waits::delayMs).toList());
    }

    @Test
    void noWaitIsLongerThanTheLongestHoweverOftenItFailed() {
        for (Backoff waits : List.of(
                new Backoff(1, Long.MAX_VALUE), new Backoff(Long.MAX_VALUE / 3, Long.MAX_VALUE), new Backoff(7, 7))) {
            for (int failures = 1; failures < 1_000; failures++) {
                long waitMs = waits.delayMs(failures);
                assertTrue(waitMs >= waits.firstMs() && waitMs <= waits.longestMs(), waits + ": " + waitMs);
            }
        }
    }

    @Test
    void aWaitIsShortenedByUpToHalf() {
        Random jitter = new Random(3);
        for (int i = 0; i < 1_000; i++) {
            long waitMs = new Backoff(1_000, 8_000).delayMs(4, jitter);
            assertTrue(waitMs > 4_000 && waitMs <= 8_000, "waits " + waitMs);
        }
    }

    @Test
    void aLongestBelowTheFirstIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Backoff(10, 9));
        assertThrows(IllegalArgumentException.class, () -> new Backoff(0, 9));
    }
}
