package io.tocsin.monitor.respond;

import io.tocsin.monitor.wire.ContainmentStateCodec;
import io.tocsin.rules.containment.AccountMemory;
import io.tocsin.rules.containment.LockBudget;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What is remembered of accounts and budgets, in the processor's store. Keeps the due index true: every account that is
 * remembered stands in it exactly once.
 */
final class ContainmentStore {

    private final KeyValueStore<Bytes, byte[]> store;

    ContainmentStore(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    AccountMemory memory(Bytes account) {
        byte[] value = store.get(account);
        return value == null ? AccountMemory.NONE : ContainmentStateCodec.decodeMemory(value);
    }

    void replace(Bytes account, AccountMemory before, AccountMemory after) {
        if (before.equals(after)) {
            return;
        }
        if (!before.equals(AccountMemory.NONE)) {
            store.delete(ContainmentStateCodec.dueKey(before, account));
        }
        if (after.equals(AccountMemory.NONE)) {
            store.delete(account);
            return;
        }
        store.put(account, ContainmentStateCodec.encode(after));
        store.put(ContainmentStateCodec.dueKey(after, account), ContainmentStateCodec.dueValue());
    }

    LockBudget budget(String tenant) {
        byte[] value = store.get(ContainmentStateCodec.budgetKey(tenant));
        return value == null ? LockBudget.UNTOUCHED : ContainmentStateCodec.decodeBudget(value);
    }

    void put(String tenant, LockBudget budget) {
        store.put(ContainmentStateCodec.budgetKey(tenant), ContainmentStateCodec.encode(budget));
    }

    /** The accounts whose lock has run out, the longest overdue first, at most {@code limit}. */
    List<Bytes> dueUnlocks(long nowMs, int limit) {
        return due(ContainmentStateCodec.firstUnlock(), ContainmentStateCodec.afterUnlocks(nowMs), limit);
    }

    /** All accounts that are locked. */
    List<Bytes> locked() {
        return due(ContainmentStateCodec.firstUnlock(), ContainmentStateCodec.firstForget(), Integer.MAX_VALUE);
    }

    /** The accounts that may be forgotten, the longest overdue first, at most {@code limit}. */
    List<Bytes> dueForgets(long nowMs, int limit) {
        return due(ContainmentStateCodec.firstForget(), ContainmentStateCodec.afterForgets(nowMs), limit);
    }

    private List<Bytes> due(Bytes from, Bytes to, int limit) {
        List<Bytes> accounts = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(from, to)) {
            while (entries.hasNext() && accounts.size() < limit) {
                KeyValue<Bytes, byte[]> entry = entries.next();
                accounts.add(ContainmentStateCodec.accountOf(entry.key));
            }
        }
        return accounts;
    }
}
