package io.tocsin.monitor.respond;

import io.tocsin.monitor.wire.BlockStoreCodec;
import io.tocsin.rules.containment.BlockState;
import io.tocsin.rules.containment.BudgetEpisode;
import io.tocsin.rules.containment.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What is known of sources and of spent budgets, in the processor's store. Keeps the due index true: every source that is
 * known stands in it exactly once.
 */
final class BlockStore {

    private final KeyValueStore<Bytes, byte[]> store;

    BlockStore(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    @Nullable
    BlockState state(String tenant, Source source) {
        return state(BlockStoreCodec.blockKey(tenant, source));
    }

    private @Nullable BlockState state(Bytes key) {
        byte[] value = store.get(key);
        return value == null ? null : BlockStoreCodec.decodeBlock(value);
    }

    void replace(@Nullable BlockState before, BlockState after) {
        Bytes key = BlockStoreCodec.blockKey(after.tenant(), after.source());
        if (before != null) {
            store.delete(BlockStoreCodec.dueKey(before, key));
        }
        store.put(key, BlockStoreCodec.encode(after));
        store.put(BlockStoreCodec.dueKey(after, key), BlockStoreCodec.dueValue());
    }

    void forget(BlockState state) {
        Bytes key = BlockStoreCodec.blockKey(state.tenant(), state.source());
        store.delete(BlockStoreCodec.dueKey(state, key));
        store.delete(key);
    }

    /** The blocks that have run out, the longest overdue first, at most {@code limit}. */
    List<BlockState> dueExpiries(long nowMs, int limit) {
        return due(BlockStoreCodec.firstExpiry(), BlockStoreCodec.afterExpiries(nowMs), limit);
    }

    /** The states that may be forgotten, the longest overdue first, at most {@code limit}. */
    List<BlockState> dueForgets(long nowMs, int limit) {
        return due(BlockStoreCodec.firstForget(), BlockStoreCodec.afterForgets(nowMs), limit);
    }

    /** All blocks that stand. */
    List<BlockState> blocked() {
        return due(BlockStoreCodec.firstExpiry(), BlockStoreCodec.firstForget(), Integer.MAX_VALUE);
    }

    private List<BlockState> due(Bytes from, Bytes to, int limit) {
        List<BlockState> states = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(from, to)) {
            while (entries.hasNext() && states.size() < limit) {
                BlockState state = state(BlockStoreCodec.blockOf(entries.next().key));
                if (state != null) {
                    states.add(state);
                }
            }
        }
        return states;
    }

    @Nullable
    BudgetEpisode episode(String tenant) {
        byte[] value = store.get(BlockStoreCodec.episodeKey(tenant));
        return value == null ? null : BlockStoreCodec.decodeEpisode(value);
    }

    void put(String tenant, BudgetEpisode episode) {
        store.put(BlockStoreCodec.episodeKey(tenant), BlockStoreCodec.encode(episode));
    }

    void endEpisode(String tenant) {
        store.delete(BlockStoreCodec.episodeKey(tenant));
    }

    /** Every tenant's episode: few, as tenants are. */
    Map<String, BudgetEpisode> episodes() {
        Map<String, BudgetEpisode> episodes = new LinkedHashMap<>();
        try (KeyValueIterator<Bytes, byte[]> entries =
                store.range(BlockStoreCodec.firstEpisode(), BlockStoreCodec.afterEpisodes())) {
            while (entries.hasNext()) {
                KeyValue<Bytes, byte[]> entry = entries.next();
                episodes.put(BlockStoreCodec.tenantOf(entry.key), BlockStoreCodec.decodeEpisode(entry.value));
            }
        }
        return episodes;
    }
}
