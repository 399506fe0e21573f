package io.tocsin.monitor.app;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.IndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * One block cache and one write buffer budget for all state stores of the process: without it every store of every
 * partition takes its own, and memory grows with the number of partitions.
 *
 * <p>Kafka Streams creates it by name. Indexes and Bloom filters are inside of the bound, too.
 */
public final class BoundedMemory implements RocksDBConfigSetter {
    private static final long BLOCK_CACHE_BYTES = 128L << 20;

    /**
     * Four shards: by default a cache of this size is divided into 64, and what is larger than its shard (the filter of a
     * file of a million keys) is read from disk again for every look at the store.
     */
    private static final int SHARD_BITS = 2;

    private static final long WRITE_BUFFERS_BYTES = 32L << 20;
    private static final long MEMTABLE_BYTES = 8L << 20;
    private static final long BLOCK_BYTES = 16L << 10;

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(Shared.CACHE);
        table.setCacheIndexAndFilterBlocks(true);
        table.setPinL0FilterAndIndexBlocksInCache(true);
        // In parts, so that a look at the store brings in a few KiB of them, not all of a large file's.
        table.setIndexType(IndexType.kTwoLevelIndexSearch);
        table.setPartitionFilters(true);
        table.setPinTopLevelIndexAndFilter(true);
        table.setBlockSize(BLOCK_BYTES);
        options.setWriteBufferManager(Shared.WRITE_BUFFERS);
        options.setWriteBufferSize(MEMTABLE_BYTES);
        options.setMaxWriteBufferNumber(2);
        options.setTableFormatConfig(table);
    }

    /** Nothing to close: the cache and the budget live as long as the process. */
    @Override
    public void close(String storeName, Options options) {}

    /** Made when the first store opens, after RocksDB has loaded its native library. */
    private static final class Shared {
        static final Cache CACHE = new LRUCache(BLOCK_CACHE_BYTES, SHARD_BITS);
        static final WriteBufferManager WRITE_BUFFERS = new WriteBufferManager(WRITE_BUFFERS_BYTES, CACHE);
    }
}
