package io.tocsin.monitor.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.detect.GroupState;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class HotGroupsTest {

    private static final int WEIGHT = HotGroups.weight(GroupState.EMPTY);

    private static byte[] key(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private static void fill(HotGroups.OfTask groups, int from, int to) {
        for (int i = from; i < to; i++) {
            groups.put(key(i), GroupState.EMPTY);
        }
    }

    private static int held(HotGroups.OfTask groups, int from, int to) {
        int held = 0;
        for (int i = from; i < to; i++) {
            held += groups.get(key(i)) == null ? 0 : 1;
        }
        return held;
    }

    @Test
    void oneTaskMayTakeAllThatTheOthersDoNotNeed() {
        HotGroups groups = new HotGroups(100 * WEIGHT);
        HotGroups.OfTask busy = groups.ofTask();
        groups.ofTask();

        fill(busy, 0, 150);

        assertEquals(100, held(busy, 0, 150));
    }

    @Test
    void allTasksTogetherHoldNoMoreThanTheRoom() {
        HotGroups groups = new HotGroups(100 * WEIGHT);
        HotGroups.OfTask one = groups.ofTask();
        HotGroups.OfTask other = groups.ofTask();

        fill(one, 0, 1_000);
        fill(other, 0, 1_000);

        assertEquals(100, held(one, 0, 1_000) + held(other, 0, 1_000));
    }

    @Test
    void aFloodOfGroupsThatAreMetOnceDoesNotDriveOutThoseThatAreUsed() {
        HotGroups groups = new HotGroups(200 * WEIGHT);
        HotGroups.OfTask used = groups.ofTask();
        HotGroups.OfTask flooded = groups.ofTask();
        fill(used, 0, 100);

        for (int i = 0; i < 50; i++) {
            held(used, 0, 100);
            fill(flooded, 1_000 * i, 1_000 * (i + 1));
        }

        // Which are used is told by a hash: of some it may say so by mistake.
        int held = held(used, 0, 100);
        assertTrue(held >= 80, held + " of 100");
    }

    @Test
    void whatIsUsedLaterFindsRoomAmongWhatIsUsedNoMore() {
        HotGroups groups = new HotGroups(100 * WEIGHT);
        HotGroups.OfTask early = groups.ofTask();
        HotGroups.OfTask late = groups.ofTask();
        for (int times = 0; times < 4; times++) {
            fill(early, 0, 100);
        }

        for (int times = 0; times < 100; times++) {
            fill(late, 0, 50);
            held(late, 0, 50);
        }

        int held = held(late, 0, 50);
        assertTrue(held >= 45, held + " of 50");
    }

    @Test
    void tasksAreToldApart() {
        HotGroups groups = new HotGroups(100 * WEIGHT);
        HotGroups.OfTask one = groups.ofTask();
        HotGroups.OfTask other = groups.ofTask();

        one.put(key(1), GroupState.EMPTY);

        assertNotNull(one.get(key(1)));
        assertNull(other.get(key(1)));
    }

    @Test
    void whatIsForgottenOrWasHeldByATaskThatIsClosedIsGone() {
        HotGroups groups = new HotGroups(100 * WEIGHT);
        HotGroups.OfTask closed = groups.ofTask();
        HotGroups.OfTask left = groups.ofTask();
        fill(closed, 0, 50);
        fill(left, 0, 50);

        left.remove(key(0));
        closed.close();

        assertEquals(49, held(left, 0, 50));
        assertEquals(0, held(closed, 0, 50));
    }

    @Test
    void theHeapTellsTheRoom() {
        HotGroups.OfTask task =
                HotGroups.ofHeap(8L * HotGroups.ENTRY_BYTES * 100 * WEIGHT).ofTask();

        fill(task, 0, 150);

        assertEquals(100, held(task, 0, 150));
    }
}
