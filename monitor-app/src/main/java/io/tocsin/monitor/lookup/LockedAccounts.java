package io.tocsin.monitor.lookup;

import io.tocsin.rules.containment.AccountState;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The accounts that are locked, as the topic {@code accounts} tells, and until when all of it is known to have been read.
 * One thread writes, any number read. Holds locked accounts alone: so many as the lock budget lets be locked at a time.
 */
final class LockedAccounts {

    /** A state and where it stands. */
    record Located(AccountState state, int partition, long offset) {}

    private record Name(String tenant, String account) {}

    private final Map<Name, Located> locked = new ConcurrentHashMap<>();
    private volatile boolean isRead;
    private volatile long readNs;

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

    /** Begins again: nothing is known. */
    void clear() {
        isRead = false;
        locked.clear();
    }

    /** All that was committed when a moment came has been taken in; {@link System#nanoTime} of that moment. */
    void readUpTo(long momentNs) {
        readNs = momentNs;
        isRead = true;
    }

    /** For how long what is held may lack something, nanoseconds; empty as long as the topic hasn't been read once. */
    Optional<Long> ageNs(long nowNs) {
        return isRead ? Optional.of(nowNs - readNs) : Optional.empty();
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
