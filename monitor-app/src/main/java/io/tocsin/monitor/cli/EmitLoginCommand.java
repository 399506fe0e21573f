package io.tocsin.monitor.cli;

import io.tocsin.rules.event.LoginEvent;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin emit login}. */
@Command(
        name = "login",
        description = "Attempts to sign in.",
        footer = {
            "%nExamples:",
            "  tocsin emit login --user me --fail --times 5",
            "  tocsin emit login --user me --source-ip 192.0.2.1"
        })
final class EmitLoginCommand implements Callable<Integer> {
    @Mixin
    private final EmitOptions options = new EmitOptions();

    @Option(names = "--user", required = true, paramLabel = "USER", description = "Who tries, verbatim.")
    private String user = "";

    @Option(names = "--source-ip", paramLabel = "ADDRESS", description = "Where it comes from.")
    private @Nullable String sourceIp;

    @Option(names = "--fail", description = "The attempt fails.")
    private boolean isFailing;

    @Option(names = "--user-agent", paramLabel = "TEXT", description = "What the client calls itself.")
    private @Nullable String userAgent;

    private final Context context;

    EmitLoginCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        return options.send(
                context, (id, timeMs) -> new LoginEvent(id, timeMs, null, user, !isFailing, sourceIp, userAgent));
    }
}
