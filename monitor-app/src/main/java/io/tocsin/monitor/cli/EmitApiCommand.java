package io.tocsin.monitor.cli;

import io.tocsin.rules.event.ApiResponseEvent;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin emit api}. */
@Command(
        name = "api",
        description = "Answers of the platform's API.",
        footer = {"%nExample:", "  tocsin emit api --client shop-7 --status 401 --times 100"})
final class EmitApiCommand implements Callable<Integer> {
    @Mixin
    private final EmitOptions options = new EmitOptions();

    @Option(names = "--client", required = true, paramLabel = "CLIENT", description = "Who asks, verbatim.")
    private String client = "";

    @Option(names = "--status", paramLabel = "CODE", description = "The HTTP status. Default: 200.")
    private int status = 200;

    @Option(names = "--endpoint", paramLabel = "PATH", description = "What is asked for. Default: /v1/orders.")
    private String endpoint = "/v1/orders";

    @Option(names = "--method", paramLabel = "METHOD", description = "The HTTP method. Default: GET.")
    private String method = "GET";

    @Option(names = "--user-agent", paramLabel = "TEXT", description = "What the client calls itself.")
    private @Nullable String userAgent;

    private final Context context;

    EmitApiCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        return options.send(
                context,
                (id, timeMs, sourceIp) ->
                        new ApiResponseEvent(id, timeMs, null, client, method, endpoint, status, sourceIp, userAgent));
    }
}
