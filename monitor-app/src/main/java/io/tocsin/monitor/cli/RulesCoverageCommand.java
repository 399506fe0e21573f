package io.tocsin.monitor.cli;

import io.tocsin.monitor.wire.JsonLine;
import io.tocsin.rules.sigma.AttackTag;
import io.tocsin.rules.sigma.RuleInfo;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin rules coverage}. */
@Command(
        name = "coverage",
        description = {
            "Shows what techniques of MITRE's ATT&CK the rules that alert are tagged with. On a pipe and with",
            "--output it is a layer for the ATT&CK Navigator (format 4.5), with the number of rules as the score."
        },
        footer = {
            "%nExamples:",
            "  tocsin rules coverage",
            "  tocsin rules coverage --rules shipped --rules ./my-rules --output layer.json"
        })
final class RulesCoverageCommand implements Callable<Integer> {
    @Mixin
    private final RuleOptions rules = new RuleOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(names = "--output", paramLabel = "FILE", description = "Write the layer to this file.")
    private @Nullable Path file;

    private final Context context;

    RulesCoverageCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException {
        RuleSet compiled = rules.compile(context);
        // A detection that alerts per key of several topics is several correlations, and one rule.
        Map<String, RuleInfo> byId = new LinkedHashMap<>();
        compiled.correlations().forEach(rule -> byId.putIfAbsent(rule.info().id(), rule.info()));
        List<RuleInfo> alerting = List.copyOf(byId.values());
        Map<String, List<RuleInfo>> byTechnique = byTechnique(alerting);
        Terminal terminal = context.terminal();
        if (file != null) {
            Files.writeString(context.folder().resolve(file), layer(byTechnique, compiled.hash()) + "\n");
        } else if (output.isJson(terminal)) {
            terminal.json(layer(byTechnique, compiled.hash()));
        }
        if (terminal.outIsTerminal() && !output.isJson(terminal)) {
            print(byTechnique, alerting);
        }
        List<String> untagged = alerting.stream()
                .filter(rule -> rule.tags().stream()
                        .allMatch(tag -> AttackTag.technique(tag).isEmpty()))
                .map(RuleInfo::name)
                .toList();
        if (!untagged.isEmpty()) {
            terminal.say("without a technique: " + String.join(", ", untagged));
        }
        terminal.say(RuleText.many(byTechnique.size(), "technique") + "; of the rules that alert "
                + (alerting.size() - untagged.size()) + " of " + alerting.size() + " name some");
        return ExitCode.DONE;
    }

    private static Map<String, List<RuleInfo>> byTechnique(List<RuleInfo> rules) {
        Map<String, List<RuleInfo>> found = new TreeMap<>();
        for (RuleInfo rule : rules) {
            rule.tags().stream()
                    .flatMap(tag -> AttackTag.technique(tag).stream())
                    .distinct()
                    .forEach(technique -> found.computeIfAbsent(technique, added -> new ArrayList<>())
                            .add(rule));
        }
        return found;
    }

    /**
     * The layer. Tags don't say which tactic a technique belongs to, and Navigator shows nothing for one that doesn't: so a
     * technique is coloured under each of its tactics, and those that its rules are tagged with stand among its metadata.
     */
    private static JsonLine layer(Map<String, List<RuleInfo>> byTechnique, String hash) {
        List<JsonLine> techniques = byTechnique.entrySet().stream()
                .map(each -> technique(each.getKey(), each.getValue()))
                .toList();
        long most = byTechnique.values().stream().mapToLong(List::size).max().orElse(1);
        return new JsonLine()
                .put("name", "Tocsin")
                .put("versions", new JsonLine().put("layer", "4.5"))
                .put("domain", "enterprise-attack")
                .put(
                        "description",
                        "What the rules of the set " + hash + " alert of. The score is the number of rules.")
                .put("techniques", techniques)
                .put(
                        "gradient",
                        new JsonLine()
                                .put("colors", List.of("#d6e6f4", "#1a5a96"))
                                .put("minValue", 0)
                                .put("maxValue", most));
    }

    private static JsonLine technique(String id, List<RuleInfo> rules) {
        List<JsonLine> metadata = new ArrayList<>();
        tactics(rules).forEach(tactic -> metadata.add(metadata("tactic", tactic)));
        rules.forEach(rule -> metadata.add(metadata("rule", rule.name())));
        return new JsonLine()
                .put("techniqueID", id)
                .put("score", rules.size())
                .put("comment", rules.stream().map(RuleInfo::title).collect(Collectors.joining("\n")))
                .put("enabled", true)
                .put("metadata", metadata);
    }

    private static JsonLine metadata(String name, String value) {
        return new JsonLine().put("name", name).put("value", value);
    }

    private static List<String> tactics(List<RuleInfo> rules) {
        return AttackTag.TACTICS.stream()
                .filter(tactic -> rules.stream()
                        .flatMap(rule -> rule.tags().stream())
                        .flatMap(tag -> AttackTag.tactic(tag).stream())
                        .anyMatch(tactic::equals))
                .toList();
    }

    private void print(Map<String, List<RuleInfo>> byTechnique, List<RuleInfo> alerting) {
        Terminal terminal = context.terminal();
        Table techniques = new Table("TECHNIQUE", "RULES", "TACTICS OF THE RULES", "WHICH");
        byTechnique.forEach((technique, its) -> techniques.add(
                technique,
                Integer.toString(its.size()),
                String.join(", ", tactics(its)),
                Terminal.printable(its.stream().map(RuleInfo::name).collect(Collectors.joining(", ")))));
        techniques.lines().forEach(terminal.out()::println);
        Table tactics = new Table("TACTIC", "RULES");
        for (String tactic : AttackTag.TACTICS) {
            long count = alerting.stream()
                    .filter(rule -> tactics(List.of(rule)).contains(tactic))
                    .count();
            if (count > 0) {
                tactics.add(tactic, Long.toString(count));
            }
        }
        terminal.out().println();
        tactics.lines().forEach(terminal.out()::println);
    }
}
