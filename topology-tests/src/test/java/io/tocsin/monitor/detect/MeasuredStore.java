package io.tocsin.monitor.detect;

import java.util.List;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.InMemoryKeyValueStore;
import org.jspecify.annotations.Nullable;

/** A store in memory that knows how much it holds, and how large the largest record is that it was ever told to keep. */
final class MeasuredStore implements KeyValueStore<Bytes, byte[]> {

    private final InMemoryKeyValueStore store;
    private long bytes;
    private long mostBytes;
    private int largestRecord;
    private long writes;

    MeasuredStore(String name) {
        store = new InMemoryKeyValueStore(name);
    }

    /** The bytes of keys and values that it held at most. */
    long mostBytes() {
        return mostBytes;
    }

    /** The bytes of key and value of the largest record: as large as its message on the changelog. */
    int largestRecord() {
        return largestRecord;
    }

    /** How often a record was written. */
    long writes() {
        return writes;
    }

    @Override
    public void put(Bytes key, byte @Nullable [] value) {
        byte[] before = store.get(key);
        int keyBytes = key.get().length;
        bytes -= before == null ? 0 : keyBytes + before.length;
        bytes += value == null ? 0 : keyBytes + value.length;
        mostBytes = Math.max(mostBytes, bytes);
        largestRecord = Math.max(largestRecord, keyBytes + (value == null ? 0 : value.length));
        writes++;
        store.put(key, value);
    }

    @Override
    public byte[] putIfAbsent(Bytes key, byte[] value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte[] delete(Bytes key) {
        byte[] before = store.get(key);
        put(key, null);
        return before;
    }

    @Override
    public byte[] get(Bytes key) {
        return store.get(key);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
        return store.range(from, to);
    }

    @Override
    public <PS extends Serializer<P>, P> KeyValueIterator<Bytes, byte[]> prefixScan(P prefix, PS serializer) {
        return store.prefixScan(prefix, serializer);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        return store.all();
    }

    @Override
    public long approximateNumEntries() {
        return store.approximateNumEntries();
    }

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        store.init(context, root);
    }

    @Override
    public void close() {
        store.close();
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return store.isOpen();
    }

    @Override
    public Position getPosition() {
        return store.getPosition();
    }
}
