package io.tocsin.monitor.cli;

import picocli.CommandLine.Command;

/** {@code tocsin blocks}. */
@Command(
        name = "blocks",
        description =
                "Shows which sources are blocked and why; blocks sources, lifts blocks, and writes lists for gateways.")
final class BlocksCommand extends GroupCommand {}
