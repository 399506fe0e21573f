package io.tocsin.rules.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.CorrelationType;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A correlator that has seen a group grow decides like one that knows nothing but its entries: in streams with windows
 * that are large enough to be remembered, which the streams of {@link CorrelatorOracleTest} are not.
 */
class NewestValuesTest {

    private static final int STREAMS = 300;
    private static final int MAX_PHASE = 250;
    private static final long LATENESS_MS = 40;

    @Test
    void whatIsRememberedChangesNoAlert() {
        for (long seed = 1; seed <= STREAMS; seed++) {
            new Stream(seed).run();
        }
    }

    /** One value again and again, then several at one pace, then at another. */
    private static final class Stream {
        private final long seed;
        private final Random random;
        private final CorrelationRule rule;
        private final boolean shuffled;
        private final Correlator remembering;
        private GroupState state = GroupState.EMPTY;
        private long newestMs = 1_000;
        private int number;

        Stream(long seed) {
            this.seed = seed;
            random = new Random(seed);
            CorrelationRule counting = Given.rule(200 + random.nextInt(800), 2 + random.nextInt(7));
            rule = Given.as(CorrelationType.VALUE_COUNT, counting);
            shuffled = random.nextBoolean();
            remembering = fresh();
        }

        void run() {
            phase(1, 1 + random.nextInt(2));
            for (int i = 0; i < 3; i++) {
                phase(2 + random.nextInt(10), 1 + random.nextInt(20));
            }
        }

        private void phase(int values, int pauseMs) {
            int matches = random.nextInt(MAX_PHASE);
            for (int i = 0; i < matches; i++) {
                newestMs += pauseMs;
                boolean late = shuffled && random.nextInt(20) == 0;
                long timeMs = late ? newestMs - random.nextInt((int) LATENESS_MS) : newestMs;
                take(Given.match(timeMs, "e" + number, 1 + random.nextInt(values)));
                number++;
            }
        }

        private void take(Match match) {
            Step step = remembering.correlate(Given.ALICE, state, match, newestMs - LATENESS_MS);
            Step expected = fresh().correlate(Given.ALICE, state, match, newestMs - LATENESS_MS);
            String where = "seed " + seed + ", match " + number;
            assertEquals(expected.alerts(), step.alerts(), where);
            assertEquals(expected.state().alerted(), step.state().alerted(), where);
            state = step.state();
        }

        private Correlator fresh() {
            return new Correlator(rule, "hash", Assets.NONE);
        }
    }
}
