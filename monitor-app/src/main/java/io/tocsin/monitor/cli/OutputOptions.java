package io.tocsin.monitor.cli;

import picocli.CommandLine.Option;

/** The option that asks for machine output. */
final class OutputOptions {
    @Option(
            names = "--json",
            description = "Write one JSON object per line, as it also happens where the output is not a terminal.")
    private boolean isJson;

    /** Whether the next program reads standard output: asked for, or seen. */
    boolean isJson(Terminal terminal) {
        return isJson || !terminal.outIsTerminal();
    }
}
