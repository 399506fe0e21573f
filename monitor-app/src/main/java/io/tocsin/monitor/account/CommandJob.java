package io.tocsin.monitor.account;

import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountCommand.Action;

/** A command that was read and has no recorded final result yet. */
final class CommandJob {

    final AccountCommand command;
    final AccountRef account;
    /** What is known of the accounts of its partition. */
    final AccountLedger ledger;
    /** Where the command stands. */
    final int partition;

    final long offset;
    /** Whether it is recorded, or about to be, that the command waits; guarded by the engine's lock. */
    boolean isToldToWait;
    /** Its partition is being taken away: it ends with the step that it is at; guarded by the engine's lock. */
    boolean isLeaving;

    CommandJob(AccountCommand command, AccountLedger ledger, int partition, long offset) {
        this.command = command;
        this.account = AccountRef.of(command);
        this.ledger = ledger;
        this.partition = partition;
        this.offset = offset;
        this.isToldToWait = ledger.isToldToWait(command);
    }

    boolean isLock() {
        return command.action() == Action.LOCK;
    }
}
