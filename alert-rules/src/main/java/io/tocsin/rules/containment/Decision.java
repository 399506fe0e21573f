package io.tocsin.rules.containment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one request or tick for one account.
 *
 * @param memory what is remembered of the account from now on
 * @param spendsBudget whether the tenant's budget has one lock less from now on, see {@link LockBudget#spend}
 * @param steps what was decided, in order: a lock that had run out first, then the request
 */
public record Decision(AccountMemory memory, boolean spendsBudget, List<Step> steps) {

    /**
     * One command and what it makes of the account.
     *
     * @param command what was decided
     * @param state the account's new state, or {@code null} where it stays as it is
     */
    public record Step(AccountCommand command, @Nullable AccountState state) {}

    public Decision {
        steps = List.copyOf(steps);
    }
}
