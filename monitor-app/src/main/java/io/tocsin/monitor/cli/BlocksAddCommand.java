package io.tocsin.monitor.cli;

import io.tocsin.monitor.config.Durations;
import io.tocsin.monitor.wire.BlockStateCodec;
import io.tocsin.rules.containment.BlockRequest;
import io.tocsin.rules.containment.BlockState;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.MapReader;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tocsin blocks add}. */
@Command(
        name = "add",
        description = {
            "Asks for a source to be blocked, and waits for the decision.",
            "A block is a record on the topic blocks: gateways and firewalls carry it out."
        },
        footer = {
            "%nExamples:",
            "  tocsin blocks add 192.0.2.1 --reason \"password spray, ticket 4713\"",
            "  tocsin blocks add 203.0.113.0/24 --for 2d --reason \"botnet, ticket 4713\""
        })
final class BlocksAddCommand implements Callable<Integer> {
    private static final Duration SHORTEST = Duration.ofMillis(BlockRequest.SHORTEST_MS);
    private static final Duration LONGEST = Duration.ofMillis(BlockRequest.LONGEST_MS);

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final OperatorOptions operator = new OperatorOptions();

    @Mixin
    private final AccountTenant tenant = new AccountTenant();

    @Parameters(
            index = "0",
            paramLabel = "SOURCE",
            description = "An address or a network: of IPv4 at least a /16, of IPv6 a /32 to /64.")
    private String source = "";

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            description = "How long, 1s to 30d. Without it: as the policy says. A standing block isn't made shorter.")
    private @Nullable String duration;

    private final Context context;

    BlocksAddCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException, InterruptedException {
        OperatorOptions.Operator who = operator.read(context);
        BlockRequest request = new BlockRequest(
                BlockRequest.OPERATOR + UUID.randomUUID(),
                tenant.read(),
                BlockDesk.source(source),
                BlockRequest.Action.BLOCK,
                who.reason(),
                who.principal(),
                null,
                durationMs());
        BlockState decided;
        try (Session session = Session.write(context, config.read(context));
                BlockDesk desk = new BlockDesk(session)) {
            decided = desk.ask(request);
        }
        return report(decided);
    }

    private long durationMs() {
        if (duration == null) {
            return 0;
        }
        return MapReader.parseDuration(duration)
                .filter(length -> length.compareTo(SHORTEST) >= 0 && length.compareTo(LONGEST) <= 0)
                .orElseThrow(
                        () -> CliException.usage("--for is '" + Terminal.printable(String.valueOf(duration)) + "'; "
                                + Durations.format(SHORTEST) + " to " + Durations.format(LONGEST)
                                + " are allowed, written as a whole number and ms, s, m, h or d"))
                .toMillis();
    }

    private int report(BlockState decided) {
        Terminal terminal = context.terminal();
        if (output.isJson(terminal)) {
            terminal.json(BlockStateCodec.encode(decided));
        }
        if (decided.code() == BlockState.Code.GRANTED) {
            terminal.say(decided.source() + " is blocked until " + AlertText.time(decided.untilMs())
                    + ", for whoever reads the topic blocks.");
            return ExitCode.DONE;
        }
        terminal.say("Refused: " + decided.code() + ", " + BlockDesk.meaning(decided.code()) + ".");
        return ExitCode.FOUND_WRONG;
    }
}
