package io.tocsin.rules.containment;

import io.tocsin.rules.containment.AccountState.Change;
import io.tocsin.rules.containment.CommandResult.Outcome;
import java.util.Optional;

/** That an identity provider did not do a lock, as it is told to where requests are decided. */
public final class UndoneLock {
    private UndoneLock() {}

    /**
     * What a state asks for when it is published: something where the last report on a lock that still has time says that it
     * won't be done. The request's id names the lock, so that it can be accepted for that one alone, and once.
     *
     * @param nowMs append time of the report, milliseconds since the epoch
     */
    public static Optional<AccountRequest> of(AccountState state, long nowMs) {
        ReportedResult answer = state.answer();
        AccountCommand lock = state.command();
        boolean isOnLock = lock.action() == AccountCommand.Action.LOCK && nowMs < lock.untilMs();
        if (state.change() != Change.RESULT || answer == null || !isOnLock) {
            return Optional.empty();
        }
        CommandResult result = answer.result();
        boolean isUnknown = result.outcome() == Outcome.NO_SUCH_ACCOUNT;
        if (!isUnknown && result.outcome() != Outcome.FAILED) {
            return Optional.empty();
        }
        return Optional.of(new AccountRequest(
                lock.id() + AccountCommand.UNDONE_SUFFIX,
                state.tenant(),
                state.account(),
                isUnknown ? AccountRequest.Action.NO_SUCH_ACCOUNT : AccountRequest.Action.NOT_DONE,
                ContainmentRequest.because(
                        result.provider() + ": " + result.detail(),
                        lock.request().reason()),
                ContainmentRequest.RESULT,
                lock.request().alert()));
    }
}
