package io.tocsin.monitor.detect;

import io.tocsin.monitor.detect.DetectStore.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** What is to be looked at once the watermark has passed a time: keys by their times, as one kind of the store. */
final class Timers {

    /**
     * A timer that is due.
     *
     * @param timeMs when it became due
     * @param key what is to be looked at
     */
    record Due(long timeMs, byte[] key) {}

    private static final byte[] END = {(byte) 0xff};
    private static final byte[] SET = {1};

    private final DetectStore store;
    private final Kind kind;
    /** No timer is earlier; saves a look at those that have long been deleted. */
    private long earliestMs = Long.MIN_VALUE;

    Timers(DetectStore store, Kind kind) {
        this.store = store;
        this.kind = kind;
    }

    /** None of them is earlier. */
    long earliestMs() {
        return earliestMs;
    }

    void set(long timeMs, byte[] key) {
        store.put(kind, timer(timeMs, key), SET);
        earliestMs = Math.min(earliestMs, timeMs);
    }

    void delete(long timeMs, byte[] key) {
        store.delete(kind, timer(timeMs, key));
    }

    /** Takes those that the watermark has passed, in the order of their times; so many at most, the others by the next calls. */
    List<Due> take(long watermarkMs, int most) {
        if (watermarkMs < earliestMs) {
            return List.of();
        }
        List<byte[]> passed = store.keys(kind, OrderedTime.bytes(earliestMs), timer(watermarkMs, END), most);
        passed.forEach(timer -> store.delete(kind, timer));
        // Not from the beginning again: what has been deleted is passed one by one until the disk is tidied up.
        earliestMs = passed.size() < most ? watermarkMs + 1 : OrderedTime.of(passed.get(most - 1));
        return passed.stream().map(Timers::due).toList();
    }

    /** Those of which this holds, in the order of their times. */
    List<Due> those(Predicate<Due> condition) {
        List<Due> those = new ArrayList<>();
        store.forEach(kind, (timer, value) -> {
            Due due = due(timer);
            if (condition.test(due)) {
                those.add(due);
            }
        });
        return those;
    }

    private static byte[] timer(long timeMs, byte[] key) {
        return DetectStore.key(OrderedTime.bytes(timeMs), key);
    }

    private static Due due(byte[] timer) {
        return new Due(OrderedTime.of(timer), Arrays.copyOfRange(timer, Long.BYTES, timer.length));
    }
}
