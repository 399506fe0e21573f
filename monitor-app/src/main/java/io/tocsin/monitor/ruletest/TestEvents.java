package io.tocsin.monitor.ruletest;

import io.tocsin.monitor.config.TextFile;
import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.monitor.wire.JsonEventCodec;
import io.tocsin.monitor.wire.RejectedEventException;
import io.tocsin.monitor.wire.YamlJson;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.EventType;
import io.tocsin.rules.event.Origin;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.yaml.MapReader;
import io.tocsin.rules.yaml.Names;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the events of one test. */
final class TestEvents {

    /** The most events of a test. */
    static final int MAX_EVENTS = 100_000;

    /** In the texts of an event that is repeated, which one it is, from 1. */
    private static final String NUMBER = "{n}";

    private static final Duration DEFAULT_EVERY = Duration.ofSeconds(1);
    private static final Duration LONGEST_EVERY = Duration.ofDays(366);
    private static final String SOURCE = "test";

    /** Behind it stands an event of a configured stream: any JSON. */
    private static final String JSON = "json";

    private static final String FILE = "file";

    private final String file;
    private final FilesBeside beside;
    private final TestTime time;
    private final Problems problems;

    /** The configured streams that the rules look at, whose events may have any field. */
    private final List<EventStream> streams;

    private final EventCodec codec = new EventCodec();
    private final List<SecurityEvent> events = new ArrayList<>();

    /** What an event has whose entry doesn't say when it happens. */
    private long newestMs;

    TestEvents(String file, FilesBeside beside, TestTime time, Set<EventStream> streams, Problems problems) {
        this.file = file;
        this.streams = streams.stream().filter(EventStream::hasAnyField).toList();
        this.beside = beside;
        this.time = time;
        this.problems = problems;
        this.newestMs = time.startMs();
    }

    /** The events of a test, in the order of the file. */
    List<SecurityEvent> read(MapReader test) {
        for (MapReader entry : test.maps("events")) {
            List<String> kinds = kinds().filter(entry::has).toList();
            if (kinds.size() != 1) {
                entry.problem((kinds.isEmpty() ? "an event is missing here" : "write one event, not several at once")
                        + "; it stands behind one of the keys "
                        + String.join(", ", kinds().toList()));
                entry.ignoreRest();
            } else if (kinds.get(0).equals(FILE)) {
                entry.string(FILE).ifPresent(name -> readFile(entry, name));
            } else {
                readWritten(entry, kinds.get(0));
            }
            if (events.size() > MAX_EVENTS) {
                entry.problem("the test has more than " + MAX_EVENTS + " events");
                break;
            }
        }
        return events;
    }

    private static Stream<String> kinds() {
        return Stream.concat(Arrays.stream(EventType.values()).map(EventType::label), Stream.of(JSON, FILE));
    }

    private void readWritten(MapReader entry, String kind) {
        long firstMs = time.at(entry, "time").orElse(newestMs);
        long repeat = entry.integer("repeat", 1, MAX_EVENTS).orElse(1L);
        long everyMs = entry.duration("every", Duration.ZERO, LONGEST_EVERY)
                .orElse(DEFAULT_EVERY)
                .toMillis();
        String tenant = entry.string("tenant").orElse(EventId.DEFAULT_TENANT);
        Optional<YamlValue> value = entry.value(kind);
        if (entry.has("every") && !entry.has("repeat")) {
            entry.problem("every", "says how far repeated events lie apart; `repeat` is missing");
        }
        if (!(value.isPresent() && value.get() instanceof YamlMap fields)) {
            entry.problem(kind, "is no map; the fields of the event are expected");
            return;
        }
        Optional<EventStream> stream = kind.equals(JSON) ? stream(entry) : Optional.empty();
        if (kind.equals(JSON) ? stream.isEmpty() : !knowsFields(fields, kind)) {
            return;
        }
        for (long n = 1; n <= repeat; n++) {
            newestMs = firstMs + (n - 1) * everyMs;
            String number = Long.toString(n);
            byte[] json = YamlJson.write(
                    fields,
                    text -> repeat == 1 ? text : text.replace(NUMBER, number),
                    stream.isPresent() ? Map.of() : Map.of("type", kind, "time", newestMs));
            EventId id = new EventId(tenant, SOURCE, nextId());
            Origin origin = new Origin(fileName(), fields.line());
            Reading reading = stream.isPresent()
                    ? () -> JsonEventCodec.decode(json, id, newestMs, origin, stream.get())
                    : () -> codec.decodeLenient(json, tenant, SOURCE, id.id(), origin);
            if (!add(reading, fields.file(), fields.line())) {
                return;
            }
        }
    }

    /** The stream of an event: the only one that the rules look at, or the one that the event says. */
    private Optional<EventStream> stream(MapReader entry) {
        Optional<String> label = entry.string("stream");
        List<EventStream> found = streams.stream()
                .filter(each -> label.isEmpty() || each.label().equals(label.get()))
                .toList();
        if (found.size() != 1) {
            entry.problem(
                    JSON,
                    "needs a configured stream that the rules look at, and `stream` to say which if there are several; these"
                            + " rules look at "
                            + (streams.isEmpty()
                                    ? "none"
                                    : String.join(
                                            ", ",
                                            streams.stream()
                                                    .map(EventStream::label)
                                                    .toList())));
            return Optional.empty();
        }
        return Optional.of(found.get(0));
    }

    /** A field that is mistyped would be passed over like any that a log has more than an event. */
    private boolean knowsFields(YamlMap fields, String kind) {
        EventType type = Arrays.stream(EventType.values())
                .filter(each -> each.label().equals(kind))
                .findFirst()
                .orElseThrow();
        int before = problems.count();
        for (YamlMap.Entry each : fields.entries()) {
            if (!type.fields().contains(each.name())) {
                problems.add(
                        each.key(),
                        "unknown field `" + each.name() + "` of " + kind + " events"
                                + Names.hint(each.name(), "fields", type.fields()));
            }
        }
        return problems.count() == before;
    }

    private void readFile(MapReader entry, String name) {
        String text;
        try {
            text = beside.read(file, name);
        } catch (IOException e) {
            entry.problem("file", "is " + name + ", which can't be read: " + TextFile.reason(e));
            return;
        }
        String tenant = entry.string("tenant").orElse(EventId.DEFAULT_TENANT);
        int line = 0;
        for (String json : text.split("\n", -1)) {
            line++;
            if (!json.isBlank()) {
                byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
                Origin origin = new Origin(name, line);
                add(() -> codec.decodeLenient(bytes, tenant, SOURCE, nextId(), origin), name, line);
            }
        }
    }

    /** Reads one event. */
    private interface Reading {
        SecurityEvent read() throws RejectedEventException;
    }

    private boolean add(Reading reading, String problemFile, int problemLine) {
        try {
            SecurityEvent event = reading.read();
            events.add(event);
            newestMs = event.timeMs();
            return true;
        } catch (RejectedEventException e) {
            problems.add(problemFile, problemLine, "not an event: " + e.detail());
            return false;
        }
    }

    private String nextId() {
        return String.format(Locale.ROOT, "%012d", events.size() + 1);
    }

    private String fileName() {
        return Path.of(file).getFileName().toString();
    }
}
