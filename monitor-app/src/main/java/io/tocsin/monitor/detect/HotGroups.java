package io.tocsin.monitor.detect;

import io.tocsin.rules.detect.GroupState;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The groups that were used last, decoded: under attack the same ones are read again and again, and reading thousands of
 * entries for each match would stall the stream. The task is the store's only writer, so nothing here can be out of date.
 * How many it may hold is a matter of the {@link HotRoom}.
 */
final class HotGroups {

    /** What a group and each of its alerts take besides, in entries. */
    private static final int OWN_WEIGHT = 4;

    private static final int ALERTED_WEIGHT = 16;

    private final HotRoom room;
    private final LinkedHashMap<ByteBuffer, GroupState> groups = new LinkedHashMap<>(64, 0.75f, true);
    private long entries;

    HotGroups(HotRoom room) {
        this.room = room;
        room.enter();
    }

    @Nullable
    GroupState get(byte[] key) {
        return groups.get(ByteBuffer.wrap(key));
    }

    void put(byte[] key, GroupState state) {
        GroupState before = groups.put(ByteBuffer.wrap(key), state);
        hold(weight(state) - weight(before));
        var oldest = groups.entrySet().iterator();
        while (room.isTooMuch(entries) && oldest.hasNext()) {
            Map.Entry<ByteBuffer, GroupState> each = oldest.next();
            hold(-weight(each.getValue()));
            oldest.remove();
        }
    }

    void remove(byte[] key) {
        hold(-weight(groups.remove(ByteBuffer.wrap(key))));
    }

    /** Lets go of all, for good. */
    void close() {
        groups.clear();
        room.leave(entries);
        entries = 0;
    }

    private void hold(int more) {
        entries += more;
        room.add(more);
    }

    private static int weight(@Nullable GroupState state) {
        if (state == null) {
            return 0;
        }
        return OWN_WEIGHT
                + state.entries().size()
                + ALERTED_WEIGHT * state.alerted().size();
    }
}
