package io.tocsin.monitor.cli;

import io.tocsin.monitor.wire.BlockStateCodec;
import io.tocsin.rules.containment.AlertCause;
import io.tocsin.rules.containment.BlockRequest;
import io.tocsin.rules.containment.BlockState;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tocsin blocks list}. */
@Command(
        name = "list",
        description = {
            "Shows what was decided last on every source of the last day, and until when it is blocked.",
            "As JSON: the states as on the topic blocks."
        },
        footer = {"%nExamples:", "  tocsin blocks list", "  tocsin blocks list --json"})
final class BlocksListCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    private final Context context;

    BlocksListCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException {
        Terminal terminal = context.terminal();
        try (Session session = Session.read(context, config.read(context))) {
            List<BlockState> states = BlockStates.read(session, terminal);
            if (output.isJson(terminal)) {
                states.forEach(state -> terminal.json(BlockStateCodec.encode(state)));
            } else if (states.isEmpty()) {
                terminal.say("No source was blocked in the last day.");
            } else {
                table(states).lines().forEach(terminal.out()::println);
            }
        }
        return ExitCode.DONE;
    }

    private static Table table(List<BlockState> states) {
        Table table = new Table("SOURCE", "STATE", "WHY", "UNTIL", "BY", "REASON");
        for (BlockState state : states) {
            BlockRequest why = state.isBlocked() ? Objects.requireNonNull(state.block()) : state.request();
            AlertCause alert = why.alert();
            table.add(
                    state.source().text(),
                    state.status().name(),
                    state.code().name(),
                    state.isBlocked() ? AlertText.time(state.untilMs()) : "-",
                    Terminal.printable(why.requestedBy()),
                    Terminal.printable(why.reason())
                            + (alert == null ? "" : " (rule " + Terminal.printable(alert.ruleName()) + ")"));
        }
        return table;
    }
}
