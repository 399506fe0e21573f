package io.tocsin.monitor.cli;

import io.tocsin.monitor.config.TocsinConfig;
import io.tocsin.monitor.ingest.EventSender;
import io.tocsin.monitor.ingest.ImportException;
import io.tocsin.monitor.ingest.ImportRequest;
import io.tocsin.monitor.ingest.ImportResult;
import io.tocsin.monitor.ingest.Importer;
import io.tocsin.monitor.ingest.LogFile;
import io.tocsin.monitor.ingest.SendException;
import io.tocsin.monitor.ingest.StreamImporter;
import io.tocsin.monitor.wire.JsonLine;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
            "  tocsin import --format sshd --zone Europe/Berlin auth.log.2.gz auth.log.1 auth.log",
            "  tail -F events.ndjson | tocsin import --format ndjson -"
        })
final class ImportCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final LogOptions log = new LogOptions();

    private final Context context;

    ImportCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException, ImportException, SendException {
        TocsinConfig settings = config.read(context);
        ImportRequest request = request();
        List<String> files = log.files(context);
        StopSignal stop = context.stopSignal();
        try (Session session = Session.write(context, settings)) {
            int code = ExitCode.DONE;
            for (String file : files) {
                ImportResult result = file.equals(LogOptions.STDIN)
                        ? importStdin(session, request)
                        : importFile(session, request, context.folder().resolve(file), stop);
                report(file, result);
                if (result.outcome() == ImportResult.Outcome.CANCELLED) {
                    code = ExitCode.FOUND_WRONG;
                    break;
                }
            }
            if (!session.isShared()) {
                context.terminal().say("Nobody is there to look at the events: the next 'tocsin run' will.");
            }
            return code;
        } finally {
            stop.done();
        }
    }

    private ImportRequest request() {
        try {
            return new ImportRequest(log.format(), log.settings(context), log.source());
        } catch (IllegalArgumentException e) {
            throw CliException.usage("--source: " + e.getMessage());
        }
    }

    private ImportResult importFile(Session session, ImportRequest request, Path file, StopSignal stop)
            throws IOException, ImportException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        Importer importer = new Importer(
                session.clientProperties(), session.topics(), temporary, Importer.DEFAULT_EVENTS_PER_TRANSACTION);
        stop.onAsked(importer::cancel);
        try (Progress progress = new Progress(context.terminal(), String.valueOf(file.getFileName()))) {
            return importer.importFile(file, request, progress);
        }
    }

    private ImportResult importStdin(Session session, ImportRequest request) throws IOException, SendException {
        try (EventSender sender = new EventSender(session.clientProperties(), session.topics());
                LogFile in = LogFile.of("stdin", System.in, log.format().framing());
                Progress progress = new Progress(context.terminal(), "standard input")) {
            return new StreamImporter(sender, log.allowedLateness().orElse(null)).importStream(in, request, progress);
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
