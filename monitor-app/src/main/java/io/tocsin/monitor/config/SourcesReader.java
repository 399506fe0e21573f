package io.tocsin.monitor.config;

import io.tocsin.monitor.wire.JsonStream;
import io.tocsin.monitor.wire.JsonTime;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.LogSource;
import io.tocsin.rules.sigma.FieldMappings;
import io.tocsin.rules.yaml.MapReader;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlScalar;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the list {@code sources:}: further streams of events, and further names for Tocsin's own. */
final class SourcesReader {

    /** More streams would be tasks without end; a stream can hold many log sources. */
    static final int MOST_SOURCES = 100;

    /** What is {@code events.NAME} or a part of the topology already. */
    private static final Set<String> TAKEN = Set.of("rejected", "matches");

    private final Path folder;
    private final Problems problems;
    private final Map<String, EventStream> own = new LinkedHashMap<>();
    private final List<JsonStream> configured = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    private SourcesReader(Path folder, Problems problems) {
        this.folder = folder;
        this.problems = problems;
        FieldMappings.own().forEach(stream -> own.put(stream.label(), stream));
    }

    static Sources read(List<MapReader> written, Path folder, Problems problems) {
        SourcesReader reader = new SourcesReader(folder, problems);
        written.forEach(reader::source);
        if (written.size() > MOST_SOURCES) {
            written.get(MOST_SOURCES)
                    .problem("there are " + written.size() + " sources; " + MOST_SOURCES + " are allowed");
        }
        return new Sources(List.copyOf(reader.own.values()), reader.configured);
    }

    private void source(MapReader reader) {
        reader.require("name");
        Optional<String> name = reader.string("name").filter(each -> isLegal(reader, each));
        List<LogSource> logSources = FieldMappings.logSources(reader, problems);
        EventStream known = own.get(name.orElse(""));
        if (known != null) {
            own.put(known.label(), mapped(reader, known.with(logSources, List.of())));
            return;
        }
        reader.require("logsource");
        String key = reader.string("key").orElse(null);
        JsonTime time = time(reader);
        String id = reader.string("id").orElse(null);
        boolean isComplete = name.isPresent() && !logSources.isEmpty();
        // A stand-in where the stream can't be made, so that its mapping is read all the same.
        List<LogSource> some = logSources.isEmpty() ? List.of(new LogSource("any", null, null)) : logSources;
        EventStream stream = mapped(reader, new EventStream(name.orElse("any"), some, key, List.of()));
        if (isComplete) {
            configured.add(new JsonStream(stream, time, id));
        }
    }

    private boolean isLegal(MapReader reader, String name) {
        if (!EventStream.isLabel(name) || TAKEN.contains(name)) {
            reader.problem(
                    "name", "is '" + name + "'; 1 to 40 of a-z 0-9 - are allowed, and neither rejected nor matches");
            return false;
        }
        if (!seen.add(name)) {
            reader.problem("name", "is " + name + ", as that of another source is");
            return false;
        }
        return true;
    }

    private EventStream mapped(MapReader reader, EventStream stream) {
        EventStream mapped = stream;
        for (YamlScalar file : reader.scalars("mapping")) {
            Path path = folder.resolve(file.text()).normalize();
            try {
                mapped = FieldMappings.with(mapped, path.toString(), TextFile.read(path), problems);
            } catch (IOException e) {
                problems.add(file, "the mapping " + path + " can't be read: " + TextFile.reason(e));
            }
        }
        return mapped;
    }

    private static @Nullable JsonTime time(MapReader reader) {
        boolean isMap =
                reader.map().get("time").filter(YamlMap.class::isInstance).isPresent();
        if (!isMap) {
            return reader.string("time").map(JsonTime::in).orElse(null);
        }
        return reader.map("time").map(SourcesReader::patterned).orElse(null);
    }

    private static @Nullable JsonTime patterned(MapReader reader) {
        reader.require("field", "pattern");
        String zone = reader.string("zone").orElse("UTC");
        Optional<String> field = reader.string("field");
        Optional<String> pattern = reader.string("pattern");
        if (field.isEmpty() || pattern.isEmpty()) {
            return null;
        }
        try {
            return JsonTime.in(field.get(), pattern.get(), ZoneId.of(zone));
        } catch (DateTimeException e) {
            reader.problem("zone", "is '" + zone + "'; a zone such as UTC, +02:00 or Europe/Berlin is expected");
        } catch (IllegalArgumentException e) {
            reader.problem("pattern", String.valueOf(e.getMessage()));
        }
        return null;
    }
}
