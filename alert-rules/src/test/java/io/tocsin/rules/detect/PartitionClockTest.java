package io.tocsin.rules.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.detect.PartitionClock.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How far time has come, decided record by record. */
class PartitionClockTest {

    private static final long T = 1_000_000_000L;

    private final PartitionClock clock = new PartitionClock(TimeSettings.DEFAULT, Map.of(), Long.MIN_VALUE);

    @Test
    void knowsNoWatermarkBeforeAnythingHappened() {
        assertEquals(Long.MIN_VALUE, clock.watermarkMs());
    }

    @Test
    void judgesLatenessAgainstTheSourceAlone() {
        assertEquals(Verdict.ON_TIME, clock.observe("fast", T + 50_000, T));
        assertEquals(Verdict.ON_TIME, clock.observe("slow", T - 100_000, T));
        assertEquals(Verdict.ON_TIME, clock.observe("slow", T - 220_000, T));
        assertEquals(Verdict.LATE, clock.observe("slow", T - 220_001, T));
    }

    @Test
    void refusesWhatIsTooFarAheadOfItsArrivalAndIsNotMovedByIt() {
        assertEquals(Verdict.ON_TIME, clock.observe("a", T + 60_000, T));
        assertEquals(Verdict.FUTURE, clock.observe("a", T + 60_001, T));
        assertEquals(Verdict.FUTURE, clock.observe("a", 253_402_300_799_999L, T));
        assertEquals(T + 60_000 - 120_000, clock.watermarkMs());
    }

    @Test
    void aSourceThatOpensInTheFutureMakesNoneOfItsEventsLate() {
        clock.hear("a", 253_402_300_799_999L, T);

        assertEquals(Verdict.FUTURE, clock.observe("a", T + 60_001, T));
        assertEquals(Verdict.ON_TIME, clock.observe("a", T, T));
        assertEquals(T + 60_000 - 120_000, clock.watermarkMs());
    }

    @Test
    void theSlowestSourceHoldsTheWatermark() {
        clock.observe("a", T, T);
        clock.observe("b", T - 50_000, T);

        assertEquals(T - 50_000 - 120_000, clock.watermarkMs());
    }

    @Test
    void anIdleSourceDoesNot() {
        clock.observe("a", T, T);
        clock.observe("b", T - 50_000, T);
        tick(T + 10_000, T + 60_000);
        clock.observe("a", T + 70_000, T + 70_000);
        clock.tick(T + 70_000);

        assertEquals(T + 70_000 - 120_000, clock.watermarkMs());
        clock.observe("b", T + 1, T + 71_000);
        assertEquals(T + 1 - 120_000, clock.watermarkMs(), "it falls back when the source wakes");
    }

    @Test
    void whereAllAreIdleTheTickCounts() {
        clock.observe("a", T, T);
        tick(T + 10_000, T + 1_000_000);

        assertEquals(T + 1_000_000 - 120_000, clock.watermarkMs());
    }

    /** The broker's clock was set, or nobody sent ticks for a while. */
    @Test
    void noSourceGrowsIdleWhereTheTicksJumpAhead() {
        clock.observe("a", T, T);
        tick(T, T + 20_000);
        long aheadMs = 253_402_300_799_999L - 100_000;
        clock.tick(aheadMs);
        assertEquals(T - 120_000, clock.watermarkMs(), "it was silent for 50 s of ticks");
        clock.tick(aheadMs + 10_000);
        assertEquals(aheadMs + 10_000 - 120_000, clock.watermarkMs(), "and now for 60 s");
    }

    @Test
    void ticksThatJumpBackStillMeasureSilence() {
        clock.observe("a", T, T);
        tick(T, T + 20_000);
        clock.tick(T + 86_400_000);
        clock.observe("b", T + 40_000, T + 86_400_001);
        clock.tick(T + 60_000);
        assertEquals(T - 120_000, clock.watermarkMs());
        clock.tick(T + 70_000);
        assertEquals(T + 40_000 - 120_000, clock.watermarkMs(), "one is idle");
        tick(T + 80_000, T + 120_000);
        assertEquals(T + 120_000 - 120_000, clock.watermarkMs(), "both are");
    }

    @Test
    void aSourceThatClosesIsForgotten() {
        clock.tick(T);
        clock.hear("import", T - 86_400_000, T);
        assertEquals(T - 86_400_000 - 120_000, clock.watermarkMs());
        clock.close("import");
        assertEquals(T - 120_000, clock.watermarkMs());
    }

    @Test
    void sourcesAreBounded() {
        for (int i = 0; i < 10_000; i++) {
            clock.observe("s" + i, T, T);
        }
        assertTrue(clock.sources().size() <= PartitionClock.MAX_SOURCES + 1);
        clock.tick(T + 1);
        tick(T + 10_001, T + 50_001);
        List<String> forgotten = clock.tick(T + 60_001);
        assertEquals(PartitionClock.MAX_SOURCES + 1, forgotten.size());
        assertTrue(clock.sources().isEmpty());
    }

    @Test
    void aLatenessBelowTheFutureToleranceIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new TimeSettings(59_999, 60_000, 60_000, 900_000));
    }

    @Test
    void aMinimumIsUnknownUntilEveryPartitionHasSpoken() {
        WatermarkMinimum minimum = new WatermarkMinimum(Set.of("login-0", "login-1"), Map.of("gone-0", 0L));
        minimum.report("login-0", T);
        minimum.report("gone-1", T - 900);
        assertEquals(Long.MIN_VALUE, minimum.watermarkMs());
        minimum.report("login-1", T - 1);
        assertEquals(T - 1, minimum.watermarkMs());
        minimum.report("login-1", T - 500);
        assertEquals(T - 500, minimum.watermarkMs());
    }

    /** Ticks every 10 s from one time to another. */
    private void tick(long fromMs, long toMs) {
        for (long atMs = fromMs; atMs <= toMs; atMs += 10_000) {
            clock.tick(atMs);
        }
    }
}
