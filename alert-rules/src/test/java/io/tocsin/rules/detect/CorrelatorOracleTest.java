package io.tocsin.rules.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.sigma.CorrelationRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Thousands of seeded random streams, shuffled within the lateness, with repetitions, ties, and a watermark that closes
 * and forgets on the way: what the alerts fold to is what the oracle finds by counting everything from scratch.
 */
class CorrelatorOracleTest {

    private static final int STREAMS = 2_000;

    @Test
    void foldedAlertsAreTheEpisodesOfTheProfile() {
        for (long seed = 1; seed <= STREAMS; seed++) {
            Stream stream = new Stream(seed);
            List<Oracle.Expected> found = stream.run().stream()
                    .map(CorrelatorOracleTest::asExpected)
                    .sorted(Comparator.comparing(Oracle.Expected::crossingTimeMs))
                    .toList();
            assertEquals(
                    Oracle.episodes(stream.matches, stream.rule.timespanMs(), stream.rule.threshold()),
                    found,
                    "seed " + seed);
        }
    }

    private static Oracle.Expected asExpected(Alert alert) {
        return new Oracle.Expected(
                alert.crossingTimeMs(),
                alert.count(),
                alert.countAtCrossing(),
                alert.score().distinct(),
                alert.lastSeenMs());
    }

    /** A stream of one group, its rule, and one order of arrival. */
    private static final class Stream {
        private static final int LATENESS_MS = 120;

        private final Random random;
        private final CorrelationRule rule;
        private final List<Match> matches = new ArrayList<>();

        Stream(long seed) {
            random = new Random(seed);
            rule = Given.rule(10 + random.nextInt(200), 1 + random.nextInt(6));
            long time = 1_000;
            int size = 1 + random.nextInt(60);
            for (int i = 0; i < size; i++) {
                time += random.nextInt(4) == 0 ? random.nextInt(400) : random.nextInt(25);
                matches.add(Given.match(time, "e" + random.nextInt(3) + "-" + i, random.nextInt(12)));
            }
            int repetitions = random.nextInt(5);
            for (int i = 0; i < repetitions; i++) {
                matches.add(matches.get(random.nextInt(matches.size())));
            }
        }

        /** The last alert of every uid that was not merged into another. */
        List<Alert> run() {
            TreeMap<Long, Match> arrival = new TreeMap<>();
            for (Match match : matches) {
                long arrivedMs = match.timeMs() + random.nextInt(LATENESS_MS);
                arrival.put(arrivedMs * 1_000 + arrival.size(), match);
            }
            Correlator correlator = new Correlator(rule, "hash", Assets.NONE);
            GroupState state = GroupState.EMPTY;
            Map<String, Alert> folded = new LinkedHashMap<>();
            long newest = Long.MIN_VALUE + LATENESS_MS;
            for (Match match : arrival.values()) {
                newest = Math.max(newest, match.timeMs());
                Step step = correlator.correlate(Given.ALICE, state, match, newest - LATENESS_MS);
                state = fold(folded, step);
                if (random.nextInt(5) == 0) {
                    state = fold(folded, correlator.advance(Given.ALICE, state, newest - LATENESS_MS));
                }
                if (random.nextInt(3) == 0) {
                    GroupState restored = correlator.restore(state);
                    assertEquals(state.alerted(), restored.alerted());
                    state = restored;
                }
            }
            state = fold(folded, correlator.advance(Given.ALICE, state, Long.MAX_VALUE));
            assertTrue(state.isEmpty(), "nothing is remembered after the end");
            folded.values().forEach(alert -> assertEquals(Alert.Activity.CLOSE, alert.activity()));
            return folded.values().stream()
                    .filter(alert -> alert.mergedInto() == null)
                    .toList();
        }

        private static GroupState fold(Map<String, Alert> folded, Step step) {
            for (Alert alert : step.alerts()) {
                Alert before = folded.put(alert.uid(), alert);
                assertEquals(before == null ? 1 : before.revision() + 1, alert.revision(), "revisions have no gap");
            }
            return step.state();
        }
    }
}
