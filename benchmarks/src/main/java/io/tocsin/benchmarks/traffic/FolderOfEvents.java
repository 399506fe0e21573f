package io.tocsin.benchmarks.traffic;

import io.tocsin.monitor.wire.JsonEventCodec;
import io.tocsin.monitor.wire.JsonStream;
import io.tocsin.monitor.wire.RejectedEventException;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.FieldView;
import io.tocsin.rules.event.LogSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Events of whatever kind, from files of one JSON object a line. */
public final class FolderOfEvents {
    private static final JsonStream STREAM = new JsonStream(
            new EventStream("any", List.of(new LogSource("any", null, null)), null, List.of()), null, null);

    private FolderOfEvents() {}

    /** All events of a folder's files, in the order of their names. */
    public static List<FieldView> read(Path folder) throws IOException, RejectedEventException {
        Headers headers =
                new RecordHeaders().add("ce_time", "2026-01-01T00:00:00Z".getBytes(StandardCharsets.US_ASCII));
        JsonEventCodec codec = new JsonEventCodec(STREAM);
        List<FieldView> events = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                for (String line : Files.readAllLines(file)) {
                    events.add(codec.decode(line.getBytes(StandardCharsets.UTF_8), headers));
                }
            }
        }
        return events;
    }
}
