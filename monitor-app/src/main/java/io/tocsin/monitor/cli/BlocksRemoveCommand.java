package io.tocsin.monitor.cli;

import io.tocsin.monitor.wire.BlockStateCodec;
import io.tocsin.rules.containment.BlockRequest;
import io.tocsin.rules.containment.BlockState;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tocsin blocks remove}. */
@Command(
        name = "remove",
        description = {
            "Lifts the block of a source, and waits for the decision.",
            "A network is lifted as it was blocked: an address of it has no block of its own."
        },
        footer = {"%nExamples:", "  tocsin blocks remove 192.0.2.1 --reason \"our own scanner, ticket 4713\""})
final class BlocksRemoveCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final OperatorOptions operator = new OperatorOptions();

    @Mixin
    private final AccountTenant tenant = new AccountTenant();

    @Parameters(index = "0", paramLabel = "SOURCE", description = "The address or network, as 'blocks list' shows it.")
    private String source = "";

    private final Context context;

    BlocksRemoveCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException, InterruptedException {
        OperatorOptions.Operator who = operator.read(context);
        BlockRequest request = new BlockRequest(
                BlockRequest.OPERATOR + UUID.randomUUID(),
                tenant.read(),
                BlockDesk.source(source),
                BlockRequest.Action.UNBLOCK,
                who.reason(),
                who.principal(),
                null,
                0);
        BlockState decided;
        try (Session session = Session.write(context, config.read(context));
                BlockDesk desk = new BlockDesk(session)) {
            decided = desk.ask(request);
        }
        Terminal terminal = context.terminal();
        if (output.isJson(terminal)) {
            terminal.json(BlockStateCodec.encode(decided));
        }
        if (decided.code() == BlockState.Code.GRANTED) {
            terminal.say("The block of " + decided.source() + " is lifted.");
            return ExitCode.DONE;
        }
        terminal.say("Refused: " + decided.code() + ", " + BlockDesk.meaning(decided.code()) + ".");
        return ExitCode.FOUND_WRONG;
    }
}
