package io.tocsin.monitor.account;

import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.CommandResult;
import io.tocsin.rules.containment.CommandResult.Outcome;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the results of one partition tell: which commands have a final one, which accounts Tocsin holds, and which commands
 * are known to wait. Grows with the accounts that are locked, which the lock budget bounds, and forgets old commands: those
 * are behind the committed offset for long. One thread changes it; holds may be asked for from any.
 */
final class AccountLedger {

    /** More than twice as many commands as are read ahead of the oldest that has no final result. */
    private static final int MOST_FINAL = 32_768;

    private record CommandRef(AccountRef account, String id) {}

    private final Map<AccountRef, Hold> holds = new ConcurrentHashMap<>();
    private final Map<AccountRef, String> waiting = new HashMap<>();
    private final Set<CommandRef> finals = new LinkedHashSet<>();
    private final int mostFinal;
    private volatile boolean isAbandoned;

    AccountLedger() {
        this(MOST_FINAL);
    }

    AccountLedger(int mostFinal) {
        this.mostFinal = mostFinal;
    }

    /** Takes a result in, in the order of the partition. */
    void apply(CommandResult result) {
        AccountRef account = AccountRef.of(result);
        CommandRef command = new CommandRef(account, result.commandId());
        if (finals.contains(command)) { // the first final one counts
            return;
        }
        if (result.outcome() == Outcome.WAITING) {
            waiting.put(account, result.commandId());
        } else {
            waiting.remove(account, result.commandId());
        }
        if (result.outcome().isFinal()) {
            finals.add(command);
            forgetOldest();
        }
        Hold hold = hold(account).after(result);
        if (hold.isOwn()) {
            holds.put(account, hold);
        } else {
            holds.remove(account);
        }
    }

    private void forgetOldest() {
        if (finals.size() > mostFinal) {
            Iterator<CommandRef> oldest = finals.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Whether the command has a final result. */
    boolean isFinal(AccountCommand command) {
        return finals.contains(new CommandRef(AccountRef.of(command), command.id()));
    }

    /** Whether the last that is known of the account is that this command waits. */
    boolean isToldToWait(AccountCommand command) {
        return command.id().equals(waiting.get(AccountRef.of(command)));
    }

    /** What Tocsin has in its hands of an account; from any thread. */
    Hold hold(AccountRef account) {
        return holds.getOrDefault(account, Hold.NONE);
    }

    /** The partition was taken away: nothing of it is recorded any more. */
    void abandon() {
        isAbandoned = true;
    }

    /** Whether the partition was taken away; from any thread. */
    boolean isAbandoned() {
        return isAbandoned;
    }
}
