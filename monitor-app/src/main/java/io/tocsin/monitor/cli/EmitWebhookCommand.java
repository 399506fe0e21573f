package io.tocsin.monitor.cli;

import io.tocsin.rules.event.TlsVersion;
import io.tocsin.rules.event.WebhookEvent;
import io.tocsin.rules.event.WebhookEvent.Signature;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin emit webhook}. */
@Command(
        name = "webhook",
        description = "Webhook deliveries, with what their receiver found out about them.",
        footer = {
            "%nExamples:",
            "  tocsin emit webhook --source psp --signature invalid --source-ip 192.0.2.9 --times 10",
            "  tocsin emit webhook --source psp --endpoint /admin/keys --status 403 --source-ip 192.0.2.9"
        })
final class EmitWebhookCommand implements Callable<Integer> {
    @Mixin
    private final EmitOptions options = new EmitOptions();

    @Option(names = "--source", required = true, paramLabel = "SOURCE", description = "Who is said to have sent it.")
    private String source = "";

    @Option(names = "--source-ip", paramLabel = "ADDRESS", description = "Where it comes from.")
    private @Nullable String sourceIp;

    @Option(names = "--signature", paramLabel = "STATE", description = "valid, invalid or missing. Default: valid.")
    private Signature signature = Signature.VALID;

    @Option(names = "--replayed", description = "The delivery was seen before.")
    private boolean isReplayed;

    @Option(names = "--unlisted", description = "The address is not on the source's list.")
    private boolean isUnlisted;

    @Option(names = "--endpoint", paramLabel = "PATH", description = "Where it was delivered to.")
    private @Nullable String endpoint;

    @Option(names = "--status", paramLabel = "CODE", description = "The HTTP status it was answered with.")
    private @Nullable Integer status;

    @Option(names = "--tls", paramLabel = "VERSION", description = "The connection's TLS version, such as TLSv1.2.")
    private @Nullable TlsVersion tlsVersion;

    private final Context context;

    EmitWebhookCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        return options.send(
                context,
                (id, timeMs) -> new WebhookEvent(
                        id,
                        timeMs,
                        null,
                        source,
                        signature,
                        isReplayed,
                        !isUnlisted,
                        sourceIp,
                        endpoint,
                        status,
                        tlsVersion));
    }
}
