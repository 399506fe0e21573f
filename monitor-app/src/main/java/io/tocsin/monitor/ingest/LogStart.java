package io.tocsin.monitor.ingest;

import io.tocsin.rules.event.SecurityEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a log begins.
 *
 * @param path the log
 * @param source what its events have as {@code ce_source}, or {@code null} for an empty log
 * @param firstEventMs the time of its first event, milliseconds since the epoch, or {@code null} where none was found
 */
record LogStart(
        Path path, @Nullable String source, @Nullable Long firstEventMs) {

    /** So many lines are looked through for a first event. */
    private static final int MAX_LINES = 10_000;

    /** Logs in the order of their first events, as rotation numbers them backwards; those without one come first. */
    static List<LogStart> inOrder(List<Path> logs, ImportRequest request) throws IOException {
        List<LogStart> starts = new ArrayList<>();
        for (Path log : logs) {
            starts.add(of(log, request));
        }
        starts.sort(Comparator.comparing(LogStart::firstEventMs, Comparator.nullsFirst(Comparator.naturalOrder())));
        return starts;
    }

    private static LogStart of(Path path, ImportRequest request) throws IOException {
        try (LogFile log = LogFile.open(path, request.format().framing())) {
            String identity = log.source();
            String source = identity == null || request.source() == null ? identity : request.source();
            if (source == null) {
                return new LogStart(path, null, null);
            }
            LogReader reader = new LogReader(log, request.format(), request.settings(), source);
            for (int i = 0; i < MAX_LINES; i++) {
                LogReader.ParsedLine line = reader.next();
                if (line == null) {
                    break;
                }
                List<SecurityEvent> events = line.events();
                if (!events.isEmpty()) {
                    return new LogStart(path, source, events.get(0).timeMs());
                }
            }
            return new LogStart(path, source, null);
        }
    }
}
