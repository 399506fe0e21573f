package io.tocsin.rules.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.match.Thousandths;
import io.tocsin.rules.sigma.Comparison;
import io.tocsin.rules.sigma.CorrelationCondition;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.CorrelationRule.SequenceStep;
import io.tocsin.rules.sigma.CorrelationType;
import io.tocsin.rules.sigma.StepExpression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Thousands of seeded random streams, shuffled within the lateness, with repetitions, ties, and a watermark that closes
 * and forgets on the way: what the alerts fold to is what the oracle finds by counting everything from scratch.
 */
class CorrelatorOracleTest {

    private static final int STREAMS = 1_000;
    private static final int ALL_STREAMS = 10_000;

    @ParameterizedTest
    @EnumSource
    void foldedAlertsAreTheEpisodesOfTheProfile(CorrelationType type) {
        for (long seed = 1; seed <= STREAMS; seed++) {
            assertFoldsToTheEpisodes(seed, type, false);
        }
    }

    /** A match that comes late may make less of what was enough: what was told is taken back, and told again. */
    @ParameterizedTest
    @EnumSource(names = {"EVENT_COUNT", "VALUE_COUNT", "TEMPORAL", "TEMPORAL_ORDERED"})
    void whatCountsOfAnyKindOfConditionFindIsTheEpisodesOfTheProfile(CorrelationType type) {
        for (long seed = 1; seed <= STREAMS; seed++) {
            assertFoldsToTheEpisodes(seed, type, true);
        }
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void tenThousandStreamsFoldToTheEpisodesOfTheProfile(CorrelationType type) {
        for (long seed = STREAMS + 1; seed <= ALL_STREAMS; seed++) {
            assertFoldsToTheEpisodes(seed, type, false);
            assertFoldsToTheEpisodes(seed, type, true);
        }
    }

    /** Streams in which what was settled of an alert's episode was parted from what fired, which more of them showed. */
    @Tag("long")
    @Test
    void whatIsSettledStaysWithTheEpisodeThatBeginsWithIt() {
        for (long seed = ALL_STREAMS + 1; seed <= 3 * ALL_STREAMS; seed++) {
            assertFoldsToTheEpisodes(seed, CorrelationType.VALUE_COUNT, false);
            assertFoldsToTheEpisodes(seed, CorrelationType.TEMPORAL_ORDERED, false);
        }
    }

    private static void assertFoldsToTheEpisodes(long seed, CorrelationType type, boolean anyCondition) {
        Stream stream = new Stream(seed, type, anyCondition);
        List<Oracle.Expected> found = stream.run().stream()
                .map(CorrelatorOracleTest::asExpected)
                .sorted(Comparator.comparing(Oracle.Expected::crossingTimeMs))
                .toList();
        assertEquals(
                Oracle.episodes(stream.arrived, OracleRule.of(stream.rule), stream.endMs),
                found,
                "seed " + seed + " " + stream.rule.conditionText());
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
        private static final long HUGE = Thousandths.MAX;

        private final long seed;
        private final Random random;
        private final CorrelationRule rule;
        private final List<Match> matches = new ArrayList<>();
        private final List<Match> arrived = new ArrayList<>();
        /** How far the watermark has come at last. */
        private long endMs;

        Stream(long seed, CorrelationType type, boolean anyCondition) {
            this.seed = seed;
            random = new Random(seed);
            rule = rule(type, anyCondition || type.isOverNumbers());
            long time = 1_000;
            // Some are so long that windows are remembered from match to match.
            int size = 1 + random.nextInt(seed % 40 == 0 ? 300 : 60);
            for (int i = 0; i < size; i++) {
                time += random.nextInt(4) == 0 ? random.nextInt(400) : random.nextInt(25);
                matches.add(Given.match(time, "e" + random.nextInt(3) + "-" + i, mark(type)));
            }
            int repetitions = random.nextInt(5);
            for (int i = 0; i < repetitions; i++) {
                matches.add(matches.get(random.nextInt(matches.size())));
            }
        }

        private CorrelationRule rule(CorrelationType type, boolean anyCondition) {
            CorrelationRule counting = Given.rule(10 + random.nextInt(200), 1 + random.nextInt(6));
            if (!type.hasSteps()) {
                return anyCondition ? Given.as(type, counting, condition(type)) : Given.as(type, counting);
            }
            SequenceStep[] steps = new SequenceStep[2 + random.nextInt(2)];
            for (int i = 0; i < steps.length; i++) {
                steps[i] = random.nextInt(3) == 0
                        ? Given.step(10 + random.nextInt(200), 1 + random.nextInt(4))
                        : Given.step(1, 1);
            }
            CorrelationRule some = Given.rule(10 + random.nextInt(200), 1 + random.nextInt(steps.length));
            if (type == CorrelationType.TEMPORAL_ORDERED && anyCondition) {
                return withRuledOut(some, steps);
            }
            if (anyCondition && random.nextBoolean()) {
                return Given.as(type, some, CorrelationCondition.of(expression(steps.length)), steps);
            }
            return anyCondition ? Given.as(type, some, condition(type), steps) : Given.as(type, some, steps);
        }

        /** One to three steps in order, and one or two that must not be taken: between them, or behind them, or both. */
        private CorrelationRule withRuledOut(CorrelationRule rule, SequenceStep... asked) {
            boolean between = random.nextBoolean();
            boolean behind = !between || random.nextBoolean();
            int inOrder = between ? asked.length : 1 + random.nextInt(asked.length);
            SequenceStep[] steps = Arrays.copyOf(asked, inOrder + (between ? 1 : 0) + (behind ? 1 : 0));
            StringBuilder text = new StringBuilder(between ? "not s0" : "s0");
            for (int i = 1; i < steps.length; i++) {
                text.append(i == steps.length - 1 && behind ? " and not s" : " and s")
                        .append(i);
            }
            for (int i = inOrder; i < steps.length; i++) {
                steps[i] = Given.step(1 + random.nextInt(100), 1 + random.nextInt(2));
            }
            return Given.as(
                    CorrelationType.TEMPORAL_ORDERED,
                    rule,
                    CorrelationCondition.of(Given.expression(text.toString(), steps.length)),
                    steps);
        }

        private StepExpression expression(int steps) {
            String and = random.nextBoolean() ? " and " : " or ";
            String last = (random.nextInt(3) > 0 ? " and not " : " or ") + "s" + (steps - 1);
            return Given.expression(steps == 2 ? "s0" + last : "(s0" + and + "s1)" + last, steps);
        }

        private CorrelationCondition condition(CorrelationType type) {
            List<Comparison> comparisons = new ArrayList<>();
            for (int i = random.nextInt(3) == 0 ? 2 : 1; i > 0; i--) {
                comparisons.add(new Comparison(
                        Comparison.Operator.values()[random.nextInt(Comparison.Operator.values().length)],
                        compared(type)));
            }
            boolean share = type == CorrelationType.VALUE_PERCENTILE && random.nextInt(4) == 0;
            return new CorrelationCondition(
                    comparisons,
                    type.isOverNumbers() && !share ? "amount" : null,
                    type == CorrelationType.VALUE_PERCENTILE && !share ? 1 + random.nextInt(100) : 0);
        }

        private long compared(CorrelationType type) {
            return switch (type) {
                case EVENT_COUNT, VALUE_COUNT -> random.nextInt(9);
                case TEMPORAL, TEMPORAL_ORDERED -> random.nextInt(4);
                case VALUE_SUM -> random.nextInt(10) == 0 ? HUGE : random.nextInt(60) - 20;
                case VALUE_AVG, VALUE_MEDIAN -> random.nextInt(10) - 2;
                case VALUE_PERCENTILE -> random.nextInt(3) == 0 ? random.nextInt(100_000) : random.nextInt(10) - 2;
            };
        }

        private long mark(CorrelationType type) {
            if (type.hasSteps()) {
                int steps = rule.steps().size();
                return random.nextInt(4) == 0 ? 1 + random.nextInt((1 << steps) - 1) : 1L << random.nextInt(steps);
            }
            if (type.isOverNumbers()) {
                // Sums beyond 64 bits, too.
                return random.nextInt(20) == 0 ? HUGE * (random.nextInt(3) - 1) : random.nextInt(12) - 3;
            }
            return type == CorrelationType.VALUE_COUNT ? 1 + random.nextInt(9) : random.nextInt(12);
        }

        /** The last alert of every uid that was neither merged into another nor retracted. */
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
                    assertTrue(
                            state.alerted().equals(restored.alerted()), () -> "seed " + seed + ": restored otherwise");
                    state = restored;
                }
            }
            endMs = random.nextBoolean() ? Long.MAX_VALUE : newest + 1;
            state = fold(
                    folded,
                    endMs == Long.MAX_VALUE
                            ? correlator.advance(Given.ALICE, state, endMs)
                            : correlator.finish(Given.ALICE, state, endMs));
            assertTrue(state.isEmpty(), "nothing is remembered after the end");
            folded.values().forEach(alert -> assertEquals(Alert.Activity.CLOSE, alert.activity()));
            return folded.values().stream()
                    .filter(alert -> alert.mergedInto() == null && !alert.retracted())
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
