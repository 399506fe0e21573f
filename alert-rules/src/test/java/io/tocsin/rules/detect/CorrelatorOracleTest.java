package io.tocsin.rules.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.CorrelationRule.SequenceStep;
import io.tocsin.rules.sigma.CorrelationType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Thousands of seeded random streams, shuffled within the lateness, with repetitions, ties, and a watermark that closes
 * and forgets on the way: what the alerts fold to is what the oracle finds by counting everything from scratch.
 */
class CorrelatorOracleTest {

    private static final int STREAMS = 10_000;

    @ParameterizedTest
    @EnumSource
    void foldedAlertsAreTheEpisodesOfTheProfile(CorrelationType type) {
        for (long seed = 1; seed <= STREAMS; seed++) {
            Stream stream = new Stream(seed, type);
            List<Oracle.Expected> found = stream.run().stream()
                    .map(CorrelatorOracleTest::asExpected)
                    .sorted(Comparator.comparing(Oracle.Expected::crossingTimeMs))
                    .toList();
            assertEquals(Oracle.episodes(stream.arrived, stream.rule), found, "seed " + seed);
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
        private final List<Match> arrived = new ArrayList<>();

        Stream(long seed, CorrelationType type) {
            random = new Random(seed);
            rule = rule(type);
            long time = 1_000;
            int size = 1 + random.nextInt(60);
            for (int i = 0; i < size; i++) {
                time += random.nextInt(4) == 0 ? random.nextInt(400) : random.nextInt(25);
                matches.add(Given.match(time, "e" + random.nextInt(3) + "-" + i, mark(type)));
            }
            int repetitions = random.nextInt(5);
            for (int i = 0; i < repetitions; i++) {
                matches.add(matches.get(random.nextInt(matches.size())));
            }
        }

        private CorrelationRule rule(CorrelationType type) {
            CorrelationRule counting = Given.rule(10 + random.nextInt(200), 1 + random.nextInt(6));
            if (type != CorrelationType.TEMPORAL_ORDERED) {
                return Given.as(type, counting);
            }
            SequenceStep[] steps = new SequenceStep[2 + random.nextInt(2)];
            for (int i = 0; i < steps.length; i++) {
                steps[i] = random.nextInt(3) == 0
                        ? Given.step(10 + random.nextInt(200), 1 + random.nextInt(4))
                        : Given.step(1, 1);
            }
            return Given.as(type, counting, steps);
        }

        private long mark(CorrelationType type) {
            if (type == CorrelationType.TEMPORAL_ORDERED) {
                int steps = rule.steps().size();
                return random.nextInt(4) == 0 ? 1 + random.nextInt((1 << steps) - 1) : 1L << random.nextInt(steps);
            }
            return type == CorrelationType.VALUE_COUNT ? 1 + random.nextInt(9) : random.nextInt(12);
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
                arrived.add(match);
                newest = Math.max(newest, match.timeMs());
                Step step = correlator.correlate(Given.ALICE, state, match, newest - LATENESS_MS);
                state = fold(folded, step);
                if (random.nextInt(5) == 0) {
                    state = fold(folded, correlator.advance(Given.ALICE, state, newest - LATENESS_MS));
                }
                if (random.nextInt(3) == 0) {
                    GroupState restored = correlator.restore(asStored(state));
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

        /** Without what isn't stored: the present form of the episodes. */
        private static GroupState asStored(GroupState state) {
            return state.withAlerted(state.alerted().stream()
                    .map(each -> each.withCurrent(
                            each.settled() == null ? Episode.of(each.current().crossing()) : each.settled()))
                    .toList());
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
