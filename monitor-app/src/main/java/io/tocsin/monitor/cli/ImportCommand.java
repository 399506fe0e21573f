package io.tocsin.monitor.cli;

import io.tocsin.monitor.config.TocsinConfig;
import io.tocsin.monitor.ingest.EventSender;
import io.tocsin.monitor.ingest.FollowImporter;
import io.tocsin.monitor.ingest.ImportException;
import io.tocsin.monitor.ingest.ImportListener;
import io.tocsin.monitor.ingest.ImportQueue;
import io.tocsin.monitor.ingest.ImportRequest;
import io.tocsin.monitor.ingest.ImportResult;
import io.tocsin.monitor.ingest.Importer;
import io.tocsin.monitor.ingest.LogFile;
import io.tocsin.monitor.ingest.SendException;
import io.tocsin.monitor.ingest.StreamImporter;
import io.tocsin.monitor.wire.JsonLine;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin import}. */
@Command(
        name = "import",
        description = {
            "Sends the events of logs to Kafka, exactly once: a log that was imported adds nothing,",
            "one that grew goes on where it ended, and an interrupted import is resumed by the same command."
        },
        footer = {
            "%nExamples:",
            "  tocsin import --format sshd --year 2017 auth.log",
            "  tocsin import --format sshd --zone Europe/Berlin '/var/log/auth.log*'",
            "  tocsin import --format cloudtrail AWSLogs/",
            "  tocsin import --format sshd --follow /var/log/auth.log",
            "  tocsin import --config tocsin.yml --format json --stream windows events.ndjson",
            "  tail -F events.ndjson | tocsin import --format ndjson -"
        })
final class ImportCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final LogOptions log = new LogOptions();

    @Option(
            names = "--follow",
            description = "Go on as the log grows, and with the one that takes its name, until Ctrl-C.")
    private boolean follow;

    private final Context context;

    ImportCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException, ImportException, SendException {
        TocsinConfig settings = config.read(context);
        if (log.isJson()) {
            log.read(JsonOptions.configured(
                    settings.sources(),
                    log.stream()
                            .orElseThrow(() -> CliException.usage(
                                    "--format json needs --stream NAME; " + JsonOptions.names(settings.sources())))));
        }
        ImportRequest request = request();
        List<String> files = log.files(context);
        if (follow && (files.size() != 1 || files.contains(LogOptions.STDIN))) {
            throw CliException.usage(
                    "--follow takes one file; there are " + files.size() + ", or it is standard input");
        }
        StopSignal stop = context.stopSignal();
        try (Session session = Session.write(context, settings)) {
            boolean all = files.equals(List.of(LogOptions.STDIN))
                    ? importStdin(session, request, stop)
                    : importFiles(session, request, files, stop);
            if (!session.isShared()) {
                context.terminal().say("Nobody is there to look at the events: the next 'tocsin run' will.");
            }
            return all ? ExitCode.DONE : ExitCode.FOUND_WRONG;
        } finally {
            stop.done();
        }
    }

    private ImportRequest request() throws IOException {
        try {
            return new ImportRequest(log.format(), log.settings(context), log.source());
        } catch (IllegalArgumentException e) {
            throw CliException.usage("--source: " + e.getMessage());
        }
    }

    private boolean importFiles(Session session, ImportRequest request, List<String> files, StopSignal stop)
            throws IOException, ImportException, SendException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        Importer importer = new Importer(
                session.clientProperties(), session.topics(), temporary, Importer.DEFAULT_EVENTS_PER_TRANSACTION);
        if (follow) {
            FollowImporter following = new FollowImporter(
                    session.clientProperties(), session.topics(), importer, FollowImporter.DEFAULT_POLL);
            stop.onAsked(following::stop);
            Path file = context.folder().resolve(files.get(0));
            try (Shown watcher = new Shown(Map.of(file, files.get(0)))) {
                following.follow(file, request, watcher);
                return true;
            }
        }
        ImportQueue queue = new ImportQueue(session.clientProperties(), session.topics(), importer);
        stop.onAsked(queue::cancel);
        Map<Path, String> shown = new LinkedHashMap<>();
        files.forEach(file -> shown.put(context.folder().resolve(file), file));
        try (Shown watcher = new Shown(shown)) {
            return queue.importAll(List.copyOf(shown.keySet()), request, watcher);
        }
    }

    private boolean importStdin(Session session, ImportRequest request, StopSignal stop)
            throws IOException, SendException {
        InputStream stdin = context.input().stream();
        stop.onAsked(() -> close(stdin));
        try (EventSender sender = new EventSender(session.clientProperties(), session.topics());
                LogFile in = LogFile.of("stdin", stdin, log.format().framing());
                Progress progress = new Progress(context.terminal(), "standard input")) {
            Duration lateness = log.allowedLateness().orElse(null);
            ImportResult result = new StreamImporter(sender, lateness).importStream(in, request, progress);
            progress.close();
            report(LogOptions.STDIN, result);
            return result.outcome() != ImportResult.Outcome.UNREADABLE;
        } catch (ClosedChannelException e) { // before the first byte came
            report(LogOptions.STDIN, ImportResult.empty());
            return true;
        }
    }

    private static void close(InputStream stdin) {
        try {
            stdin.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Shows how each log fares. */
    private final class Shown implements ImportQueue.Watcher, AutoCloseable {
        private final Map<Path, String> names;
        private @Nullable Progress progress;

        Shown(Map<Path, String> names) {
            this.names = names;
        }

        @Override
        public ImportListener begins(Path log) {
            Progress begun = new Progress(context.terminal(), String.valueOf(log.getFileName()));
            progress = begun;
            return begun;
        }

        @Override
        public void ended(Path log, ImportResult result) {
            close();
            report(names.getOrDefault(log, log.toString()), result);
        }

        @Override
        public void close() {
            if (progress != null) {
                progress.close();
            }
        }
    }

    private void report(String file, ImportResult result) {
        Terminal terminal = context.terminal();
        String outcome = result.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        if (output.isJson(terminal)) {
            terminal.json(new JsonLine()
                    .put("file", file)
                    .put("outcome", outcome)
                    .put("source", result.source())
                    .put("events", result.events())
                    .put("resumed", result.resumed())
                    .put("lines", result.counts().lines())
                    .put("other_lines", result.counts().otherLines())
                    .put("unparsable_lines", result.counts().unparsableLines()));
        }
        terminal.say(Terminal.printable(file) + ": " + outcome + ", " + result.events() + " events added"
                + (result.resumed() ? " (resumed)" : "") + ", "
                + result.counts().lines() + " lines");
        LogOptions.sayUnparsable(terminal, file, result.counts());
    }
}
