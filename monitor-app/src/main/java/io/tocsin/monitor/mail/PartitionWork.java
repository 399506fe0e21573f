package io.tocsin.monitor.mail;

import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * One assigned partition of the notifications: which of its records are unfinished, and how far its offset may be
 * committed. A record is finished once its outcome is acknowledged.
 */
final class PartitionWork {

    private static final long NONE = -1;

    private final NavigableSet<Long> unfinished = new TreeSet<>();
    private final OutcomeLedger ledger = new OutcomeLedger();
    private long next = NONE;
    private long committed = NONE;
    private boolean isLedgerRead;

    OutcomeLedger ledger() {
        return ledger;
    }

    boolean isLedgerRead() {
        return isLedgerRead;
    }

    void ledgerWasRead() {
        isLedgerRead = true;
    }

    /** A record was read; nothing behind it is committed until it is {@link #finished}. */
    void began(long offset) {
        unfinished.add(offset);
        next = Math.max(next, offset + 1);
    }

    void finished(long offset) {
        unfinished.remove(offset);
    }

    int unfinished() {
        return unfinished.size();
    }

    /** The offset to commit; empty if that is what was committed last or nothing was read. */
    OptionalLong toCommit() {
        long offset = unfinished.isEmpty() ? next : unfinished.first();
        return offset == NONE || offset == committed ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    void committing(long offset) {
        committed = offset;
    }

    /** What was to be committed wasn't: {@link #toCommit} gives it again. */
    void commitFailed() {
        committed = NONE;
    }
}
