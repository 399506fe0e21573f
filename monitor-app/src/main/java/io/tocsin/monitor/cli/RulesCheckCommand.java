package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.RuleFiles;
import io.tocsin.monitor.wire.JsonLine;
import io.tocsin.rules.lint.LintReport;
import io.tocsin.rules.lint.RuleLint;
import io.tocsin.rules.sigma.LogSources;
import io.tocsin.rules.sigma.RuleFile;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tocsin rules check}. */
@Command(
        name = "check",
        description = {
            "Says everything that is wrong or odd with rules at once, by file and line.",
            "For a problem 'run' refuses the rules; a warning is of what never matches, changes nothing or is outdated."
        },
        footer = {
            "%nExamples:",
            "  tocsin rules check ./my-rules",
            "  tocsin rules check --rules shipped --strict ./my-rules/deleted_orders.yml",
            "  tocsin rules check --any-source ./sigma/rules"
        })
final class RulesCheckCommand implements Callable<Integer> {
    @Mixin
    private final RuleOptions rules = new RuleOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(names = "--any-source", description = "Take rules of any log source, be there events of it or not.")
    private boolean isAnySource;

    @Option(names = "--strict", description = "Take warnings for problems: end with 1 if there are any.")
    private boolean isStrict;

    @Parameters(
            paramLabel = "DIR|FILE",
            arity = "0..*",
            description = "What to check, together with what --rules names; without either, the configured rules.")
    private List<String> places = List.of();

    private final Context context;

    RulesCheckCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException {
        LintReport report = RuleLint.check(
                files(),
                isAnySource ? LogSources.ANY : rules.config(context).sources().logSources(),
                rules.lists(context));
        report.problems().forEach(each -> print("problem", each));
        report.warnings().forEach(each -> print("warning", each));
        context.terminal()
                .say(String.join(
                        ", ",
                        RuleText.many(report.rules(), "rule"),
                        RuleText.many(report.problems().size(), "problem"),
                        RuleText.many(report.warnings().size(), "warning")));
        boolean isWrong =
                !report.problems().isEmpty() || (isStrict && !report.warnings().isEmpty());
        return isWrong ? ExitCode.FOUND_WRONG : ExitCode.DONE;
    }

    /** A file that is named twice, by its folder and by itself, is one. */
    private List<RuleFile> files() throws IOException, InvalidDocumentException {
        List<String> all = new ArrayList<>(places);
        if (places.isEmpty() || rules.isGiven()) {
            all.addAll(rules.places(context));
        }
        Map<String, RuleFile> files = new LinkedHashMap<>();
        for (RuleFile file : new RuleFiles(context.folder(), all).rules()) {
            files.putIfAbsent(context.folder().resolve(file.name()).normalize().toString(), file);
        }
        return List.copyOf(files.values());
    }

    private void print(String kind, Problem problem) {
        Terminal terminal = context.terminal();
        if (output.isJson(terminal)) {
            terminal.json(new JsonLine()
                    .put("file", problem.file())
                    .put("line", problem.line())
                    .put("kind", kind)
                    .put("message", problem.message()));
            return;
        }
        Terminal.Style style = kind.equals("problem") ? Terminal.Style.RED : Terminal.Style.YELLOW;
        terminal.out()
                .println(Terminal.printable(problem.file()) + ":" + problem.line() + ": " + terminal.styled(style, kind)
                        + ": " + Terminal.printable(problem.message()));
    }
}
