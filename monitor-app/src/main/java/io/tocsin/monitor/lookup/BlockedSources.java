package io.tocsin.monitor.lookup;

import io.tocsin.monitor.wire.AccountKey;
import io.tocsin.monitor.wire.BlockStateCodec;
import io.tocsin.monitor.wire.BlockedSource;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.rules.containment.BlockState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sources that are blocked, and those that lately were, as the topic {@code blocks} tells. Each change has a number,
 * so that whoever knows the number of an answer can be told what changed since. One thread writes, any number read.
 */
final class BlockedSources implements TopicView {
    private static final Logger LOG = LoggerFactory.getLogger(BlockedSources.class);

    /** So many are held; what is blocked beyond that is left out, and counted. */
    static final int MOST_BLOCKED = 100_000;

    /** Of so many it is known that they were blocked. */
    static final int MOST_ENDED = 100_000;

    /**
     * Up to where a gateway knows the changes.
     *
     * @param change the number of the last one
     * @param atMs when it was told, milliseconds since the epoch
     */
    record Position(long change, long atMs) {
        /** Before everything. */
        static final Position NONE = new Position(0, Long.MIN_VALUE);
    }

    /**
     * What is to be told.
     *
     * @param standing what is to be blocked from now on
     * @param ended what isn't any more
     * @param position what is known after that
     */
    record Changes(List<BlockedSource> standing, List<BlockedSource> ended, Position position) {}

    /**
     * A block that stands.
     *
     * @param change the number of its last change
     * @param firstEndMs the earliest of the ends that were told before it was moved later; 0: it wasn't
     * @param lastEndMs the latest of them
     */
    private record Standing(BlockedSource block, long change, long firstEndMs, long lastEndMs) {

        boolean holds(long nowMs) {
            return block.untilMs() > nowMs;
        }

        /**
         * Whether a firewall that keeps to the first end it is told has just let go of it, or may have: it has to be told
         * again.
         */
        boolean isLetGo(long sinceMs, long nowMs) {
            return lastEndMs > sinceMs && firstEndMs <= nowMs;
        }
    }

    private record Ended(BlockedSource block, long change) {}

    private record Name(String tenant, String source) {}

    private final int most;
    private final Freshness freshness = new Freshness();
    private final Map<String, TreeMap<String, Standing>> standing = new TreeMap<>();
    private final Map<Name, Ended> ended;
    private long changes;
    private int blocked;
    private int leftOut;

    BlockedSources() {
        this(MOST_BLOCKED, MOST_ENDED);
    }

    BlockedSources(int most, int mostEnded) {
        this.most = most;
        this.ended = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Name, Ended> eldest) {
                return size() > mostEnded;
            }
        };
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
        if (record.value() == null) {
            AccountKey.Named gone = AccountKey.read(record.key());
            forget(new Name(gone.tenant(), gone.account()));
        } else {
            take(BlockStateCodec.decode(record.value()));
        }
    }

    /** Takes in the newest state of a source. */
    synchronized void take(BlockState state) {
        if (state.block() == null) {
            return;
        }
        BlockedSource block = BlockedSource.of(state);
        Name name = new Name(block.tenant(), block.source().text());
        Standing before = remove(name);
        ended.remove(name);
        changes++;
        if (!state.isBlocked()) {
            ended.put(name, new Ended(block, changes));
        } else if (blocked < most) {
            put(name, next(before, block, state.changedAtMs()));
        } else {
            leaveOut();
        }
    }

    private Standing next(@Nullable Standing before, BlockedSource block, long changedAtMs) {
        if (before == null) {
            return new Standing(block, changes, 0, 0);
        }
        long oldEndMs = before.block().untilMs();
        boolean isMoved = oldEndMs < block.untilMs();
        long lastEndMs = isMoved ? oldEndMs : before.lastEndMs();
        // Ends that are over by now concern nobody any more.
        boolean isOver = before.lastEndMs() < changedAtMs;
        return new Standing(block, changes, isOver ? lastEndMs : before.firstEndMs(), lastEndMs);
    }

    private void put(Name name, Standing next) {
        standing.computeIfAbsent(name.tenant(), tenant -> new TreeMap<>()).put(name.source(), next);
        blocked++;
    }

    private @Nullable Standing remove(Name name) {
        TreeMap<String, Standing> ofTenant = standing.get(name.tenant());
        Standing removed = ofTenant == null ? null : ofTenant.remove(name.source());
        if (removed != null) {
            blocked--;
            if (ofTenant != null && ofTenant.isEmpty()) {
                standing.remove(name.tenant());
            }
        }
        return removed;
    }

    private void leaveOut() {
        if (leftOut == 0) {
            LOG.error("More than {} sources are blocked; gateways aren't told of the others", most);
        }
        leftOut++;
    }

    private synchronized void forget(Name name) {
        remove(name);
        ended.remove(name);
    }

    /** Numbers go on: what is read again is told again. */
    @Override
    public synchronized void clear() {
        standing.clear();
        ended.clear();
        blocked = 0;
        leftOut = 0;
    }

    @Override
    public Freshness freshness() {
        return freshness;
    }

    /** What is blocked now, by source. */
    synchronized List<BlockedSource> blocked(String tenant, long nowMs) {
        List<BlockedSource> found = new ArrayList<>();
        for (Standing each : ofTenant(tenant)) {
            if (each.holds(nowMs)) {
                found.add(each.block());
            }
        }
        return found;
    }

    /** What changed since a position. A block whose time is over has ended, whether anybody has noted it yet or not. */
    synchronized Changes since(String tenant, Position position, long nowMs) {
        List<BlockedSource> now = new ArrayList<>();
        List<BlockedSource> over = new ArrayList<>();
        for (Standing each : ofTenant(tenant)) {
            if (!each.holds(nowMs)) {
                if (each.block().untilMs() > position.atMs() || each.change() > position.change()) {
                    over.add(each.block());
                }
            } else if (each.change() > position.change() || each.isLetGo(position.atMs(), nowMs)) {
                now.add(each.block());
            }
        }
        for (Ended each : ended.values()) {
            if (each.change() > position.change() && each.block().tenant().equals(tenant)) {
                over.add(each.block());
            }
        }
        return new Changes(now, over, new Position(changes, nowMs));
    }

    private Iterable<Standing> ofTenant(String tenant) {
        return standing.getOrDefault(tenant, new TreeMap<>()).values();
    }

    /** How many are held. */
    synchronized int size() {
        return blocked;
    }

    /** How often a block was left out since the topic was read from its beginning. */
    synchronized int leftOut() {
        return leftOut;
    }
}
