package io.tocsin.monitor.cli;

import io.tocsin.monitor.config.BrokerConfig;
import io.tocsin.monitor.config.ConfigReader;
import io.tocsin.monitor.config.TocsinConfig;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names the configuration file. */
final class ConfigOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration file. Without one: the embedded broker, with its data in ./tocsin-data.")
    private @Nullable Path file;

    /**
     * The configuration that holds.
     *
     * @throws InvalidDocumentException if the file is wrong
     * @throws IOException if it can't be read
     */
    TocsinConfig read(Context context) throws InvalidDocumentException, IOException {
        return file == null
                ? TocsinConfig.withoutFile(context.folder().resolve(BrokerConfig.DEFAULT_DATA_FOLDER))
                : ConfigReader.read(context.folder().resolve(file));
    }

    /** The account that a name means where this configuration holds. */
    String account(Context context, String name) throws InvalidDocumentException, IOException {
        return read(context).ingest().account(name);
    }
}
