package io.tocsin.monitor.cli;

import picocli.CommandLine.Command;

/** {@code tocsin rules}. */
@Command(name = "rules", description = "Shows, checks, tests and explains the rules.")
final class RulesCommand extends GroupCommand {}
