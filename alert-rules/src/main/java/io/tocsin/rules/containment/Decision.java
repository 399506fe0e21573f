package io.tocsin.rules.containment;

import java.util.List;

/**
 * The outcome of one request or tick for one account.
 *
 * @param memory what is remembered of the account from now on
 * @param spendsBudget whether the tenant's budget has one lock less from now on, see {@link LockBudget#spend}
 * @param commands what was decided, in order: a lock that had run out first, then the request
 */
public record Decision(AccountMemory memory, boolean spendsBudget, List<AccountCommand> commands) {

    public Decision {
        commands = List.copyOf(commands);
    }
}
