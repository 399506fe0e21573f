package io.tocsin.monitor.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.detect.GroupState;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** An empty group weighs as much as four entries. */
final class HotRoomTest {

    private static final int WEIGHT = 4;

    private static byte[] key(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private static void fill(HotGroups groups, int number) {
        for (int i = 0; i < number; i++) {
            groups.put(key(i), GroupState.EMPTY);
        }
    }

    /** How many of the first groups are at hand; looking changes which one goes next. */
    private static int held(HotGroups groups, int number) {
        int held = 0;
        for (int i = 0; i < number; i++) {
            held += groups.get(key(i)) == null ? 0 : 1;
        }
        return held;
    }

    @Test
    void oneTaskMayTakeAllThatTheOthersDoNotNeed() {
        HotRoom room = new HotRoom(100 * WEIGHT);
        HotGroups busy = new HotGroups(room);
        new HotGroups(room);
        new HotGroups(room);

        fill(busy, 150);

        assertEquals(100, held(busy, 150));
    }

    @Test
    void theGroupThatWasNotUsedForLongestGoesFirst() {
        HotGroups groups = new HotGroups(new HotRoom(3 * WEIGHT));
        fill(groups, 3);
        assertNotNull(groups.get(key(0)));

        groups.put(key(3), GroupState.EMPTY);

        assertNotNull(groups.get(key(0)));
        assertNull(groups.get(key(1)));
    }

    @Test
    void whoComesLateFindsItsShareOfHalfTheRoomWhateverTheOthersHold() {
        HotRoom room = new HotRoom(100 * WEIGHT);
        HotGroups first = new HotGroups(room);
        HotGroups late = new HotGroups(room);
        fill(first, 100);

        fill(late, 100);

        assertEquals(25, held(late, 100));
        assertEquals(100, held(first, 100), "it has had nothing new since, so it let go of nothing");
        first.put(key(100), GroupState.EMPTY);
        assertEquals(75, held(first, 101), "now it has");
    }

    @Test
    void whatATaskHeldIsFreeOnceItIsClosedOrForgotten() {
        HotRoom room = new HotRoom(100 * WEIGHT);
        HotGroups gone = new HotGroups(room);
        HotGroups left = new HotGroups(room);
        fill(gone, 60);
        fill(left, 40);
        for (int i = 0; i < 40; i++) {
            left.remove(key(i));
        }
        left.remove(key(0));

        gone.close();
        fill(left, 150);

        assertEquals(100, held(left, 150));
    }

    @Test
    void theHeapTellsTheRoom() {
        HotRoom room = HotRoom.ofHeap(8L * HotRoom.ENTRY_BYTES * 1_000);
        room.enter();

        room.add(1_000);
        assertEquals(false, room.isTooMuch(1_000));
        room.add(1);
        assertTrue(room.isTooMuch(1_001));
    }
}
