package io.tocsin.monitor.respond;

import io.tocsin.monitor.wire.BlockStateCodec;
import io.tocsin.rules.containment.BlockRequest;
import io.tocsin.rules.containment.BlockState;
import io.tocsin.rules.containment.Blocking;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The blocked sources: decides on requests, ends what has run out, and publishes each change. */
final class BlockTable {

    private final Blocking blocking;
    private final BlockStore store;
    private final ProcessorContext<byte[], byte[]> context;

    BlockTable(Blocking blocking, BlockStore store, ProcessorContext<byte[], byte[]> context) {
        this.blocking = blocking;
        this.store = store;
        this.context = context;
    }

    void decide(BlockRequest request, long nowMs) {
        BlockState before = store.state(request.tenant(), request.source());
        change(before, blocking.decide(before, request, nowMs), nowMs);
    }

    /** What time alone decides. A state that is forgotten leaves the compacted topic, too. */
    void tick(long nowMs, int limit) {
        for (BlockState state : store.dueExpiries(nowMs, limit)) {
            change(state, blocking.tick(state, nowMs), nowMs);
        }
        for (BlockState state : store.dueForgets(nowMs, limit)) {
            store.forget(state);
            context.forward(new Record<>(BlockStateCodec.key(state), null, nowMs), RespondTopology.BLOCKS_SINK);
        }
    }

    /** Lifts what networks stand in the way of that are allowed now. */
    void allow(long nowMs) {
        for (BlockState state : store.blocked()) {
            change(state, blocking.allow(state, nowMs), nowMs);
        }
    }

    private void change(@Nullable BlockState before, Optional<BlockState> changed, long nowMs) {
        changed.ifPresent(after -> {
            store.replace(before, after);
            context.forward(
                    new Record<>(BlockStateCodec.key(after), BlockStateCodec.encode(after), nowMs),
                    RespondTopology.BLOCKS_SINK);
        });
    }
}
