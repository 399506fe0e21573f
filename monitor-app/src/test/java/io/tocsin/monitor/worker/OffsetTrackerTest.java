package io.tocsin.monitor.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class OffsetTrackerTest {
    private final OffsetTracker tracker = new OffsetTracker();

    @Test
    void nothingBehindAnUnfinishedRecordIsCommitted() {
        assertEquals(OptionalLong.empty(), tracker.toCommit());
        tracker.began(10);
        tracker.began(11);
        tracker.began(15);

        tracker.finished(11);
        assertEquals(OptionalLong.of(10), tracker.toCommit());
        assertEquals(6, tracker.ahead());
        tracker.finished(10);
        assertEquals(OptionalLong.of(15), tracker.toCommit());
        tracker.finished(15);
        assertEquals(OptionalLong.of(16), tracker.toCommit());
        assertEquals(0, tracker.ahead());
    }

    @Test
    void whatWasCommittedIsNotCommittedAgainUnlessItFailed() {
        tracker.began(3);
        tracker.finished(3);
        tracker.committing(4);

        assertEquals(OptionalLong.empty(), tracker.toCommit());
        assertEquals(OptionalLong.of(4), tracker.reached());
        tracker.commitFailed();
        assertEquals(OptionalLong.of(4), tracker.toCommit());
    }
}
