package io.tocsin.monitor.detect;

import io.tocsin.monitor.wire.MalformedRecordException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The one store of a part of the topology, divided by the first byte of its keys.
 *
 * <p>What it reads it has written itself: a value that can't be read means a damaged disk or a foreign writer on the
 * changelog, and stops the task.
 */
final class DetectStore {

    /** The kinds of things that are stored. */
    enum Kind {
        HEAD('h'),
        SEGMENT('s'),
        ALERTED('a'),
        TIMER('t'),
        SOURCE('p'),
        WATERMARK('w'),
        TOLD('l'),
        TICK('k'),
        /** Timers of rules that look at others: one kind for each level of them. */
        TIMER_1('1'),
        TIMER_2('2'),
        TIMER_3('3'),
        LEVEL_WATERMARK('v'),
        PROGRESS('g'),
        /** Where accounts sign in from, and when that is to be forgotten. */
        MEMORY('m'),
        MEMORY_TIMER('e');

        private final byte prefix;

        Kind(char prefix) {
            this.prefix = (byte) prefix;
        }
    }

    /** Reads a stored value. */
    @FunctionalInterface
    interface Decoder<T> {
        T decode(byte[] value) throws MalformedRecordException;
    }

    private static final ByteArraySerializer BYTES = new ByteArraySerializer();

    private final KeyValueStore<Bytes, byte[]> store;

    DetectStore(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** A key within a kind: parts one after another, all but the last of a length that is told or fixed. */
    static byte[] key(byte[]... parts) {
        int size = 0;
        for (byte[] part : parts) {
            size += part.length;
        }
        ByteBuffer key = ByteBuffer.allocate(size);
        for (byte[] part : parts) {
            key.put(part);
        }
        return key.array();
    }

    <T> @Nullable T get(Kind kind, byte[] key, Decoder<T> decoder) {
        byte[] value = store.get(bytes(kind, key));
        return value == null ? null : decode(kind, value, decoder);
    }

    void put(Kind kind, byte[] key, byte[] value) {
        store.put(bytes(kind, key), value);
    }

    void delete(Kind kind, byte[] key) {
        store.delete(bytes(kind, key));
    }

    /** Shows every entry of a kind, in the order of their keys. */
    void forEach(Kind kind, BiConsumer<byte[], byte[]> action) {
        forEach(kind, new byte[0], action);
    }

    /** Shows every entry of a kind whose key begins like this, in the order of their keys. */
    void forEach(Kind kind, byte[] beginning, BiConsumer<byte[], byte[]> action) {
        byte[] prefix = bytes(kind, beginning).get();
        try (KeyValueIterator<Bytes, byte[]> all = store.prefixScan(prefix, BYTES)) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> each = all.next();
                action.accept(withoutPrefix(each.key), each.value);
            }
        }
    }

    /** The first keys of a kind between two keys, both included. */
    List<byte[]> keys(Kind kind, byte[] from, byte[] to, int limit) {
        List<byte[]> keys = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> range = store.range(bytes(kind, from), bytes(kind, to))) {
            while (range.hasNext() && keys.size() < limit) {
                keys.add(withoutPrefix(range.next().key));
            }
        }
        return keys;
    }

    static <T> T decode(Kind kind, byte[] value, Decoder<T> decoder) {
        try {
            return decoder.decode(value);
        } catch (MalformedRecordException e) {
            throw new IllegalStateException("the stored " + kind + " can't be read: " + e.getMessage(), e);
        }
    }

    private static Bytes bytes(Kind kind, byte[] key) {
        return Bytes.wrap(key(new byte[] {kind.prefix}, key));
    }

    private static byte[] withoutPrefix(Bytes key) {
        byte[] bytes = key.get();
        return java.util.Arrays.copyOfRange(bytes, 1, bytes.length);
    }
}
