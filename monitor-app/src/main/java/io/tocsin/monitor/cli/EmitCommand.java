package io.tocsin.monitor.cli;

import picocli.CommandLine.Command;

/** {@code tocsin emit}. */
@Command(name = "emit", description = "Sends a few events, to try things out.")
final class EmitCommand extends GroupCommand {}
