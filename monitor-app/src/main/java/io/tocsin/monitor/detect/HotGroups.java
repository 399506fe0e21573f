package io.tocsin.monitor.detect;

import io.tocsin.rules.detect.GroupState;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The groups that were used last, decoded: under attack the same ones are read again and again, and reading thousands of
 * entries for each match would stall the stream. The task is the store's only writer, so nothing here can be out of date.
 */
final class HotGroups {

    /** As many entries are held decoded at most, over all groups: by the sizes of the objects about 30 MB. */
    static final int MAX_ENTRIES = 1 << 17;

    /** What a group and each of its alerts take besides, in entries. */
    private static final int OWN_WEIGHT = 4;

    private static final int ALERTED_WEIGHT = 16;

    private final LinkedHashMap<ByteBuffer, GroupState> groups = new LinkedHashMap<>(64, 0.75f, true);
    private int entries;

    @Nullable
    GroupState get(byte[] key) {
        return groups.get(ByteBuffer.wrap(key));
    }

    void put(byte[] key, GroupState state) {
        GroupState before = groups.put(ByteBuffer.wrap(key), state);
        entries += weight(state) - (before == null ? 0 : weight(before));
        var oldest = groups.entrySet().iterator();
        while (entries > MAX_ENTRIES && oldest.hasNext()) {
            Map.Entry<ByteBuffer, GroupState> each = oldest.next();
            entries -= weight(each.getValue());
            oldest.remove();
        }
    }

    void remove(byte[] key) {
        GroupState before = groups.remove(ByteBuffer.wrap(key));
        entries -= before == null ? 0 : weight(before);
    }

    private static int weight(GroupState state) {
        return OWN_WEIGHT
                + state.entries().size()
                + ALERTED_WEIGHT * state.alerted().size();
    }
}
