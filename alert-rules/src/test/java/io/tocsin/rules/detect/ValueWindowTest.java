package io.tocsin.rules.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueWindowTest {
    private record Seen(long value, long timeMs) {}

    /** Values of few bits, and of many that differ in few: they meet in the table. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 300, 5_000})
    void countsAsOneWouldByGoingThroughAllMatches(int values) {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            int shift = random.nextInt(50);
            ValueWindow window = new ValueWindow();
            Deque<Seen> all = new ArrayDeque<>();
            long timeMs = 0;
            for (int i = 0; i < 3_000; i++) {
                timeMs += random.nextInt(3);
                if (random.nextInt(8) == 0) {
                    long endMs = timeMs - random.nextInt(1_000);
                    window.dropThrough(endMs);
                    all.removeIf(seen -> seen.timeMs() <= endMs);
                }
                long value = (long) random.nextInt(values) << shift;
                window.append(value, timeMs);
                all.add(new Seen(value, timeMs));
                String where = "seed " + seed + ", match " + i;
                if (i % 37 == 0) {
                    assertEquals(all.stream().mapToLong(Seen::value).distinct().count(), window.size(), where);
                }
                long asked = (long) random.nextInt(values) << shift;
                long sinceMs = timeMs - random.nextInt(500);
                if (i % 11 == 0) {
                    assertEquals(
                            all.stream().anyMatch(seen -> seen.value() == asked && seen.timeMs() >= sinceMs),
                            window.hasSince(asked, sinceMs),
                            where);
                }
            }
            window.dropThrough(timeMs);
            assertEquals(0, window.size(), "seed " + seed);
        }
    }
}
