package io.tocsin.rules.sigma;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.FieldMapping;
import io.tocsin.rules.event.FieldMapping.Target;
import io.tocsin.rules.event.LogSource;
import io.tocsin.rules.yaml.MapReader;
import io.tocsin.rules.yaml.Names;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.TextResource;
import io.tocsin.rules.yaml.YamlDocuments;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads files that say what rules of a taxonomy call a stream of events and their fields. */
public final class FieldMappings {
    private static final String FOLDER = "/io/tocsin/rules/mapping/";
    private static final List<String> SHIPPED = List.of("ecs", "ocsf");

    private static final List<EventStream> OWN =
            EventStream.OWN.stream().map(FieldMappings::withShipped).toList();

    private final EventStream stream;
    private final Problems problems;

    private FieldMappings(EventStream stream, Problems problems) {
        this.stream = stream;
        this.problems = problems;
    }

    /** Tocsin's own streams, with their names in ECS and in OCSF. */
    public static List<EventStream> own() {
        return OWN;
    }

    private static EventStream withShipped(EventStream own) {
        Problems problems = new Problems();
        EventStream named = own;
        for (String taxonomy : SHIPPED) {
            String file = taxonomy + "/" + own.label() + ".yml";
            String text = TextResource.read(FieldMappings.class, FOLDER + file);
            named = with(named, file, text, problems);
        }
        if (!problems.isEmpty()) {
            throw new IllegalStateException("the shipped mappings are broken:\n" + problems.sorted());
        }
        return named;
    }

    /**
     * A stream with the names of one more file.
     *
     * @param file the file's name, for messages
     * @param problems gets everything that is wrong with it; what is returned means nothing then
     */
    public static EventStream with(EventStream stream, String file, String text, Problems problems) {
        return YamlDocuments.readMap(file, text, problems)
                .map(map -> new FieldMappings(stream, problems).read(MapReader.of(map, problems)))
                .map(mapping -> stream.with(List.of(), List.of(mapping)))
                .orElse(stream);
    }

    private FieldMapping read(MapReader top) {
        top.require("fields");
        String taxonomy = top.string("taxonomy").orElse(FieldMapping.SIGMA);
        List<LogSource> logSources = logSources(top, problems);
        Map<String, Target> fields = new LinkedHashMap<>();
        top.map("fields").ifPresent(reader -> {
            for (YamlMap.Entry entry : reader.map().entries()) {
                target(reader, entry).ifPresent(target -> {
                    check(entry.key(), target);
                    fields.put(entry.name(), target);
                });
            }
        });
        top.finish();
        return new FieldMapping(taxonomy, logSources, fields);
    }

    /** The log sources in a list of maps {@code logsource}, or in a single one; none if there is no such key. */
    public static List<LogSource> logSources(MapReader reader, Problems problems) {
        boolean isList = reader.map()
                .get("logsource")
                .filter(value -> !(value instanceof YamlMap))
                .isPresent();
        List<MapReader> written = isList
                ? reader.maps("logsource")
                : reader.map("logsource").map(List::of).orElse(List.of());
        List<LogSource> sources = new ArrayList<>();
        for (MapReader each : written) {
            LogSource source = new LogSource(
                    each.string("product").orElse(null),
                    each.string("category").orElse(null),
                    each.string("service").orElse(null));
            if (source.product() == null && source.category() == null && source.service() == null) {
                each.problem("the log source names neither product nor category nor service; one is needed");
            } else if (LogSource.OWN_PRODUCT.equals(source.product())) {
                each.problem("product", "is tocsin, which stands for Tocsin's own events");
            } else {
                sources.add(source);
            }
        }
        return sources;
    }

    private Optional<Target> target(MapReader reader, YamlMap.Entry entry) {
        if (!(entry.value() instanceof YamlMap)) {
            return reader.string(entry.name()).map(Target::new);
        }
        return reader.map(entry.name()).flatMap(each -> {
            each.require("field", "values");
            Map<String, String> values = each.map("values").map(this::values).orElse(Map.of());
            return each.string("field").map(field -> new Target(field, values));
        });
    }

    /** By the event's value what rules call it; the file has it the other way round, as all its names are. */
    private Map<String, String> values(MapReader reader) {
        Map<String, String> values = new LinkedHashMap<>();
        for (YamlMap.Entry entry : reader.map().entries()) {
            reader.string(entry.name()).ifPresent(value -> {
                if (values.putIfAbsent(value, entry.name()) != null) {
                    reader.problem(entry.name(), "is " + value + ", which is called " + values.get(value) + " already");
                }
            });
        }
        if (values.isEmpty()) {
            reader.problem("no value is named; write `name: field` where rules call the values as they are");
        }
        return values;
    }

    private void check(YamlScalar at, Target target) {
        String name = at.text();
        stream.target(name).filter(other -> !other.equals(target)).ifPresent(other -> {
            problems.add(
                    at, "`" + name + "` stands for `" + other.field() + "` in another mapping of " + stream.label());
        });
        if (stream.hasAnyField()) {
            return;
        }
        if (stream.fields().contains(name)) {
            problems.add(at, "`" + name + "` is what the " + stream.label() + " events themselves call a field");
        }
        if (!stream.fields().contains(target.field())) {
            problems.add(
                    at,
                    "`" + name + "` stands for `" + target.field() + "`, which is no field of " + stream.label()
                            + " events" + Names.hint(target.field(), "fields", stream.fields()));
            return;
        }
        FieldKind kind = FieldKind.of(target.field(), List.of(stream));
        List<String> choices = kind == FieldKind.BOOLEAN
                ? List.of("true", "false")
                : FieldKind.choices(target.field(), List.of(stream));
        for (String value : target.values().keySet()) {
            if (!choices.isEmpty() && !choices.contains(value)) {
                problems.add(at, "`" + target.field() + "` is never " + value + Names.hint(value, "values", choices));
            }
        }
    }
}
