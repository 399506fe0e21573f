package io.tocsin.monitor.detect;

import io.tocsin.rules.detect.GroupState;
import io.tocsin.rules.detect.Segment;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The large groups that were used last, decoded: under attack one group is read again and again, and reading thousands of
 * entries for each match would stall the stream. The task is the store's only writer, so nothing here can be out of date.
 */
final class HotGroups {

    /** As many entries are held decoded at most, over all groups. */
    static final int MAX_ENTRIES = 1 << 17;

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
        int weight = 0;
        for (Segment segment : state.entries().segments()) {
            weight += segment.entries().size();
        }
        return weight;
    }
}
