package io.tocsin.monitor.cli;

import io.tocsin.rules.event.ApiResponseEvent;
import io.tocsin.rules.event.KeyStatus;
import io.tocsin.rules.event.Permission;
import io.tocsin.rules.event.TlsVersion;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin emit api}. */
@Command(
        name = "api",
        description = "Answers of the platform's API.",
        footer = {
            "%nExamples:",
            "  tocsin emit api --client shop-7 --status 401 --times 100",
            "  tocsin emit api --client shop-7 --key-id key-3 --key-status revoked --status 401"
        })
final class EmitApiCommand implements Callable<Integer> {
    @Mixin
    private final EmitOptions options = new EmitOptions();

    @Option(names = "--client", required = true, paramLabel = "CLIENT", description = "Who asks, verbatim.")
    private String client = "";

    @Option(names = "--source-ip", paramLabel = "ADDRESS", description = "Where it comes from.")
    private @Nullable String sourceIp;

    @Option(names = "--status", paramLabel = "CODE", description = "The HTTP status. Default: 200.")
    private int status = 200;

    @Option(names = "--endpoint", paramLabel = "PATH", description = "What is asked for. Default: /v1/orders.")
    private String endpoint = "/v1/orders";

    @Option(names = "--method", paramLabel = "METHOD", description = "The HTTP method. Default: GET.")
    private String method = "GET";

    @Option(names = "--user-agent", paramLabel = "TEXT", description = "What the client calls itself.")
    private @Nullable String userAgent;

    @Option(names = "--key-id", paramLabel = "ID", description = "What the key is called that was used; not the key.")
    private @Nullable String keyId;

    @Option(names = "--key-status", paramLabel = "STATUS", description = "active, retiring, expired or revoked.")
    private @Nullable KeyStatus keyStatus;

    @Option(names = "--permission", paramLabel = "LEVEL", description = "What the call needs: read, write or admin.")
    private @Nullable Permission permission;

    @Option(names = "--tls", paramLabel = "VERSION", description = "The connection's TLS version, such as TLSv1.2.")
    private @Nullable TlsVersion tlsVersion;

    private final Context context;

    EmitApiCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        return options.send(
                context,
                (id, timeMs) -> new ApiResponseEvent(
                        id,
                        timeMs,
                        null,
                        client,
                        method,
                        endpoint,
                        status,
                        sourceIp,
                        userAgent,
                        keyId,
                        keyStatus,
                        permission,
                        tlsVersion));
    }
}
