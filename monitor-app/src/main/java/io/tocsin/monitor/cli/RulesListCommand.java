package io.tocsin.monitor.cli;

import io.tocsin.monitor.config.Durations;
import io.tocsin.monitor.wire.JsonLine;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.DetectionRule;
import io.tocsin.rules.sigma.RuleInfo;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tocsin rules list}. */
@Command(
        name = "list",
        description = "Reads the rules as 'run' would, and shows what they count; names everything wrong with them.",
        footer = {"%nExamples:", "  tocsin rules list", "  tocsin rules list --rules shipped --rules ./my-rules"})
final class RulesListCommand implements Callable<Integer> {
    @Mixin
    private final RuleOptions rules = new RuleOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    private final Context context;

    RulesListCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException {
        RuleSet compiled = rules.compile(context);
        Terminal terminal = context.terminal();
        if (output.isJson(terminal)) {
            compiled.correlations().forEach(rule -> terminal.json(json(rule)));
        } else {
            Table table = new Table("NAME", "LEVEL", "COUNTS", "IN", "PER", "THEN", "FILE");
            compiled.correlations().forEach(rule -> add(table, rule));
            table.lines().forEach(terminal.out()::println);
        }
        terminal.say(compiled.correlations().size() + " rules over "
                + compiled.detections().size() + " detections, rule set " + compiled.hash());
        return ExitCode.DONE;
    }

    private static void add(Table table, CorrelationRule rule) {
        table.add(
                rule.info().name(),
                rule.info().level().label(),
                RuleText.counts(rule),
                Durations.format(Duration.ofMillis(rule.timespanMs())),
                rule.groupBy().isEmpty() ? "tenant" : String.join(", ", rule.groupBy()),
                String.join(", ", responses(rule)),
                rule.info().file() + ":" + rule.info().line());
    }

    /** The names of what leaves events out, of those included that rules below it count. */
    private static Stream<String> filters(CorrelationRule rule) {
        return Stream.concat(
                rule.rules().stream().flatMap(each -> each.filters().stream()).map(RuleInfo::name),
                rule.inners().stream().flatMap(each -> filters(each.rule())));
    }

    private static List<String> responses(CorrelationRule rule) {
        return rule.responses().stream().map(Alert.Response::label).toList();
    }

    private static JsonLine json(CorrelationRule rule) {
        return new JsonLine()
                .put("id", rule.info().id())
                .put("name", rule.info().name())
                .put("title", rule.info().title())
                .put("level", rule.info().level().label())
                .put("type", rule.type().label())
                .put(
                        "rules",
                        Stream.concat(
                                        rule.rules().stream().map(DetectionRule::info),
                                        rule.inners().stream()
                                                .map(each -> each.rule().info()))
                                .map(RuleInfo::name)
                                .toList())
                .put("tenants", rule.info().tenants().stream().sorted().toList())
                .put("filters", filters(rule).distinct().toList())
                .put("threshold", rule.threshold())
                .put("timespan_ms", rule.timespanMs())
                .put("group_by", rule.groupBy())
                .put("base_score", rule.baseScore())
                .put("respond", responses(rule))
                .put("file", rule.info().file())
                .put("line", rule.info().line());
    }
}
