package io.tocsin.monitor.cli;

import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountRequest;
import java.util.function.Predicate;

/** Where requests are handed in and decisions are heard. */
interface AccountDesk extends AutoCloseable {

    /** Hands in a request; it is recorded when this returns. */
    void ask(AccountRequest request) throws InterruptedException;

    /** Hears decisions, on whatever request, until the listener wants no more or none it waits for can be expected. */
    void hear(Predicate<AccountCommand> wantsMore);

    @Override
    void close();
}
