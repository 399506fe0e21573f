package io.tocsin.rules.containment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one request or tick for one account.
 *
 * @param memory what is remembered of the account from now on
 * @param budget the tenant's budget from now on, or {@code null} where it stays as it is
 * @param commands what was decided, in order: a lock that had run out first, then the request
 */
public record Decision(AccountMemory memory, @Nullable LockBudget budget, List<AccountCommand> commands) {

    public Decision {
        commands = List.copyOf(commands);
    }

    /** A decision that leaves the budget as it is. */
    Decision(AccountMemory memory, List<AccountCommand> commands) {
        this(memory, null, commands);
    }

    /** Whether a lock was taken from the tenant's budget, or given back to it. */
    public boolean changesBudget() {
        return budget != null;
    }

    /** The tenant's budget from now on. */
    public LockBudget budgetAfter(LockBudget before) {
        return budget == null ? before : budget;
    }
}
