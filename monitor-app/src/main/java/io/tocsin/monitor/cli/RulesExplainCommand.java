package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.RuleFiles;
import io.tocsin.monitor.config.TextFile;
import io.tocsin.monitor.ruletest.WrittenEvent;
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
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    private final Context context;

    RulesExplainCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException {
        boolean isFile = Files.isRegularFile(context.folder().resolve(rule));
        RuleSet compiled = new RuleFiles(context.folder(), places(isFile))
                .compile(rules.config(context).sources().logSources(), rules.lists(context));
        WrittenEvent written = readEvent();
        if (!written.unknown().isEmpty()) {
            context.terminal()
                    .say("no " + written.event().stream().label() + " event has these fields, and no rule sees them: "
                            + Terminal.printable(String.join(", ", written.unknown())));
        }
        List<RuleExplanation> found = explain(
                compiled,
                new RuleExplainer(compiled, written.event()),
                isFile ? info -> isSame(info.file(), rule) : this::isMeant);
        if (found.isEmpty()) {
            throw CliException.usage("no rule has the name or id " + rule + suggestion(compiled));
        }
        ExplanationText text = new ExplanationText(context);
        for (RuleExplanation each : found) {
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

    /** Correlations show the detections that they look at; so a detection stands for itself only where none of them does. */
    private static List<RuleExplanation> explain(
            RuleSet compiled, RuleExplainer explainer, Predicate<RuleInfo> isMeant) {
        List<CorrelationRule> correlations = compiled.counting().stream()
                .filter(each -> isMeant.test(each.info()))
                .toList();
        List<DetectionRule> detections = compiled.detections().stream()
                .filter(each -> isMeant.test(each.info()))
                .filter(each -> correlations.stream().noneMatch(other -> shows(other, each)))
                .toList();
        return Stream.concat(
                        detections.stream().map(explainer::explain),
                        correlations.stream().map(explainer::explain))
                .toList();
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

    private WrittenEvent readEvent() throws IOException, InvalidDocumentException {
        if (event.stripLeading().startsWith("{")) {
            return WrittenEvent.read("event", event);
        }
        if (!event.equals(STDIN)) {
            return WrittenEvent.read(event, TextFile.read(context.folder().resolve(event)));
        }
        byte[] bytes = context.input().stream().readNBytes(MAX_EVENT_BYTES + 1);
        if (bytes.length > MAX_EVENT_BYTES) {
            throw CliException.usage(
                    "standard input has more than " + MAX_EVENT_BYTES + " bytes; one event is expected");
        }
        return WrittenEvent.read("stdin", new String(bytes, StandardCharsets.UTF_8));
    }
}
