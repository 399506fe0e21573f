package io.tocsin.rules.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.sigma.Comparison;
import io.tocsin.rules.sigma.Comparison.Operator;
import io.tocsin.rules.sigma.CorrelationCondition;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.CorrelationType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What little happened, and what didn't: single decisions. What all orders of arrival come to is in the oracle test. */
class AbsenceTest {

    private static final long NEVER = Long.MIN_VALUE;

    private GroupState state = GroupState.EMPTY;
    private final List<Alert> alerts = new ArrayList<>();

    @Test
    void aSilenceAlertsOnceAndIsForgotten() {
        Correlator correlator = counting(Operator.EQ, 0);
        take(correlator, 1_000, 1, NEVER);
        assertEquals(1_101, state.timerMs());
        advance(correlator, 1_100);
        assertEquals(List.of(), alerts, "a match at 1,100 may still come");
        advance(correlator, 1_101);

        assertEquals(1, alerts.size());
        Alert alert = alerts.get(0);
        assertEquals(Alert.Activity.CREATE, alert.activity());
        assertEquals(1_100, alert.timeMs());
        assertEquals(0, alert.count());
        assertEquals("event_count eq 0", alert.condition());
        assertEquals(
                List.of(1_000L),
                alert.oldest().stream().map(each -> each.timeMs()).toList(),
                "the evidence is what came last");
        assertEquals(1_000, alert.lastSeenMs());
        assertEquals(0, alert.score().volume());

        assertEquals(1_200, state.timerMs());
        advance(correlator, 1_200);
        assertEquals(Alert.Activity.CLOSE, alerts.get(1).activity());
        assertEquals(1_200, alerts.get(1).timeMs());
        assertSame(GroupState.EMPTY, state);

        take(correlator, 9_000, 1, 8_900);
        assertEquals(2, alerts.size(), "one that comes back raises nothing");
    }

    @Test
    void theFirstMatchesOfAGroupAreNotTooLittle() {
        Correlator correlator = counting(Operator.LT, 3);
        for (int i = 0; i < 3; i++) {
            take(correlator, 1_000 + 40 * i, 1, NEVER);
        }
        advance(correlator, 1_101);
        assertEquals(List.of("CREATE at 1100: 2"), told());
    }

    /** Each expiry finds two, and each match makes three of them. */
    @Test
    void aSteadyRateThatIsTooLowIsOneEpisode() {
        Correlator correlator = counting(Operator.LT, 3);
        for (int i = 0; i < 50; i++) {
            take(correlator, 1_000 + 40 * i, 1, 1_000 + 40 * i - 10);
            advance(correlator, 1_000 + 40 * i - 10);
        }
        advance(correlator, Long.MAX_VALUE);
        assertEquals(1, alerts.stream().map(Alert::uid).distinct().count());
        assertEquals("CLOSE at 3160: 49", told().get(alerts.size() - 1));
    }

    @Test
    void aMatchBehindTheWatermarkRefutesASilenceAndOneMayBeginWithIt() {
        Correlator correlator = counting(Operator.LT, 1);
        take(correlator, 1_000, 1, NEVER);
        advance(correlator, 1_120);
        take(correlator, 1_050, 1, 1_120);
        assertTrue(alerts.get(1).retracted());
        advance(correlator, 1_151);
        assertEquals(List.of("CREATE at 1100: 0", "CLOSE at 1100: 0", "CREATE at 1150: 0"), told());
        advance(correlator, Long.MAX_VALUE);
        assertEquals(4, alerts.size());
        assertSame(GroupState.EMPTY, state);
    }

    @Test
    void aMatchWhoseExpiryHadPassedBeginsNothing() {
        Correlator correlator = counting(Operator.LT, 1);
        take(correlator, 1_000, 1, 1_200);
        advance(correlator, Long.MAX_VALUE);
        assertEquals(List.of(), alerts);
        assertSame(GroupState.EMPTY, state);
    }

    @Test
    void silenceUpToTheEndOfTheInputSaysNothing() {
        Correlator correlator = counting(Operator.LT, 1);
        take(correlator, 1_000, 1, NEVER);
        Step ended = correlator.finish(Given.ALICE, state, 1_100);
        assertEquals(List.of(), ended.alerts());
        assertSame(GroupState.EMPTY, ended.state());
        assertEquals(2, correlator.finish(Given.ALICE, state, 1_101).alerts().size());
    }

    @Test
    void whatIsNotEqualMayBeTooMuchAtAMatchOrTooLittleAtAnExpiry() {
        Correlator correlator = counting(Operator.NEQ, 2);
        take(correlator, 1_000, 1, NEVER);
        take(correlator, 1_010, 1, NEVER);
        assertEquals(List.of(), alerts);
        take(correlator, 1_020, 1, NEVER);
        assertEquals(List.of("CREATE at 1020: 3"), told());
        advance(correlator, 1_101);
        advance(correlator, 1_111);
        assertEquals("CREATE at 1110: 1", told().get(1));
    }

    @Test
    void whatIsNotJoinedBeforeNorAfterAlertsWhenItsTimeIsOver() {
        CorrelationRule rule = extended(CorrelationType.TEMPORAL, "s0 and not s1");
        Correlator correlator = new Correlator(rule, "hash", Assets.NONE);
        take(correlator, 1_000, 2, NEVER);
        take(correlator, 1_099, 1, NEVER);
        take(correlator, 2_000, 1, NEVER);
        take(correlator, 2_099, 2, NEVER);
        take(correlator, 3_000, 1, NEVER);
        take(correlator, 3_100, 2, NEVER);
        assertEquals(List.of(), alerts);
        advance(correlator, Long.MAX_VALUE);
        assertEquals(List.of("CREATE at 3100: 1", "CLOSE at 3200: 1"), told());
        assertEquals("temporal s0 and not s1", alerts.get(0).condition());
        assertEquals(3_000, alerts.get(0).oldest().get(0).timeMs());
    }

    @Test
    void whatIsNotFollowedAlertsWhenItsTimeIsOver() {
        CorrelationRule rule = extended(CorrelationType.TEMPORAL_ORDERED, "s0 and not s1");
        Correlator correlator = new Correlator(rule, "hash", Assets.NONE);
        take(correlator, 1_000, 2, NEVER);
        take(correlator, 1_001, 1, NEVER);
        take(correlator, 2_000, 1, NEVER);
        take(correlator, 2_099, 2, NEVER);
        take(correlator, 3_000, 3, NEVER);
        advance(correlator, Long.MAX_VALUE);
        assertEquals(List.of("CREATE at 1101: 1", "CLOSE at 1201: 1"), told());
    }

    /** Neither each match nor each expiry may go through the window: this would take minutes. */
    @ParameterizedTest
    @EnumSource(names = {"LT", "NEQ"})
    void aFloodCostsLittleForEachMatchAndStaysBounded(Operator operator) {
        Correlator correlator = new Correlator(rule(10_000, operator, 3), "hash", Assets.NONE);
        for (int i = 0; i < 40_000; i++) {
            long timeMs = 1_000 + i / 10 * 5L;
            take(correlator, timeMs, "e" + i, timeMs - 200);
            if (state.timerMs() <= timeMs - 200) {
                advance(correlator, timeMs - 200);
            }
            assertTrue(state.entries().size() <= Correlator.MAX_KEPT);
        }
        advance(correlator, Long.MAX_VALUE);
        assertFalse(alerts.isEmpty());
        assertTrue(alerts.stream().map(Alert::uid).distinct().count() <= 2);
        assertSame(GroupState.EMPTY, state);
    }

    private static Correlator counting(Operator operator, long count) {
        return new Correlator(rule(100, operator, count), "hash", Assets.NONE);
    }

    private static CorrelationRule rule(long timespanMs, Operator operator, long count) {
        return Given.as(
                CorrelationType.EVENT_COUNT,
                Given.rule(timespanMs, 1),
                new CorrelationCondition(List.of(new Comparison(operator, count)), null, 0));
    }

    private static CorrelationRule extended(CorrelationType type, String text) {
        return Given.as(
                type,
                Given.rule(100, 1),
                CorrelationCondition.of(Given.expression(text, 2)),
                Given.step(1, 1),
                Given.step(1, 1));
    }

    private List<String> told() {
        return alerts.stream()
                .map(each -> each.activity() + " at " + each.timeMs() + ": " + each.count())
                .toList();
    }

    private void take(Correlator correlator, long timeMs, long mark, long watermarkMs) {
        take(correlator.correlate(Given.ALICE, state, Given.match(timeMs, "e" + timeMs, mark), watermarkMs));
    }

    private void take(Correlator correlator, long timeMs, String id, long watermarkMs) {
        take(correlator.correlate(Given.ALICE, state, Given.match(timeMs, id), watermarkMs));
    }

    private void advance(Correlator correlator, long watermarkMs) {
        take(correlator.advance(Given.ALICE, state, watermarkMs));
    }

    private void take(Step step) {
        alerts.addAll(step.alerts());
        state = step.state();
    }
}
