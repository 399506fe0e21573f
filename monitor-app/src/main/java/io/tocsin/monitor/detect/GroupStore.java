package io.tocsin.monitor.detect;

import io.tocsin.monitor.detect.DetectStore.Kind;
import io.tocsin.monitor.wire.GroupStateCodec;
import io.tocsin.monitor.wire.GroupStateCodec.Head;
import io.tocsin.rules.detect.AlertedEpisode;
import io.tocsin.rules.detect.Correlator;
import io.tocsin.rules.detect.Entries;
import io.tocsin.rules.detect.Group;
import io.tocsin.rules.detect.GroupState;
import io.tocsin.rules.detect.Segment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;

/**
 * Loads and saves groups. A small group is one value; of a large one only what changed is written: the head, the segment
 * at hand, an alert.
 */
final class GroupStore {

    private final DetectStore store;
    private final HotGroups.OfTask hot;

    GroupStore(DetectStore store, HotGroups.OfTask hot) {
        this.store = store;
        this.hot = hot;
    }

    /** Lets go of what it holds in memory. */
    void close() {
        hot.close();
    }

    GroupState load(byte[] key, Correlator correlator) {
        GroupState known = hot.get(key);
        return known != null ? known : correlator.restore(read(key));
    }

    /** Shows every group of a rule, without the present form of its episodes. */
    void forEach(String ruleId, BiConsumer<Group, GroupState> action) {
        store.forEach(
                Kind.HEAD,
                GroupKey.prefix(ruleId),
                (key, value) -> action.accept(GroupKey.of(key).group(), read(key)));
    }

    /** Deletes a group whose rule is no longer known. */
    void delete(byte[] key) {
        save(key, read(key), GroupState.EMPTY);
    }

    private GroupState read(byte[] key) {
        Head head = store.get(Kind.HEAD, key, GroupStateCodec::decodeHead);
        if (head == null) {
            return GroupState.EMPTY;
        }
        List<Segment> segments = new ArrayList<>(head.inline());
        for (long id : head.segmentIds()) {
            segments.add(required(Kind.SEGMENT, segmentKey(key, id), GroupStateCodec::decodeSegment));
        }
        List<AlertedEpisode> alerted = new ArrayList<>();
        for (String uid : head.alertUids()) {
            alerted.add(required(Kind.ALERTED, alertKey(key, uid), GroupStateCodec::decodeAlerted));
        }
        return new GroupState(new Entries(segments), head.settledMs(), head.droppedMs(), alerted, head.timerMs());
    }

    /** Saves what differs between two states of a group. */
    @SuppressWarnings("ReferenceEquality") // a state that did not change stays the same object
    void save(byte[] key, GroupState before, GroupState after) {
        if (after == before) {
            return;
        }
        List<Segment> segments = outside(after);
        if (after.isEmpty()) {
            store.delete(Kind.HEAD, key);
        } else if (before.isEmpty() || segments.isEmpty() || !hasSameHead(before, after)) {
            // In a flood most matches change a segment alone.
            store.put(Kind.HEAD, key, GroupStateCodec.encode(head(after, segments)));
        }
        saveSegments(key, outside(before), segments);
        saveAlerted(key, before.alerted(), after.alerted());
        if (after.isEmpty()) {
            hot.remove(key);
        } else {
            hot.put(key, after);
        }
    }

    private static boolean hasSameHead(GroupState a, GroupState b) {
        return a.settledMs() == b.settledMs()
                && a.droppedMs() == b.droppedMs()
                && a.timerMs() == b.timerMs()
                && areAlike(outside(a), outside(b), (one, other) -> one.id() == other.id())
                && areAlike(a.alerted(), b.alerted(), (one, other) -> one.uid().equals(other.uid()));
    }

    private static <T> boolean areAlike(List<T> some, List<T> others, BiPredicate<T, T> alike) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            if (!alike.test(some.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static Head head(GroupState state, List<Segment> outside) {
        return new Head(
                state.settledMs(),
                state.droppedMs(),
                state.timerMs(),
                outside.isEmpty() ? state.entries().segments() : List.of(),
                outside.stream().map(Segment::id).toList(),
                state.alerted().stream().map(AlertedEpisode::uid).toList());
    }

    /** The segments that stand outside of the head. */
    private static List<Segment> outside(GroupState state) {
        List<Segment> segments = state.entries().segments();
        return GroupStateCodec.fitsInHead(segments) ? List.of() : segments;
    }

    /** Most often all but the last are the same as before, or the first are gone. */
    @SuppressWarnings("ReferenceEquality") // a segment that did not change stays the same object
    private void saveSegments(byte[] key, List<Segment> before, List<Segment> after) {
        int same = 0;
        while (same < before.size() && same < after.size() && before.get(same) == after.get(same)) {
            same++;
        }
        Map<Long, Segment> gone = new HashMap<>();
        before.subList(same, before.size()).forEach(segment -> gone.put(segment.id(), segment));
        for (Segment segment : after.subList(same, after.size())) {
            if (gone.remove(segment.id()) != segment) {
                store.put(Kind.SEGMENT, segmentKey(key, segment.id()), GroupStateCodec.encode(segment));
            }
        }
        gone.keySet().forEach(id -> store.delete(Kind.SEGMENT, segmentKey(key, id)));
    }

    private void saveAlerted(byte[] key, List<AlertedEpisode> before, List<AlertedEpisode> after) {
        if (areAlike(
                before, after, (old, alerted) -> old.uid().equals(alerted.uid()) && sameWhenStored(old, alerted))) {
            return;
        }
        Map<String, AlertedEpisode> gone = new HashMap<>();
        before.forEach(alerted -> gone.put(alerted.uid(), alerted));
        for (AlertedEpisode alerted : after) {
            AlertedEpisode old = gone.remove(alerted.uid());
            if (old == null || !sameWhenStored(old, alerted)) {
                store.put(Kind.ALERTED, alertKey(key, alerted.uid()), GroupStateCodec.encode(alerted));
            }
        }
        gone.keySet().forEach(uid -> store.delete(Kind.ALERTED, alertKey(key, uid)));
    }

    @SuppressWarnings("ReferenceEquality") // what is settled can't change any more: the object is handed on
    private static boolean sameWhenStored(AlertedEpisode a, AlertedEpisode b) {
        return a.revision() == b.revision()
                && a.settled() == b.settled()
                && a.current().crossing().compareTo(b.current().crossing()) == 0;
    }

    private <T> T required(Kind kind, byte[] key, DetectStore.Decoder<T> decoder) {
        T value = store.get(kind, key, decoder);
        if (value == null) {
            throw new IllegalStateException("a stored " + kind + " is missing");
        }
        return value;
    }

    private static byte[] segmentKey(byte[] key, long id) {
        return DetectStore.key(
                key,
                ByteBuffer.allocate(Long.BYTES + 1).put((byte) 0).putLong(id).array());
    }

    private static byte[] alertKey(byte[] key, String uid) {
        return DetectStore.key(key, new byte[1], HexFormat.of().parseHex(uid));
    }
}
