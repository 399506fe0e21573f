package io.tocsin.monitor.ingest;

import java.util.List;
import java.util.stream.Stream;

/** The formats of logs that can be read. */
public final class LogFormats {
    /** The name of the format whose events can be those of one realm. */
    public static final String KEYCLOAK = KeycloakFormat.NAME;

    private static final List<LogFormat> ALL = List.of(
            new SshdFormat(),
            new JournaldFormat(),
            new KeycloakFormat(null),
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

    /** Keycloak's format, of whose events only those of one realm, by its name or its id, are taken. */
    public static LogFormat keycloak(String realm) {
        return new KeycloakFormat(realm);
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
