package io.tocsin.monitor.cli;

import io.tocsin.monitor.config.Sources;
import io.tocsin.monitor.config.TextFile;
import io.tocsin.monitor.wire.JsonStream;
import io.tocsin.monitor.wire.JsonTime;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.LogSource;
import io.tocsin.rules.sigma.DetectionRule;
import io.tocsin.rules.sigma.FieldMappings;
import io.tocsin.rules.sigma.LogSources;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code scan --format json} is told of events that no configuration describes. */
final class JsonOptions {
    /** The stream's label, which shows in messages only. */
    private static final String LABEL = "scanned-json";

    private static final String DEFAULT_TIME = "@timestamp";

    @Option(
            names = "--logsource",
            split = ",",
            paramLabel = "PART=NAME",
            description = {
                "For --format json: what the events are, such as product=windows,category=process_creation.",
                "Without it, every rule that isn't for Tocsin's own events looks at them."
            })
    private Map<String, String> logSource = Map.of();

    @Option(
            names = "--time",
            paramLabel = "FIELD",
            description = "For --format json: the field with an event's time. Default: @timestamp.")
    private @Nullable String time;

    @Option(
            names = "--time-pattern",
            paramLabel = "PATTERN",
            description =
                    "How the time is written there, such as 'yyyy-MM-dd HH:mm:ss.SSS'; else RFC 3339 or a number.")
    private @Nullable String pattern;

    @Option(
            names = "--key",
            paramLabel = "FIELD",
            description = "For --format json: the field by which a lone detection's alerts are kept apart.")
    private @Nullable String key;

    @Option(
            names = "--mapping",
            paramLabel = "FILE",
            description = "For --format json: what rules call the events' fields; may be given several times.")
    private List<String> mappings = List.of();

    private boolean isGiven() {
        return !logSource.isEmpty() || time != null || pattern != null || key != null || !mappings.isEmpty();
    }

    /** Refuses the options where they say nothing. */
    void requireNone(String why) {
        if (isGiven()) {
            throw CliException.usage("--logsource, --time, --time-pattern, --key and --mapping " + why);
        }
    }

    /**
     * The stream that the options describe.
     *
     * @param rules whose log sources are meant where none is named
     */
    JsonStream stream(Context context, RuleOptions rules, ZoneId zone) throws InvalidDocumentException, IOException {
        List<LogSource> sources =
                logSource.isEmpty() ? ofRules(rules.compile(context, LogSources.ANY)) : List.of(named());
        Problems problems = new Problems();
        EventStream stream = new EventStream(LABEL, sources, key, List.of());
        for (String file : mappings) {
            Path path = context.folder().resolve(file);
            stream = FieldMappings.with(stream, file, TextFile.read(path), problems);
        }
        problems.throwIfAny();
        return new JsonStream(stream, time(zone), null);
    }

    private static List<LogSource> ofRules(RuleSet rules) {
        List<LogSource> sources = rules.detections().stream()
                .filter(rule -> rule.streams().isEmpty())
                .map(DetectionRule::source)
                .distinct()
                .toList();
        if (sources.isEmpty()) {
            throw CliException.usage(
                    "no rule looks at other events than Tocsin's own; name rules for these with --rules, or say what"
                            + " the events are with --logsource");
        }
        return sources;
    }

    private LogSource named() {
        for (String part : logSource.keySet()) {
            if (!List.of("product", "category", "service").contains(part)) {
                throw CliException.usage("--logsource names '" + Terminal.printable(part)
                        + "'; there are product, category and service");
            }
        }
        return new LogSource(logSource.get("product"), logSource.get("category"), logSource.get("service"));
    }

    private JsonTime time(ZoneId zone) {
        String field = time == null ? DEFAULT_TIME : time;
        if (pattern == null) {
            return JsonTime.in(field);
        }
        try {
            return JsonTime.in(field, pattern, zone);
        } catch (IllegalArgumentException e) {
            throw CliException.usage("--time-pattern " + e.getMessage());
        }
    }

    /** The configured stream of a name. */
    static JsonStream configured(Sources sources, String name) {
        return sources.configured().stream()
                .filter(each -> each.stream().label().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> CliException.usage("--stream is '" + Terminal.printable(name) + "'; " + names(sources)));
    }

    /** Says which names there are. */
    static String names(Sources sources) {
        List<String> labels =
                sources.configured().stream().map(each -> each.stream().label()).toList();
        return "the configuration's `sources` name " + (labels.isEmpty() ? "none" : String.join(", ", labels));
    }
}
