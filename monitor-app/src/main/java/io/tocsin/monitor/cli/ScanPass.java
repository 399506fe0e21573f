package io.tocsin.monitor.cli;

import io.tocsin.monitor.config.TocsinConfig;
import io.tocsin.monitor.ingest.EventSorter;
import io.tocsin.monitor.ingest.LogFile;
import io.tocsin.monitor.ingest.LogReader;
import io.tocsin.monitor.ingest.ReadAhead;
import io.tocsin.monitor.ingest.ReorderBuffer;
import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.detect.Fingerprint;
import io.tocsin.rules.detect.IngestSettings;
import io.tocsin.rules.detect.Scanner;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.sigma.RuleSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One way through all logs of a scan, from the first line to the summary. */
final class ScanPass {
    private final Context context;
    private final LogOptions log;
    private final OutputOptions output;
    private final Terminal out;
    private final RuleSet rules;
    private final IngestSettings ingest;
    private final Scanner scanner;
    private final EventCodec codec = new EventCodec();
    private final Map<String, Long> episodes = new TreeMap<>();
    private final List<Runnable> remarks = new ArrayList<>();
    private @Nullable SecurityEvent newest;
    private long events;
    private long lines;
    private long late;

    /** Takes what has been read. */
    private interface Taker {
        void take(SecurityEvent event) throws IOException;
    }

    /**
     * Nothing read yet.
     *
     * @param out where the alerts go; what is said to a person goes to the context's terminal
     */
    ScanPass(
            Context context, LogOptions log, OutputOptions output, Terminal out, TocsinConfig settings, RuleSet rules) {
        this.context = context;
        this.log = log;
        this.output = output;
        this.out = out;
        this.rules = rules;
        this.ingest = settings.ingest();
        this.scanner = new Scanner(rules, settings.assets(), this::show);
        rules.correlations().forEach(rule -> episodes.put(rule.info().name(), 0L));
    }

    /** Events are looked at as they are read, for logs that are in order, as most are: nothing has to be kept. */
    boolean wasInOrder(List<String> files) throws IOException {
        for (String file : files) {
            if (!readInOrder(file)) {
                return false;
            }
        }
        return true;
    }

    /** Everything is read and sorted first, so that any order of files and lines gives the same. */
    void sort(List<String> files) throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (EventSorter sorter = new EventSorter(temporary, EventSorter.generousMemoryBytes())) {
            for (String file : files) {
                read(file, sorter::add);
            }
            for (Iterator<SecurityEvent> sorted = sorter.sorted(); sorted.hasNext(); ) {
                accept(sorted.next());
            }
        }
    }

    /** What comes in is scanned as it comes; what is later than allowed is counted and left out. */
    void stream(Duration lateness) throws IOException {
        ReorderBuffer buffer = new ReorderBuffer(lateness, ReorderBuffer.DEFAULT_MAX_EVENTS);
        read(LogOptions.STDIN, event -> {
            if (!buffer.add(event, this::accept)) {
                late++;
            }
        });
        buffer.drain(this::accept);
    }

    /** Tells of the last episodes. */
    void finish() {
        scanner.finish();
    }

    /** Says what was remarkable on the way, and what was found. */
    void summary() {
        Terminal terminal = context.terminal();
        remarks.forEach(Runnable::run);
        terminal.say(lines + " lines, " + events + " events, "
                + episodes.values().stream().mapToLong(Long::longValue).sum() + " episodes"
                + (late == 0 ? "" : ", " + late + " events later than allowed and left out")
                + "; rule set " + rules.hash().substring(0, 12));
        episodes.forEach((rule, count) -> terminal.say("  " + rule + ": " + count));
    }

    private static final class OutOfOrderException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private boolean readInOrder(String file) throws IOException {
        try {
            read(file, event -> {
                if (newest != null && EventSorter.ORDER.compare(newest, event) > 0) {
                    throw new OutOfOrderException();
                }
                newest = event;
                accept(event);
            });
            return true;
        } catch (OutOfOrderException e) {
            return false;
        }
    }

    private void read(String file, Taker taker) throws IOException {
        boolean isStdin = file.equals(LogOptions.STDIN);
        try (LogFile opened = isStdin
                        ? LogFile.of(
                                "stdin", context.input().stream(), log.format().framing())
                        : LogFile.open(
                                context.folder().resolve(file), log.format().framing());
                Progress progress = new Progress(context.terminal(), file)) {
            opened.skipHashes();
            String source = log.source() == null ? opened.source() : log.source();
            if (source == null) {
                return;
            }
            LogReader reader = new LogReader(opened, log.format(), log.settings(context), source);
            LogReader.Counts counts =
                    isStdin ? takeAtOnce(opened, reader, taker, progress) : takeAhead(opened, reader, taker, progress);
            progress.close();
            lines += counts.lines();
            remarks.add(() -> LogOptions.sayUnparsable(context.terminal(), file, counts));
        }
    }

    /** What comes in bit by bit is taken as it comes. */
    private static LogReader.Counts takeAtOnce(LogFile file, LogReader reader, Taker taker, Progress progress)
            throws IOException {
        for (List<SecurityEvent> found = reader.nextEvents(); found != null; found = reader.nextEvents()) {
            for (SecurityEvent event : found) {
                taker.take(event);
            }
            if (reader.isDueToTell()) {
                tell(progress, reader.counts(), file.readBytes(), file);
            }
        }
        return reader.counts();
    }

    private static LogReader.Counts takeAhead(LogFile file, LogReader reader, Taker taker, Progress progress)
            throws IOException {
        try (ReadAhead ahead = new ReadAhead(file, reader)) {
            while (true) {
                ReadAhead.Batch batch = ahead.next();
                if (batch.events().isEmpty()) {
                    return batch.counts();
                }
                for (SecurityEvent event : batch.events()) {
                    taker.take(event);
                }
                tell(progress, batch.counts(), batch.readBytes(), file);
            }
        }
    }

    private static void tell(Progress progress, LogReader.Counts counts, long readBytes, LogFile file) {
        progress.reading(readBytes, file.sizeBytes(), counts.events(), counts.unparsableLines());
    }

    private void accept(SecurityEvent event) {
        events++;
        scanner.accept(ingest.taken(event), () -> Fingerprint.of(codec.encode(event)));
    }

    private void show(Alert alert) {
        episodes.merge(alert.rule().name(), 1L, Long::sum);
        if (output.isJson(out)) {
            out.json(AlertCodec.encode(alert));
        } else {
            out.out().println(AlertText.line(out, alert));
        }
    }
}
