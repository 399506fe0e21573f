package io.tocsin.rules.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.CorrelationType;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One group's flood comes from several partitions, each in order, which are read at very different speeds: what a slow one
 * brings lies before all that the flood has left of the fast ones. It is one episode all the same.
 */
class DriftingPartitionsTest {
    private static final int PARTITIONS = 4;
    private static final int MATCHES = 40_000;
    private static final int SPAN_MS = 100_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 10})
    void aFloodOfEventsIsOneAlert(long seed) {
        assertOneAlert(Given.rule(300_000, 11), seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 10})
    void aFloodOfValuesIsOneAlert(long seed) {
        assertOneAlert(Given.as(CorrelationType.VALUE_COUNT, Given.rule(300_000, 11)), seed);
    }

    private static void assertOneAlert(CorrelationRule rule, long seed) {
        Correlator correlator = new Correlator(rule, "0".repeat(64), Assets.NONE);
        Random random = new Random(seed);
        int[] next = new int[PARTITIONS];
        int left = MATCHES;
        int created = 0;
        GroupState state = GroupState.EMPTY;
        while (left > 0) {
            int partition = random.nextInt(PARTITIONS);
            int batch = Math.min(1 + random.nextInt(MATCHES / 8), MATCHES / PARTITIONS - next[partition]);
            for (int i = 0; i < batch; i++) {
                Step step = correlator.correlate(
                        Given.ALICE, state, match(partition, next[partition]++, random), Long.MIN_VALUE);
                state = step.state();
                created += (int) step.alerts().stream()
                        .filter(each -> each.activity() == Alert.Activity.CREATE)
                        .count();
            }
            left -= batch;
        }

        assertEquals(1, created, "seed " + seed);
        assertEquals(1, state.alerted().size(), "seed " + seed);
        assertTrue(state.entries().size() <= Correlator.MAX_KEPT, "seed " + seed);
    }

    private static Match match(int partition, int number, Random random) {
        long timeMs = 1_000_000L + (long) number * SPAN_MS * PARTITIONS / MATCHES + partition;
        return Given.match(timeMs, partition + "-" + number, 1 + random.nextInt(10_000));
    }
}
