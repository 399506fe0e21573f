package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.JsonEventCodec;
import io.tocsin.rules.event.ApiResponseEvent;
import io.tocsin.rules.event.JsonEvent;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.event.WebhookEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Sorts any number of events by (time, ce_source, ce_id) within bounded memory: what doesn't fit goes to temporary files
 * as sorted runs, which are merged at the end. Events that are equal in all of that keep their order.
 *
 * <p>The files are this user's alone, and gone when this is closed or the process ends, however it ends.
 */
public final class EventSorter implements AutoCloseable {

    /** The order of events in a replay. */
    public static final Comparator<SecurityEvent> ORDER =
            Comparator.comparingLong(SecurityEvent::timeMs).thenComparing(SecurityEvent::eventId);

    /** How much memory events may take before they go to a file, roughly. */
    public static final long DEFAULT_MEMORY_BYTES = 64L * 1024 * 1024;

    /** A quarter of the memory that this process may have, for a command that does nothing beside it; at least the default. */
    public static long generousMemoryBytes() {
        return Math.max(DEFAULT_MEMORY_BYTES, Runtime.getRuntime().maxMemory() / 4);
    }

    /** So many runs of one size are merged into one of the next, which bounds the open files. */
    private static final int MAX_RUNS = 32;

    private static final int OBJECT_BYTES = 320;

    private final Path folder;
    private final long memoryBytes;
    private final List<List<SortedRun>> runsBySize = new ArrayList<>();
    private List<SecurityEvent> inMemory = new ArrayList<>();
    private long usedBytes;
    private long count;
    private boolean sorted;

    /**
     * A sorter without events.
     *
     * @param folder where its files are made, if any are needed
     * @param memoryBytes how much memory its events may take, roughly; {@link #DEFAULT_MEMORY_BYTES} unless it must be less
     */
    public EventSorter(Path folder, long memoryBytes) {
        this.folder = folder;
        this.memoryBytes = memoryBytes;
    }

    /** Takes one event. */
    public void add(SecurityEvent event) throws IOException {
        if (sorted) {
            throw new IllegalStateException("events have been sorted already");
        }
        inMemory.add(event);
        count++;
        usedBytes += roughBytes(event);
        if (usedBytes >= memoryBytes) {
            spill();
        }
    }

    /** How many events it was given. */
    public long count() {
        return count;
    }

    /**
     * All events in order; may be asked for once.
     *
     * @return an iterator that throws {@link UncheckedIOException} when a temporary file can't be read
     */
    public Iterator<SecurityEvent> sorted() throws IOException {
        if (sorted) {
            throw new IllegalStateException("events have been sorted already");
        }
        sorted = true;
        inMemory.sort(ORDER);
        List<Iterator<SecurityEvent>> sources = new ArrayList<>();
        // The largest runs are the oldest: with equal events, what came first stays first.
        for (int size = runsBySize.size() - 1; size >= 0; size--) {
            sources.addAll(runsBySize.get(size));
        }
        sources.add(inMemory.iterator());
        return new Merge(sources);
    }

    @Override
    public void close() throws IOException {
        inMemory = new ArrayList<>();
        for (List<SortedRun> runs : runsBySize) {
            closeAll(runs);
        }
    }

    private void spill() throws IOException {
        inMemory.sort(ORDER);
        SortedRun run = SortedRun.write(folder, inMemory.iterator());
        inMemory = new ArrayList<>();
        usedBytes = 0;
        keep(run, 0);
    }

    private void keep(SortedRun run, int size) throws IOException {
        while (runsBySize.size() <= size) {
            runsBySize.add(new ArrayList<>());
        }
        List<SortedRun> runs = runsBySize.get(size);
        runs.add(run);
        if (runs.size() == MAX_RUNS) {
            SortedRun merged = SortedRun.write(folder, new Merge(runs));
            closeAll(runs);
            keep(merged, size + 1);
        }
    }

    private static void closeAll(List<SortedRun> runs) throws IOException {
        for (SortedRun run : runs) {
            run.close();
        }
        runs.clear();
    }

    private static long roughBytes(SecurityEvent event) {
        long chars = (long) event.eventId().id().length() + length(event.key());
        if (event instanceof LoginEvent login) {
            chars += length(login.userName()) + length(login.userAgent());
        } else if (event instanceof ApiResponseEvent api) {
            chars += api.endpoint().length() + length(api.userAgent());
        } else if (event instanceof WebhookEvent webhook) {
            chars += length(webhook.endpoint());
        } else if (event instanceof JsonEvent json) {
            return OBJECT_BYTES + 2 * chars + JsonEventCodec.roughBytes(json);
        }
        return OBJECT_BYTES + 2 * chars;
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    /** Takes the least event of several sorted sources; of equal ones that of the first source. */
    private static final class Merge implements Iterator<SecurityEvent> {
        private final PriorityQueue<Head> heads;

        private record Head(SecurityEvent event, int index, Iterator<SecurityEvent> rest) {}

        Merge(List<? extends Iterator<SecurityEvent>> sources) {
            heads = new PriorityQueue<>(Comparator.comparing(Head::event, ORDER).thenComparingInt(Head::index));
            for (int i = 0; i < sources.size(); i++) {
                offer(i, sources.get(i));
            }
        }

        @Override
        public boolean hasNext() {
            return !heads.isEmpty();
        }

        @Override
        public SecurityEvent next() {
            Head head = heads.poll();
            if (head == null) {
                throw new NoSuchElementException("all events have been taken");
            }
            offer(head.index(), head.rest());
            return head.event();
        }

        private void offer(int index, Iterator<SecurityEvent> rest) {
            if (rest.hasNext()) {
                heads.add(new Head(rest.next(), index, rest));
            }
        }
    }
}
