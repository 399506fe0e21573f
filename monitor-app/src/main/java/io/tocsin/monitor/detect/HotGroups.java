package io.tocsin.monitor.detect;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tocsin.rules.detect.GroupState;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The groups that are used most, decoded, of all tasks of a process: under attack the same ones are read again and again,
 * and reading thousands of entries for each match would stall the stream. A flood of groups that are met once drives none
 * of them out. Changes how fast groups are at hand, never what is counted. For several threads at once.
 */
final class HotGroups {

    /** A match and the objects behind it, by their sizes on a 64-bit JVM with compressed references. */
    static final int ENTRY_BYTES = 230;

    private static final int SHARE_OF_HEAP = 8;

    /** What a group and each of its alerts take besides, in entries. */
    private static final int OWN_WEIGHT = 4;

    private static final int ALERTED_WEIGHT = 16;

    private final Cache<Key, GroupState> groups;
    private final AtomicInteger tasks = new AtomicInteger();

    /** @param most as many entries are held together, by the weights of the groups */
    HotGroups(long most) {
        groups = Caffeine.newBuilder()
                .maximumWeight(most)
                .weigher((Key key, GroupState state) -> weight(state))
                // Whoever puts a group makes room for it: nothing is left to a thread of its own.
                .executor(Runnable::run)
                .build();
    }

    /** In an eighth of the heap. */
    static HotGroups ofHeap(long maxHeapBytes) {
        return new HotGroups(maxHeapBytes / SHARE_OF_HEAP / ENTRY_BYTES);
    }

    /** Those of another task, or of one that is taken up again: none at first. */
    OfTask ofTask() {
        return new OfTask();
    }

    static int weight(GroupState state) {
        return OWN_WEIGHT
                + state.entries().size()
                + ALERTED_WEIGHT * state.alerted().size();
    }

    /** The groups of one task, which is its store's only writer, so that nothing here can be out of date. For its thread. */
    final class OfTask {

        private final int task = tasks.getAndIncrement();

        private OfTask() {}

        @Nullable
        GroupState get(byte[] key) {
            return groups.getIfPresent(new Key(task, key));
        }

        void put(byte[] key, GroupState state) {
            groups.put(new Key(task, key), state);
        }

        void remove(byte[] key) {
            groups.invalidate(new Key(task, key));
        }

        /** Lets go of all, for good. */
        void close() {
            groups.asMap().keySet().removeIf(key -> key.task == task);
        }
    }

    private static final class Key {
        private final int task;
        private final byte[] group;
        private final int hash;

        Key(int task, byte[] group) {
            this.task = task;
            this.group = group;
            this.hash = 31 * task + Arrays.hashCode(group);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && key.task == task && Arrays.equals(key.group, group);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
