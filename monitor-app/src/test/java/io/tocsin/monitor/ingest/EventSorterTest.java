package io.tocsin.monitor.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.SecurityEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class EventSorterTest {
    @TempDir
    Path folder;

    @Test
    void sortsOnDiskAsInMemory() throws Exception {
        for (long seed = 1; seed <= 40; seed++) {
            Random random = new Random(seed);
            List<SecurityEvent> events = anyEvents(random, random.nextInt(3_000));
            List<SecurityEvent> expected = new ArrayList<>(events);
            expected.sort(EventSorter.ORDER);
            assertEquals(expected, sorted(events, 1 + random.nextInt(20_000)), "seed " + seed);
            assertEquals(expected, sorted(events, Long.MAX_VALUE), "seed " + seed);
        }
    }

    @Test
    void mergesManyRunsInLevels() throws Exception {
        List<SecurityEvent> events = anyEvents(new Random(7), 1_200);
        List<SecurityEvent> expected = new ArrayList<>(events);
        expected.sort(EventSorter.ORDER);
        assertEquals(expected, sorted(events, 1));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void leavesNothingBehindEvenIfItIsNeverClosed() throws Exception {
        List<SecurityEvent> events = anyEvents(new Random(1), 40);
        try (EventSorter sorter = new EventSorter(folder, 1)) {
            for (SecurityEvent event : events) {
                sorter.add(event);
            }
            assertEquals(40, sorter.count());
            assertEquals(List.of(), children());
            assertTrue(sorter.sorted().hasNext());
        }
    }

    @Test
    void sortsOnlyOnce() throws Exception {
        try (EventSorter sorter = new EventSorter(folder, 1_000)) {
            Iterator<SecurityEvent> none = sorter.sorted();
            assertFalse(none.hasNext());
            assertThrows(NoSuchElementException.class, none::next);
            assertThrows(IllegalStateException.class, sorter::sorted);
            assertThrows(
                    IllegalStateException.class,
                    () -> sorter.add(anyEvents(new Random(1), 1).get(0)));
        }
    }

    @Test
    void aReorderBufferSortsWhatIsNotTooLate() {
        for (long seed = 1; seed <= 100; seed++) {
            Random random = new Random(seed);
            ReorderBuffer buffer = new ReorderBuffer(Duration.ofMillis(50), 10_000);
            List<SecurityEvent> out = new ArrayList<>();
            List<SecurityEvent> taken = new ArrayList<>();
            long newestMs = 0;
            for (int i = 0; i < 500; i++) {
                long timeMs = Math.max(0, i * 3 - random.nextInt(80));
                SecurityEvent event = event(timeMs, random.nextInt(5), 2 * i);
                boolean inTime = timeMs >= newestMs - 50;
                newestMs = Math.max(newestMs, timeMs);
                assertEquals(inTime, buffer.add(event, out::add), "seed " + seed);
                if (inTime) {
                    taken.add(event);
                }
            }
            buffer.drain(out::add);
            taken.sort(EventSorter.ORDER);
            assertEquals(taken, out, "seed " + seed);
        }
    }

    @Test
    void aReorderBufferHoldsOnlySoMany() {
        ReorderBuffer buffer = new ReorderBuffer(Duration.ofDays(1), 10);
        List<SecurityEvent> out = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            buffer.add(event(i, 0, i), out::add);
        }
        assertEquals(15, out.size());
    }

    @Test
    void aReorderBufferThatIsFullGivesNothingOutOlderThanBefore() {
        ReorderBuffer buffer = new ReorderBuffer(Duration.ofDays(1), 2);
        List<SecurityEvent> out = new ArrayList<>();
        for (int timeMs : new int[] {10, 20, 30}) {
            assertTrue(buffer.add(event(timeMs, 0, timeMs), out::add));
        }

        assertFalse(buffer.add(event(5, 0, 5), out::add), "10 went out early");
        assertTrue(buffer.add(event(10, 0, 11), out::add));
    }

    private List<Path> children() throws Exception {
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList();
        }
    }

    private List<SecurityEvent> sorted(List<SecurityEvent> events, long memoryBytes) throws Exception {
        try (EventSorter sorter = new EventSorter(folder, memoryBytes)) {
            for (SecurityEvent event : events) {
                sorter.add(event);
            }
            List<SecurityEvent> out = new ArrayList<>();
            sorter.sorted().forEachRemaining(out::add);
            return out;
        }
    }

    private static List<SecurityEvent> anyEvents(Random random, int count) {
        List<SecurityEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(event(random.nextInt(200), random.nextInt(3), i));
        }
        return events;
    }

    private static SecurityEvent event(long timeMs, int source, int id) {
        EventId eventId = new EventId("default", "s" + source, Integer.toString(id / 2));
        return new LoginEvent(eventId, timeMs, null, "user" + id, id % 2 == 0, null, null);
    }
}
