package io.tocsin.monitor.cli;

import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tocsin topics list}. */
@Command(
        name = "list",
        description = "Shows the topics, and whether they are fit for work.",
        footer = {"%nExample:", "  tocsin topics list --config tocsin.yml"})
final class TopicsListCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    private final Context context;

    TopicsListCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException {
        return TopicsReport.run(context, config.read(context), false, output.isJson(context.terminal()));
    }
}
