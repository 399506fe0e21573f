package io.tocsin.monitor.cli;

import picocli.CommandLine.Command;

/** {@code tocsin emit}. */
@Command(
        name = "emit",
        description = {
            "Sends a few events that happen now, to try things out.",
            "What happened before is sent by 'tocsin import', with the times of its log and exactly once."
        })
final class EmitCommand extends GroupCommand {}
