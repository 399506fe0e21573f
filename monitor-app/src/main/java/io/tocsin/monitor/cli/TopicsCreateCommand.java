package io.tocsin.monitor.cli;

import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tocsin topics create}. */
@Command(
        name = "create",
        description = "Makes the topics that are missing, and verifies those that are there; changes none that exists.",
        footer = {"%nExample:", "  tocsin topics create --config tocsin.yml"})
final class TopicsCreateCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    private final Context context;

    TopicsCreateCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException {
        return TopicsReport.run(context, config.read(context), true, output.isJson(context.terminal()));
    }
}
