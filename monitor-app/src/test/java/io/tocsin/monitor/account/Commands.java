package io.tocsin.monitor.account;

import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountCommand.Action;
import io.tocsin.rules.containment.AccountCommand.Code;
import io.tocsin.rules.containment.AccountRequest;

/** Commands of an operator, decided at 0. */
final class Commands {

    private Commands() {}

    static AccountCommand lock(String id, String account, long untilMs) {
        return command(id, account, Action.LOCK, untilMs);
    }

    static AccountCommand unlock(String id, String account) {
        return command(id, account, Action.UNLOCK, 0);
    }

    /** A request that was refused. */
    static AccountCommand none(String id, String account) {
        return new AccountCommand(
                id, Action.NONE, Code.OBSERVED, request(id, account, AccountRequest.Action.LOCK), 0, 0, 0);
    }

    private static AccountCommand command(String id, String account, Action action, long untilMs) {
        AccountRequest.Action asked = action == Action.LOCK ? AccountRequest.Action.LOCK : AccountRequest.Action.UNLOCK;
        return new AccountCommand(
                id, action, Code.GRANTED, request(id, account, asked), 0, untilMs, action == Action.LOCK ? 1 : 0);
    }

    private static AccountRequest request(String id, String account, AccountRequest.Action action) {
        return new AccountRequest(id, "default", account, action, "a reason", "operator:eve", null);
    }
}
