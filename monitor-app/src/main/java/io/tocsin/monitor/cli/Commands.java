package io.tocsin.monitor.cli;

import picocli.CommandLine;

/** Which commands there are. */
final class Commands {
    private Commands() {}

    static CommandLine of(TocsinCommand root, Context context) {
        return new CommandLine(root);
    }
}
