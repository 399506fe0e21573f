package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.RuleFiles;
import io.tocsin.monitor.config.TextFile;
import io.tocsin.monitor.ruletest.WrittenEvent;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.explain.RuleExplainer;
import io.tocsin.rules.explain.RuleExplanation;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.DetectionRule;
import io.tocsin.rules.sigma.RuleInfo;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.Names;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tocsin rules explain}. */
@Command(
        name = "explain",
        description = {
            "Shows why a rule matches an event, or doesn't: every selection, field and value of its condition,",
            "and what a correlation would count of it."
        },
        footer = {
            "%nExamples:",
            "  tocsin rules explain failed_login '{\"userId\": \"alice\", \"success\": false}'",
            "  tocsin rules explain --rules ./my-rules order_deleted event.json",
            "  tocsin rules explain --config tocsin.yml discovery '{\"Computer\": \"ws-1\", \"CommandLine\": \"whoami\"}'",
            "  tail -1 events.ndjson | tocsin rules explain ./my-rules/deleted_orders.yml -"
        })
final class RulesExplainCommand implements Callable<Integer> {
    private static final String STDIN = "-";

    /** More than any event has. */
    private static final int MAX_EVENT_BYTES = 1 << 20;

    @Mixin
    private final RuleOptions rules = new RuleOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(
            index = "0",
            paramLabel = "RULE",
            description = "The rule's name or id, or a file: every rule that stands in it.")
    private String rule = "";

    @Parameters(
            index = "1",
            paramLabel = "EVENT",
            description = "The event: a file, '-' for standard input, or the JSON itself.")
    private String event = "";

    @Option(
            names = "--stream",
            paramLabel = "NAME",
            description = {
                "The configured source (sources: in the configuration) that the event is of; needed only where the",
                "rules look at several."
            })
    private @Nullable String stream;

    private final Context context;

    RulesExplainCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException {
        boolean isFile = Files.isRegularFile(context.folder().resolve(rule));
        RuleSet compiled = new RuleFiles(context.folder(), places(isFile))
                .compile(rules.config(context).sources().logSources(), rules.lists(context));
        Meant meant = meant(compiled, isFile ? info -> isSame(info.file(), rule) : this::isMeant);
        WrittenEvent written = readEvent(stream(meant));
        if (!written.unknown().isEmpty()) {
            context.terminal()
                    .say("no " + written.event().stream().label() + " event has these fields, and no rule sees them: "
                            + Terminal.printable(String.join(", ", written.unknown())));
        }
        ExplanationText text = new ExplanationText(context);
        for (RuleExplanation each : meant.explained(
                new RuleExplainer(compiled, rules.config(context).ingest().taken(written.event())))) {
            if (output.isJson(context.terminal())) {
                context.terminal().json(ExplanationJson.of(each));
            } else {
                text.print(each);
            }
        }
        return ExitCode.DONE;
    }

    /** A file is read by itself, unless it is among rules that are named beside it, which it may refer to. */
    private List<String> places(boolean isFile) throws IOException, InvalidDocumentException {
        List<String> places = new ArrayList<>();
        if (!isFile || rules.isGiven()) {
            places.addAll(rules.places(context));
        }
        if (isFile
                && new RuleFiles(context.folder(), places)
                        .rules().stream().noneMatch(each -> isSame(each.name(), rule))) {
            places.add(rule);
        }
        return places;
    }

    private static boolean isSame(String file, String other) {
        return Path.of(file).normalize().equals(Path.of(other).normalize());
    }

    private boolean isMeant(RuleInfo info) {
        return info.name().equals(rule) || info.id().equals(rule.toLowerCase(Locale.ROOT));
    }

    /**
     * The rules that are asked about.
     *
     * @param detections those that none of the correlations looks at and shows
     */
    private record Meant(List<DetectionRule> detections, List<CorrelationRule> correlations) {
        List<RuleExplanation> explained(RuleExplainer explainer) {
            return Stream.concat(
                            detections.stream().map(explainer::explain),
                            correlations.stream().map(explainer::explain))
                    .toList();
        }

        /** The streams whose events they look at, by their labels. */
        Map<String, EventStream> streams() {
            Map<String, EventStream> streams = new TreeMap<>();
            Stream.concat(detections.stream(), correlations.stream().flatMap(Meant::lookedAt))
                    .flatMap(detection -> detection.streams().stream())
                    .forEach(each -> streams.put(each.label(), each));
            return streams;
        }

        private static Stream<DetectionRule> lookedAt(CorrelationRule rule) {
            return Stream.concat(
                    rule.rules().stream(), rule.inners().stream().flatMap(inner -> lookedAt(inner.rule())));
        }
    }

    private Meant meant(RuleSet compiled, Predicate<RuleInfo> isMeant) {
        List<CorrelationRule> correlations = compiled.counting().stream()
                .filter(each -> isMeant.test(each.info()))
                .toList();
        List<DetectionRule> detections = compiled.detections().stream()
                .filter(each -> isMeant.test(each.info()))
                .filter(each -> correlations.stream().noneMatch(other -> shows(other, each)))
                .toList();
        if (correlations.isEmpty() && detections.isEmpty()) {
            throw CliException.usage("no rule has the name or id " + rule + suggestion(compiled));
        }
        return new Meant(detections, correlations);
    }

    /**
     * The configured stream that the event is of: the one that is named, else the only one that the rules look at; {@code
     * null} where they look at Tocsin's own events, too, which tell their kind.
     */
    private @Nullable EventStream stream(Meant meant) throws IOException, InvalidDocumentException {
        Map<String, EventStream> streams = meant.streams();
        boolean isFurther = !streams.isEmpty() && streams.values().stream().allMatch(EventStream::hasAnyField);
        String label = stream;
        if (label == null && isFurther && streams.size() > 1) {
            throw CliException.usage(
                    "the event may be of " + String.join(", ", streams.keySet()) + "; --stream NAME says of which");
        }
        if (label == null && isFurther) {
            label = streams.keySet().iterator().next();
        }
        return label == null
                ? null
                : JsonOptions.configured(rules.config(context).sources(), label).stream();
    }

    private static boolean shows(CorrelationRule correlation, DetectionRule detection) {
        return correlation.rules().stream()
                .anyMatch(each -> each.info().id().equals(detection.info().id()));
    }

    private String suggestion(RuleSet compiled) {
        List<String> names = Stream.concat(
                        compiled.counting().stream().map(CorrelationRule::info),
                        compiled.detections().stream().map(DetectionRule::info))
                .map(RuleInfo::name)
                .distinct()
                .toList();
        Optional<String> nearest = Names.nearest(rule, names);
        return nearest.map(name -> "; did you mean " + name + "?")
                .orElse("; 'tocsin rules list' shows those that there are");
    }

    private WrittenEvent readEvent(@Nullable EventStream of) throws IOException, InvalidDocumentException {
        if (event.stripLeading().startsWith("{")) {
            return WrittenEvent.read("event", event, of);
        }
        if (!event.equals(STDIN)) {
            return WrittenEvent.read(event, TextFile.read(context.folder().resolve(event)), of);
        }
        byte[] bytes = context.input().stream().readNBytes(MAX_EVENT_BYTES + 1);
        if (bytes.length > MAX_EVENT_BYTES) {
            throw CliException.usage(
                    "standard input has more than " + MAX_EVENT_BYTES + " bytes; one event is expected");
        }
        return WrittenEvent.read("stdin", new String(bytes, StandardCharsets.UTF_8), of);
    }
}
