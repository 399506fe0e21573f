package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.RuleFiles;
import io.tocsin.monitor.app.ValueListFiles;
import io.tocsin.monitor.config.TocsinConfig;
import io.tocsin.rules.sigma.LogSources;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.sigma.ValueLists;
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

    @Option(
            names = "--values",
            paramLabel = "DIR|FILE",
            description = {
                "These value lists instead of the configured ones; may be given several times. NAME.txt is a list,",
                "one value a line; a YAML file is a map of lists."
            })
    private List<String> lists = List.of();

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

    /** The value lists that they may name: those of the option, else those of the configuration. */
    ValueLists lists(Context context) throws InvalidDocumentException, IOException {
        return ValueListFiles.read(
                context.folder(), lists.isEmpty() ? config(context).valueLists() : lists);
    }

    /** Their rule set. */
    RuleSet compile(Context context) throws InvalidDocumentException, IOException {
        return compile(context, config(context).sources().logSources());
    }

    /** Their rule set, where they look at these events. */
    RuleSet compile(Context context, LogSources sources) throws InvalidDocumentException, IOException {
        return files(context).compile(sources, lists(context));
    }

    /** Their files. */
    RuleFiles files(Context context) throws InvalidDocumentException, IOException {
        return new RuleFiles(context.folder(), places(context));
    }
}
