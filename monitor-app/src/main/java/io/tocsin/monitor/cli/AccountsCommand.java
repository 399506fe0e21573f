package io.tocsin.monitor.cli;

import picocli.CommandLine.Command;

/** {@code tocsin accounts}. */
@Command(name = "accounts", description = "Shows which accounts are locked and why; locks accounts, and lifts locks.")
final class AccountsCommand extends GroupCommand {}
