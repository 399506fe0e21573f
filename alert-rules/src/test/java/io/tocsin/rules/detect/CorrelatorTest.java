package io.tocsin.rules.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.match.Thousandths;
import io.tocsin.rules.sigma.Comparison;
import io.tocsin.rules.sigma.CorrelationCondition;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.CorrelationType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Single decisions of the correlator; what all orders of arrival come to is in {@link CorrelatorOracleTest}. */
class CorrelatorTest {

    private static final long NEVER = Long.MIN_VALUE;

    private GroupState state = GroupState.EMPTY;
    private final List<Alert> alerts = new ArrayList<>();

    @Test
    void windowsAreHalfOpen() {
        Correlator correlator = correlator(100, 2);
        take(correlator, 1_000, "a", NEVER);
        take(correlator, 1_100, "b", NEVER);
        assertEquals(List.of(), alerts);
        take(correlator, 1_199, "c", NEVER);
        assertEquals(1, alerts.size());
    }

    @Test
    void theUidIsTheSameForTheSameEpisode() {
        take(correlator(100, 1), 1_000, "a", NEVER);
        String uid = alerts.get(0).uid();
        state = GroupState.EMPTY;
        take(correlator(100, 1), 1_000, "b", NEVER);

        assertEquals(uid, alerts.get(1).uid());
    }

    @Test
    void anUpdateIsPublishedWhenTheScoreChangesAndNotBefore() {
        Correlator correlator = correlator(1_000, 2);
        for (int i = 0; i < 8; i++) {
            take(correlator, 1_000 + i, "e" + i, NEVER);
        }

        assertEquals(
                List.of("CREATE 2", "UPDATE 4", "UPDATE 8"),
                alerts.stream()
                        .map(alert -> alert.activity() + " " + alert.count())
                        .toList());
    }

    @Test
    void anEventOfTheSameTimeIsNotLateWhateverItsId() {
        Correlator correlator = correlator(1_000, 2);
        take(correlator, 1_000, "b", NEVER);
        take(correlator, 1_000, "a", NEVER);

        assertEquals(1, alerts.size());
        assertFalse(alerts.get(0).late());
    }

    @Test
    void theWatermarkForgetsAGroupThatNeverAlerted() {
        Correlator correlator = correlator(100, 5);
        take(correlator, 1_000, "a", NEVER);
        assertEquals(1_100, state.timerMs());

        Step early = correlator.advance(Given.ALICE, state, 1_099);
        assertFalse(early.state().isEmpty());
        assertTrue(correlator.advance(Given.ALICE, early.state(), 1_100).state().isEmpty());
    }

    @Test
    void aFloodIsCountedOnWithoutKeepingEveryEntry() {
        Correlator correlator = correlator(1_000_000, 100);
        int flood = 3 * Correlator.MAX_IN_WINDOW;
        for (int i = 0; i < flood; i++) {
            take(correlator, 1_000 + i, "e" + i, NEVER);
            assertTrue(state.entries().size() <= Correlator.MAX_IN_WINDOW + Correlator.SLACK, "kept at " + i);
        }
        Alert close = end(correlator);

        assertEquals(flood, close.count());
        assertFalse(close.countExact());
        assertEquals(1, alerts.stream().map(Alert::uid).distinct().count());
    }

    @Test
    void aLateEventWithinAFloodIsCountedAndChangesNothingElse() {
        Correlator correlator = correlator(1_000_000, 100);
        int flood = 2 * Correlator.MAX_IN_WINDOW;
        for (int i = 0; i < flood; i++) {
            take(correlator, 1_000 + 2L * i, "e" + i, NEVER);
        }
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            take(correlator, 1_000 + Correlator.MAX_IN_WINDOW + 2L * random.nextInt(1_000) + 1, "late" + i, NEVER);
        }
        Alert close = end(correlator);

        assertEquals(flood + 100, close.count());
        assertEquals(1, alerts.stream().map(Alert::uid).distinct().count());
        assertNull(close.mergedInto());
    }

    /** One partition is read behind another: what it brings lies before all that the flood has left. */
    @Test
    void aFloodThatBeganEarlierOnAPartitionThatIsReadLaterIsOneAlert() {
        Correlator correlator = correlator(300_000, 10);
        int half = 3 * Correlator.MAX_IN_WINDOW;
        for (int i = 0; i < half; i++) {
            take(correlator, 50_000 + 4L * i, "a" + i, NEVER);
        }
        for (int i = 0; i < half; i++) {
            take(correlator, 1_001 + 4L * i, "b" + i, NEVER);
        }
        end(correlator);

        assertEquals(
                1,
                alerts.stream()
                        .filter(each -> each.activity() == Alert.Activity.CREATE)
                        .count());
    }

    @Test
    void aFloodWithinOneMillisecondStaysBounded() {
        Correlator correlator = correlator(1_000, 5);
        for (int i = 0; i < 2 * Correlator.MAX_IN_WINDOW; i++) {
            take(correlator, 5_000, String.format("%08d", i), NEVER);
        }

        assertTrue(state.entries().size() <= Correlator.MAX_IN_WINDOW + Correlator.SLACK);
        assertEquals(1, alerts.stream().map(Alert::uid).distinct().count());
        assertEquals(2L * Correlator.MAX_IN_WINDOW, end(correlator).count());
    }

    @Test
    void aLaterStepWithoutAFirstOneIsNotKept() {
        Correlator correlator = new Correlator(
                Given.as(CorrelationType.TEMPORAL_ORDERED, Given.rule(100, 1), Given.step(1, 1), Given.step(1, 1)),
                "hash",
                Assets.NONE);
        Step alone = correlator.correlate(Given.ALICE, GroupState.EMPTY, Given.match(1_000, "success", 2), NEVER);
        assertSame(GroupState.EMPTY, alone.state());
        Step first = correlator.correlate(Given.ALICE, GroupState.EMPTY, Given.match(1_000, "failure", 1), NEVER);
        Step outside = correlator.correlate(Given.ALICE, first.state(), Given.match(1_101, "late", 2), NEVER);
        assertSame(first.state(), outside.state());
        Step completed = correlator.correlate(Given.ALICE, first.state(), Given.match(1_099, "success", 2), NEVER);
        assertEquals(1, completed.alerts().size());
        assertEquals(2, completed.alerts().get(0).count());
    }

    @Test
    void aLaterStepIsKeptOnceHalfOfTheFirstIsThere() {
        Correlator correlator = new Correlator(
                Given.as(CorrelationType.TEMPORAL_ORDERED, Given.rule(100, 1), Given.step(100, 5), Given.step(1, 1)),
                "hash",
                Assets.NONE);
        GroupState state = GroupState.EMPTY;
        for (int i = 0; i < 4; i++) {
            Step success = correlator.correlate(Given.ALICE, state, Given.match(1_050, "success" + i, 2), NEVER);
            boolean isKept = !success.state().equals(state);
            assertEquals(i >= 3, isKept, "after " + i + " failures");
            state = correlator
                    .correlate(Given.ALICE, success.state(), Given.match(1_000 + i, "failure" + i, 1), NEVER)
                    .state();
        }
        Step fifth = correlator.correlate(Given.ALICE, state, Given.match(1_004, "failure4", 1), NEVER);
        assertEquals(1, fifth.alerts().size(), "the success that came before the last failures is seen");
    }

    /** As when an import of history begins beside live traffic of the same user. */
    @Test
    void whatAWatermarkThatFellBackBringsIsOneEpisode() {
        Correlator correlator = correlator(10, 2);
        take(correlator, 1_000, "live0", 990);
        take(correlator, 1_015, "live1", 1_012);
        long timeMs = 100;
        for (int i = 0; i < 50; i++) {
            take(correlator, timeMs, "old" + i, timeMs - 1);
            timeMs += 5;
        }
        end(correlator);

        assertEquals(1, alerts.stream().map(Alert::uid).distinct().count());
        assertEquals(1, count(Alert.Activity.CREATE));
        assertEquals(50, alerts.get(alerts.size() - 1).count());
        assertEquals(105, alerts.get(alerts.size() - 1).crossingTimeMs());
    }

    @Test
    void aMatchThatComesLateWithinAnEpisodeIsCountedWithoutAnUpdate() {
        Correlator correlator = correlator(1_000, 3);
        take(correlator, 1_000, "a", NEVER);
        take(correlator, 1_100, "b", NEVER);
        take(correlator, 1_200, "c", NEVER);
        take(correlator, 1_400, "e", NEVER);
        take(correlator, 1_300, "d", NEVER);

        assertEquals(1, alerts.size());
        assertEquals(5, end(correlator).count());
    }

    /** Ten matches of each millisecond in any order. If each made the episodes be found anew, this would take minutes. */
    @ParameterizedTest
    @EnumSource
    void aFloodWithTiesCostsLittleForEachMatch(CorrelationType type) {
        CorrelationRule rule = Given.rule(10_000, 5);
        Correlator correlator = new Correlator(
                type.hasSteps()
                        ? Given.as(type, rule, Given.step(10_000, 5), Given.step(1, 1))
                        : Given.as(type, rule, type.isOverNumbers() ? tooMuch(type) : rule.condition()),
                "hash",
                Assets.NONE);
        Random random = new Random(3);
        for (int i = 0; i < 60_000; i++) {
            String id = Long.toHexString(random.nextLong());
            Step step = correlator.correlate(
                    Given.ALICE, state, Given.match(1_000 + i / 10, id, 1), 1_000 + i / 10 - 10_000);
            state = step.state();
            alerts.addAll(step.alerts());
        }
        assertTrue(state.entries().size() <= Correlator.MAX_KEPT);
        assertEquals(
                type == CorrelationType.EVENT_COUNT ? 1 : 0,
                alerts.stream().map(Alert::uid).distinct().count());
    }

    /** Thousands of last steps in a window, none of which completes it. If each went through the window, this would be slow. */
    @Test
    void aFloodOfLastStepsCostsLittleForEach() {
        Correlator correlator = new Correlator(
                Given.as(
                        CorrelationType.TEMPORAL_ORDERED,
                        Given.rule(10_000_000, 1),
                        Given.step(1, 1),
                        Given.step(10, 2),
                        Given.step(1, 1)),
                "hash",
                Assets.NONE);
        for (int i = 0; i < 60_000; i++) {
            Step step =
                    correlator.correlate(Given.ALICE, state, Given.match(1_000 + i * 20L, "e" + i, 1L << i % 3), NEVER);
            state = step.state();
            alerts.addAll(step.alerts());
        }
        assertEquals(List.of(), alerts);
        assertTrue(state.entries().size() <= Correlator.MAX_KEPT);
    }

    /** A condition that a stream of ones never meets. */
    private static CorrelationCondition tooMuch(CorrelationType type) {
        return new CorrelationCondition(
                List.of(new Comparison(Comparison.Operator.GT, Thousandths.MAX)),
                "amount",
                type == CorrelationType.VALUE_PERCENTILE ? 95 : 0);
    }

    @Test
    void whatALateEventRefutesIsRetractedAndToldAgainWhereItHoldsOnceMore() {
        CorrelationRule sum = Given.as(
                CorrelationType.VALUE_SUM,
                Given.rule(100, 1),
                new CorrelationCondition(List.of(new Comparison(Comparison.Operator.GTE, 5_000)), "amount", 0));
        Correlator correlator = new Correlator(sum, "hash", Assets.NONE);
        takeNumber(correlator, 1_000, 5_000);
        takeNumber(correlator, 990, -3_000);
        takeNumber(correlator, 995, 3_000);
        assertEquals(
                List.of(Alert.Activity.CREATE, Alert.Activity.CLOSE, Alert.Activity.UPDATE),
                alerts.stream().map(Alert::activity).toList());
        assertEquals(
                List.of(false, true, false),
                alerts.stream().map(Alert::retracted).toList());
        assertEquals(1, alerts.stream().map(Alert::uid).distinct().count());
        assertEquals("value_sum of amount gte 5", alerts.get(0).condition());
        assertEquals(3, end(correlator).count());
    }

    private void takeNumber(Correlator correlator, long timeMs, long thousandths) {
        Step step = correlator.correlate(
                Given.ALICE, state, Given.match(timeMs, "n" + timeMs, thousandths), Long.MIN_VALUE);
        alerts.addAll(step.alerts());
        state = step.state();
    }

    @Test
    void openEpisodesAreBounded() {
        Correlator correlator = correlator(10, 1);
        for (int i = 0; i < 3 * Correlator.MAX_OPEN; i++) {
            take(correlator, 1_000 + i * 20L, "e" + i, NEVER);
            assertTrue(state.alerted().size() <= Correlator.MAX_OPEN);
        }
        end(correlator);

        assertEquals(3L * Correlator.MAX_OPEN, count(Alert.Activity.CREATE));
        assertEquals(3L * Correlator.MAX_OPEN, count(Alert.Activity.CLOSE));
    }

    private long count(Alert.Activity activity) {
        return alerts.stream().filter(alert -> alert.activity() == activity).count();
    }

    private static Correlator correlator(long timespanMs, long threshold) {
        return new Correlator(Given.rule(timespanMs, threshold), "hash", Assets.NONE);
    }

    private void take(Correlator correlator, long timeMs, String id, long watermarkMs) {
        Step step = correlator.correlate(Given.ALICE, state, Given.match(timeMs, id), watermarkMs);
        state = step.state();
        alerts.addAll(step.alerts());
    }

    private Alert end(Correlator correlator) {
        Step step = correlator.advance(Given.ALICE, state, Long.MAX_VALUE);
        alerts.addAll(step.alerts());
        assertTrue(step.state().isEmpty());
        return alerts.get(alerts.size() - 1);
    }
}
