package io.tocsin.monitor.cli;

import picocli.CommandLine.Command;

/** {@code tocsin rules}. */
@Command(name = "rules", description = "Shows the rules.")
final class RulesCommand extends GroupCommand {}
