package io.tocsin.monitor.cli;

import io.tocsin.monitor.wire.BlockedSource;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin blocks export}. */
@Command(
        name = "export",
        description = {
            "Writes the sources that are blocked now, in a form that gateways and firewalls read.",
            "plain: one a line. nginx: 'deny' directives to include. nginx-geo: entries to include in a 'geo' block.",
            "crowdsec: a decisions stream, as JSON."
        },
        footer = {
            "%nExamples:",
            "  tocsin blocks export > blocked.txt",
            "  tocsin blocks export --format nginx > /etc/nginx/tocsin-blocks.conf && nginx -s reload"
        })
final class BlocksExportCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final AccountTenant tenant = new AccountTenant();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "plain, nginx, nginx-geo or crowdsec; default: ${DEFAULT-VALUE}.")
    private String format = "plain";

    private final Context context;

    BlocksExportCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException {
        String whose = tenant.read();
        BlockExport form = BlockExport.of(format);
        long nowMs = context.clock().millis();
        try (Session session = Session.read(context, config.read(context))) {
            List<BlockedSource> blocked = BlockStates.blocked(session, context.terminal(), whose, nowMs).stream()
                    .map(BlockedSource::of)
                    .toList();
            form.lines(blocked, nowMs).forEach(context.terminal().out()::println);
        }
        return ExitCode.DONE;
    }
}
