package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.RuleFiles;
import io.tocsin.monitor.config.TocsinConfig;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which rules are meant. */
final class RuleOptions {
    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--rules",
            paramLabel = "DIR|FILE|shipped",
            description = "These rules instead of the configured ones; may be given several times.")
    private List<String> places = List.of();

    /** The configuration. */
    TocsinConfig config(Context context) throws InvalidDocumentException, IOException {
        return config.read(context);
    }

    /** Whether rules are named on the command line. */
    boolean isGiven() {
        return !places.isEmpty();
    }

    /** Where the rules are: those of the option, else those of the configuration. */
    List<String> places(Context context) throws InvalidDocumentException, IOException {
        return places.isEmpty() ? config(context).rules() : places;
    }

    /** Their files. */
    RuleFiles files(Context context) throws InvalidDocumentException, IOException {
        return new RuleFiles(context.folder(), places(context));
    }
}
