package io.tocsin.monitor.cli;

import io.tocsin.rules.event.EventId;
import picocli.CommandLine.Option;

/** The option that says whose accounts are meant. */
final class AccountTenant {
    @Option(names = "--tenant", paramLabel = "TENANT", description = "Whose accounts; default: ${DEFAULT-VALUE}.")
    private String tenant = EventId.DEFAULT_TENANT;

    /**
     * The tenant.
     *
     * @throws CliException if it can't be one
     */
    String read() {
        if (tenant.isEmpty()) {
            throw CliException.usage("--tenant is empty; name one, or leave the option out");
        }
        return tenant;
    }
}
