package io.tocsin.monitor.ingest;

import java.util.List;
import java.util.stream.Stream;

/** The formats of logs that can be read. */
public final class LogFormats {
    private static final List<LogFormat> ALL = List.of(
            new SshdFormat(),
            new JournaldFormat(),
            new KeycloakFormat(),
            AccessLogFormat.combined(),
            AccessLogFormat.vhostCombined(),
            new CloudTrailFormat(),
            WebhookFormat.github(),
            WebhookFormat.standard(),
            new NdjsonFormat());

    private LogFormats() {}

    /** The names of all formats, that of {@link JsonFormat} included, which needs to be told of a stream. */
    public static List<String> names() {
        return Stream.concat(ALL.stream().map(LogFormat::name), Stream.of(JsonFormat.NAME))
                .toList();
    }

    /**
     * The format of a name.
     *
     * @throws IllegalArgumentException naming the formats there are
     */
    public static LogFormat of(String name) {
        return ALL.stream()
                .filter(format -> format.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "format '" + name + "' is unknown; there are " + String.join(", ", names())));
    }
}
