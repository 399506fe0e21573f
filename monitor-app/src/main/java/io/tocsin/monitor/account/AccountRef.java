package io.tocsin.monitor.account;

import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.CommandResult;

/** An account of a tenant. */
record AccountRef(String tenant, String account) {

    static AccountRef of(AccountCommand command) {
        return new AccountRef(command.request().tenant(), command.request().account());
    }

    static AccountRef of(CommandResult result) {
        return new AccountRef(result.tenant(), result.account());
    }
}
