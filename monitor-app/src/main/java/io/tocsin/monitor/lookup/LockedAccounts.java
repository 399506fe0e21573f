package io.tocsin.monitor.lookup;

import io.tocsin.monitor.wire.AccountKey;
import io.tocsin.monitor.wire.AccountStateCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.rules.containment.AccountState;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The accounts that are locked, as the topic {@code accounts} tells. One thread writes, any number read. Holds locked accounts alone: so many as the lock budget lets be locked at a time.
 */
final class LockedAccounts implements TopicView {

    /** A state and where it stands. */
    record Located(AccountState state, int partition, long offset) {}

    private record Name(String tenant, String account) {}

    private final Map<Name, Located> locked = new ConcurrentHashMap<>();
    private final Freshness freshness = new Freshness();

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
        if (record.value() == null) {
            AccountKey.Named gone = AccountKey.read(record.key());
            forget(gone.tenant(), gone.account());
        } else {
            take(new Located(AccountStateCodec.decode(record.value()), record.partition(), record.offset()));
        }
    }

    /** Takes in the newest state of an account. */
    void take(Located newest) {
        AccountState state = newest.state();
        Name name = new Name(state.tenant(), state.account());
        if (state.status().isLocked()) {
            locked.put(name, newest);
        } else {
            locked.remove(name);
        }
    }

    /** An account of which nothing is kept any more. */
    void forget(String tenant, String account) {
        locked.remove(new Name(tenant, account));
    }

    @Override
    public void clear() {
        locked.clear();
    }

    @Override
    public Freshness freshness() {
        return freshness;
    }

    @Nullable
    Located find(String tenant, String account) {
        return locked.get(new Name(tenant, account));
    }

    /** How many are locked. */
    int size() {
        return locked.size();
    }
}
