package io.tocsin.monitor.cli;

import io.tocsin.monitor.ingest.JsonFormat;
import io.tocsin.monitor.ingest.LogFormat;
import io.tocsin.monitor.ingest.LogFormats;
import io.tocsin.monitor.ingest.LogReader;
import io.tocsin.monitor.ingest.LogSettings;
import io.tocsin.monitor.ingest.WebhookSecrets;
import io.tocsin.monitor.wire.JsonStream;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.yaml.MapReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options about logs that {@code import} and {@code scan} share. */
final class LogOptions {
    /** Stands for standard input. */
    static final String STDIN = "-";

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            description = {
                "What the logs are: sshd, journald, keycloak, combined, vhost_combined,",
                "cloudtrail, github-webhook, standard-webhook, ndjson or json (any)."
            })
    private String format = "";

    @Option(
            names = "--year",
            paramLabel = "YEAR",
            description = "The year of the first line, where the log states none. Without it, the newest that fits.")
    private @Nullable Integer year;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "The time zone, where the log states none. Default: UTC.")
    private String zone = "UTC";

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Whose events they are. Default: default.")
    private String tenant = EventId.DEFAULT_TENANT;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "What the events have as ce_source. Without it, the hash of the log's first line.")
    private @Nullable String source;

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description = "For webhooks: the secret that deliveries are signed with; up to five, one a line.")
    private @Nullable Path secretFile;

    @Option(names = "--secret-env", paramLabel = "NAME", description = "The same from an environment variable.")
    private @Nullable String secretEnv;

    @Option(
            names = "--realm",
            paramLabel = "REALM",
            description =
                    "For keycloak: only this realm's events, by its name or id. A server logs those of all realms.")
    private @Nullable String realm;

    @Option(
            names = "--allowed-lateness",
            paramLabel = "TIME",
            description = "For standard input: hold events back this long in event time to put them in order.")
    private @Nullable String allowedLateness;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = {
                "The logs: files (plain, gzip, bzip2, zstd or tar), folders, patterns;",
                "- for standard input."
            })
    private List<String> files = List.of();

    @Option(
            names = "--stream",
            paramLabel = "NAME",
            description = "For json: the configured source (sources: in the configuration) whose events these are.")
    private @Nullable String stream;

    private @Nullable JsonStream json;

    /** Whether the events are those of a configured stream, or of one that other options describe. */
    boolean isJson() {
        if (stream != null && !format.equals(JsonFormat.NAME)) {
            throw CliException.usage("--stream is for --format json");
        }
        return format.equals(JsonFormat.NAME);
    }

    /** The configured stream that is meant, if one is. */
    Optional<String> stream() {
        return Optional.ofNullable(stream);
    }

    /** Says what the events of {@code --format json} are. */
    void read(JsonStream described) {
        if (described.time() == null) {
            throw CliException.usage("--stream " + described.stream().label()
                    + ": the time of its events is in the header ce_time of their records, which a log has none of; name"
                    + " the field that it is in as `time` of the source");
        }
        json = described;
    }

    ZoneId zone() {
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw CliException.usage("--zone is '" + Terminal.printable(zone)
                    + "'; a zone such as UTC, +02:00 or Europe/Berlin is expected");
        }
    }

    LogFormat format() {
        if (realm != null) {
            if (!format.equals(LogFormats.KEYCLOAK)) {
                throw CliException.usage("--realm is for --format " + LogFormats.KEYCLOAK);
            }
            return LogFormats.keycloak(realm);
        }
        JsonStream described = json;
        if (isJson() && described != null) {
            return new JsonFormat(described);
        }
        try {
            return LogFormats.of(format);
        } catch (IllegalArgumentException e) {
            throw CliException.usage("--format: " + e.getMessage());
        }
    }

    LogSettings settings(Context context) throws IOException {
        try {
            LogSettings settings = new LogSettings(tenant, year, zone(), context.clock(), secrets(context, format()));
            format().parser(settings);
            return settings;
        } catch (IllegalArgumentException e) {
            throw CliException.usage(String.valueOf(e.getMessage()));
        }
    }

    /** The secret itself never stands on the command line, where every process can see it. */
    private WebhookSecrets secrets(Context context, LogFormat read) throws IOException {
        if (!read.needsSecrets()) {
            if (secretFile != null || secretEnv != null) {
                throw CliException.usage("--format " + read.name() + " has no signatures, so it takes no secret");
            }
            return WebhookSecrets.NONE;
        }
        if ((secretFile == null) == (secretEnv == null)) {
            throw CliException.usage(
                    "--format " + read.name() + " needs either --secret-file or --secret-env to check signatures");
        }
        String text = secretFile == null
                ? context.env().getOrDefault(String.valueOf(secretEnv), "")
                : Files.readString(context.folder().resolve(secretFile));
        return WebhookSecrets.of(text.lines().toList());
    }

    @Nullable
    String source() {
        return source;
    }

    Optional<Duration> allowedLateness() {
        String text = allowedLateness;
        if (text == null) {
            return Optional.empty();
        }
        if (!files.contains(STDIN)) {
            throw CliException.usage("--allowed-lateness is for standard input (-); files are sorted whole");
        }
        return Optional.of(MapReader.parseDuration(text)
                .orElseThrow(() -> CliException.usage("--allowed-lateness is '" + Terminal.printable(text)
                        + "'; a length of time such as 120s is expected")));
    }

    /** The files that are meant, each of which is there, or standard input alone. */
    List<String> files(Context context) throws IOException {
        if (files.contains(STDIN) && files.size() > 1) {
            throw CliException.usage("standard input (-) stands alone");
        }
        requireOneLog(files.size());
        List<String> found = LogPaths.expand(context.folder(), files);
        requireOneLog(found.size());
        return found;
    }

    private void requireOneLog(int count) {
        if (source != null && count != 1) {
            throw CliException.usage("--source names one log, and there are " + count);
        }
    }

    /** Says what could not be read of a log. */
    static void sayUnparsable(Terminal terminal, String file, LogReader.Counts counts) {
        if (counts.unparsableLines() == 0) {
            return;
        }
        terminal.say(Terminal.printable(file) + ": " + counts.unparsableLines()
                + (counts.unparsableLines() == 1 ? " line" : " lines") + " could not be read:");
        counts.shown()
                .forEach(line -> terminal.say("  " + Terminal.printable(line.file()) + ":" + line.line() + ": "
                        + line.reason() + ": " + Terminal.printable(line.excerpt())));
        long more = counts.unparsableLines() - counts.shown().size();
        if (more > 0) {
            terminal.say("  and " + more + " more");
        }
    }
}
