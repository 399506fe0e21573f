package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.RuleFiles;
import io.tocsin.monitor.config.TocsinConfig;
import io.tocsin.monitor.ingest.EventSorter;
import io.tocsin.monitor.ingest.LogFile;
import io.tocsin.monitor.ingest.LogReader;
import io.tocsin.monitor.ingest.ReorderBuffer;
import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.detect.Fingerprint;
import io.tocsin.rules.detect.Scanner;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin scan}. */
@Command(
        name = "scan",
        description = {
            "Runs the rules over logs, without Kafka: every episode once, in its final form,",
            "as OCSF Detection Findings, one JSON object per line on standard output."
        },
        footer = {
            "%nExamples:",
            "  tocsin scan --format sshd --year 2017 auth.log > alerts.ndjson",
            "  tocsin scan --format ndjson --rules ./my-rules events-1.ndjson.gz events-2.ndjson.gz",
            "  tocsin scan --format combined '/var/log/nginx/access.log*'",
            "  journalctl -u ssh -o short | tocsin scan --format sshd --allowed-lateness 5s -"
        })
final class ScanCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final LogOptions log = new LogOptions();

    @Option(
            names = "--rules",
            paramLabel = "DIR|FILE|shipped",
            description = "These rules instead of the configured ones; may be given several times.")
    private List<String> places = List.of();

    private final Context context;
    private final EventCodec codec = new EventCodec();
    private final Map<String, Long> episodes = new TreeMap<>();
    private long events;
    private long lines;
    private long late;

    ScanCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException {
        TocsinConfig settings = config.read(context);
        log.format();
        log.settings(context);
        RuleSet rules = RuleFiles.compile(places.isEmpty() ? settings.rules() : places);
        rules.correlations().forEach(rule -> episodes.put(rule.info().name(), 0L));
        Scanner scanner = new Scanner(rules, settings.assets(), this::show);
        Optional<Duration> lateness = log.allowedLateness();
        if (lateness.isPresent()) {
            scanStream(scanner, lateness.get());
        } else {
            scanSorted(scanner);
        }
        scanner.finish();
        summary(rules);
        return ExitCode.DONE;
    }

    /** Everything is read and sorted first, so that any order of files and lines gives the same. */
    private void scanSorted(Scanner scanner) throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (EventSorter sorter = new EventSorter(temporary, EventSorter.DEFAULT_MEMORY_BYTES)) {
            for (String file : log.files(context)) {
                read(file, sorter::add);
            }
            for (Iterator<SecurityEvent> sorted = sorter.sorted(); sorted.hasNext(); ) {
                accept(scanner, sorted.next());
            }
        }
    }

    /** What comes in is scanned as it comes; what is later than allowed is counted and left out. */
    private void scanStream(Scanner scanner, Duration lateness) throws IOException {
        ReorderBuffer buffer = new ReorderBuffer(lateness, ReorderBuffer.DEFAULT_MAX_EVENTS);
        read(LogOptions.STDIN, event -> {
            if (!buffer.add(event, each -> accept(scanner, each))) {
                late++;
            }
        });
        buffer.drain(each -> accept(scanner, each));
    }

    /** Takes an event that was read. */
    private interface Taker {
        void take(SecurityEvent event) throws IOException;
    }

    private void read(String file, Taker taker) throws IOException {
        boolean isStdin = file.equals(LogOptions.STDIN);
        try (LogFile opened = isStdin
                        ? LogFile.of(
                                "stdin", context.input().stream(), log.format().framing())
                        : LogFile.open(
                                context.folder().resolve(file), log.format().framing());
                Progress progress = new Progress(context.terminal(), file)) {
            String source = log.source() == null ? opened.source() : log.source();
            if (source == null) {
                return;
            }
            LogReader reader = new LogReader(opened, log.format(), log.settings(context), source);
            for (List<SecurityEvent> found = reader.nextEvents(); found != null; found = reader.nextEvents()) {
                for (SecurityEvent event : found) {
                    taker.take(event);
                }
                LogReader.Counts counts = reader.counts();
                if (counts.events() % 1_000 == 0) {
                    progress.reading(opened.readBytes(), opened.sizeBytes(), counts.events(), counts.unparsableLines());
                }
            }
            progress.close();
            lines += reader.counts().lines();
            LogOptions.sayUnparsable(context.terminal(), file, reader.counts());
        }
    }

    private void accept(Scanner scanner, SecurityEvent event) {
        events++;
        scanner.accept(event, Fingerprint.of(codec.encode(event)));
    }

    private void show(Alert alert) {
        episodes.merge(alert.rule().name(), 1L, Long::sum);
        Terminal terminal = context.terminal();
        if (output.isJson(terminal)) {
            terminal.json(AlertCodec.encode(alert));
        } else {
            terminal.out().println(AlertText.line(terminal, alert));
        }
    }

    private void summary(RuleSet rules) {
        Terminal terminal = context.terminal();
        terminal.say(lines + " lines, " + events + " events, "
                + episodes.values().stream().mapToLong(Long::longValue).sum() + " episodes"
                + (late == 0 ? "" : ", " + late + " events later than allowed and left out")
                + "; rule set " + rules.hash().substring(0, 12));
        episodes.forEach((rule, count) -> terminal.say("  " + rule + ": " + count));
    }
}
