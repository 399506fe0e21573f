package io.tocsin.monitor.cli;

import picocli.CommandLine.Command;

/** {@code tocsin values}. */
@Command(
        name = "values",
        description = {
            "Shows and changes the value lists on the topic value-lists, which rules name as %%name%%.",
            "The stage detect reads them at its start."
        })
final class ValuesCommand extends GroupCommand {}
