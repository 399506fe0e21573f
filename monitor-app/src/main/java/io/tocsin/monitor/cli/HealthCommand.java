package io.tocsin.monitor.cli;

import io.tocsin.monitor.config.OpsConfig;
import io.tocsin.monitor.config.TocsinConfig;
import io.tocsin.monitor.ops.OpsClient;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin health}. */
@Command(
        name = "health",
        description = {
            "Asks the 'tocsin run' on this machine whether it is healthy: for a container's health check, and for scripts.",
            "It asks /health, or /ready with --ready, and needs no Kafka."
        },
        footer = {"%nExamples:", "  tocsin health", "  tocsin health --ready --config tocsin.yml"})
final class HealthCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Option(names = "--ready", description = "Ask whether every stage does its work now, not only whether it lives.")
    private boolean wantsReady;

    private final Context context;

    HealthCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException {
        TocsinConfig settings = config.read(context);
        OpsConfig ops =
                settings.ops().orElseThrow(() -> CliException.usage("`ops.enabled` is false: there is nobody to ask"));
        if (ops.port() == 0) {
            throw CliException.usage("`ops.port` is 0, any free port: give it a number, so that it can be found");
        }
        OpsClient.Answer answer = OpsClient.get(ops, wantsReady ? "/ready" : "/health");
        context.terminal().out().println(answer.body().strip());
        return answer.isOk() ? ExitCode.DONE : ExitCode.FOUND_WRONG;
    }
}
