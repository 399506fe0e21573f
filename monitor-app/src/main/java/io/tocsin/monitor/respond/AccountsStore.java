package io.tocsin.monitor.respond;

import io.tocsin.monitor.wire.AccountViewCodec;
import io.tocsin.rules.containment.AccountView;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What is remembered of accounts, by their key on {@code account-commands}, in the processor's store. Keeps the due index
 * true: an account stands in it once, as long as a tick will have something to do for it.
 */
final class AccountsStore {

    private final KeyValueStore<Bytes, byte[]> store;

    AccountsStore(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    AccountView view(byte[] account) {
        byte[] value = store.get(AccountViewCodec.viewKey(account));
        return value == null ? AccountView.NONE : AccountViewCodec.decode(value);
    }

    void replace(byte[] account, AccountView before, AccountView after) {
        if (before.equals(after)) {
            return;
        }
        moveDue(account, before.dueAtMs(), after.dueAtMs());
        Bytes key = AccountViewCodec.viewKey(account);
        if (after.equals(AccountView.NONE)) {
            store.delete(key);
        } else {
            store.put(key, AccountViewCodec.encode(after));
        }
    }

    private void moveDue(byte[] account, long beforeMs, long afterMs) {
        if (beforeMs == afterMs) {
            return;
        }
        if (beforeMs != AccountView.NEVER) {
            store.delete(AccountViewCodec.dueKey(beforeMs, account));
        }
        if (afterMs != AccountView.NEVER) {
            store.put(AccountViewCodec.dueKey(afterMs, account), AccountViewCodec.dueValue());
        }
    }

    /** The accounts for which a tick has something to do, the longest overdue first, at most {@code limit}. */
    List<byte[]> due(long nowMs, int limit) {
        List<byte[]> accounts = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> entries =
                store.range(AccountViewCodec.firstDue(), AccountViewCodec.afterDue(nowMs))) {
            while (entries.hasNext() && accounts.size() < limit) {
                accounts.add(AccountViewCodec.accountOf(entries.next().key));
            }
        }
        return accounts;
    }
}
