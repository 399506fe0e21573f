package io.tocsin.rules.detect;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the groups that were looked at last. What all of them hold together is bounded; the group that wasn't
 * looked at for longest goes first.
 *
 * @param <K> what is known of a group
 */
final class NewestGroups<K> {

    /** So much is held together, in matches: of all floods at once, not of each. */
    static final int MAX_HELD = 1 << 18;

    private record Held<K>(K known, int size) {}

    private final ToIntFunction<K> sizeOf;
    private final LinkedHashMap<Group, Held<K>> groups = new LinkedHashMap<>(16, 0.75f, true);
    private int held;

    /**
     * Without groups.
     *
     * @param sizeOf how many matches something holds
     */
    NewestGroups(ToIntFunction<K> sizeOf) {
        this.sizeOf = sizeOf;
    }

    @Nullable
    K get(Group group) {
        Held<K> there = groups.get(group);
        return there == null ? null : there.known();
    }

    void put(Group group, K known) {
        remove(group);
        Held<K> there = new Held<>(known, sizeOf.applyAsInt(known));
        groups.put(group, there);
        held += there.size();
        Iterator<Held<K>> oldest = groups.values().iterator();
        while (held > MAX_HELD && oldest.hasNext()) {
            held -= oldest.next().size();
            oldest.remove();
        }
    }

    /** What is known of a group may hold more by now. */
    void grown(Group group, K known) {
        Held<K> there = groups.get(group);
        if (there != null && sizeOf.applyAsInt(known) != there.size()) {
            put(group, known);
        }
    }

    void remove(Group group) {
        Held<K> there = groups.remove(group);
        held -= there == null ? 0 : there.size();
    }
}
