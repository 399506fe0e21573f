package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.RuleFiles;
import io.tocsin.monitor.ruletest.JunitReport;
import io.tocsin.monitor.ruletest.RuleTest;
import io.tocsin.monitor.ruletest.RuleTestReader;
import io.tocsin.monitor.ruletest.RuleTestResult;
import io.tocsin.monitor.ruletest.RuleTestRunner;
import io.tocsin.monitor.wire.JsonLine;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin rules test}. */
@Command(
        name = "test",
        description = {
            "Runs the tests that stand beside the rules in files NAME.test.yml, through the engine of a scan.",
            "docs/rules.md says how they are written."
        },
        footer = {
            "%nExamples:",
            "  tocsin rules test",
            "  tocsin rules test --rules ./my-rules",
            "  tocsin rules test --rules shipped --rules ./my-rules --junit report.xml"
        })
final class RulesTestCommand implements Callable<Integer> {
    @Mixin
    private final RuleOptions rules = new RuleOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(
            names = "--junit",
            paramLabel = "FILE",
            description = "Write the results to this file, too, as JUnit's XML, which CI systems show.")
    private @Nullable Path junit;

    private final Context context;

    RulesTestCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException {
        RuleFiles files = rules.files(context);
        RuleSet compiled = rules.compile(context);
        List<RuleTest> tests = RuleTestReader.read(files.tests(), compiled, files::readBeside);
        if (tests.isEmpty()) {
            throw CliException.usage("there are no tests in " + String.join(", ", rules.places(context))
                    + "; they stand beside the rules in files NAME.test.yml");
        }
        RuleTestRunner runner = new RuleTestRunner(compiled);
        List<RuleTestResult> results = tests.stream().map(runner::run).toList();
        results.forEach(this::print);
        if (junit != null) {
            Files.writeString(context.folder().resolve(junit), JunitReport.of(results));
        }
        sayUntested(compiled, tests);
        long failed = results.stream().filter(each -> !each.passed()).count();
        context.terminal()
                .say(results.size() + " tests, " + (results.size() - failed) + " passed, " + failed
                        + " failed; rule set " + compiled.hash().substring(0, 12));
        return failed == 0 ? ExitCode.DONE : ExitCode.FOUND_WRONG;
    }

    private void print(RuleTestResult result) {
        Terminal terminal = context.terminal();
        RuleTest test = result.test();
        if (output.isJson(terminal)) {
            terminal.json(new JsonLine()
                    .put("file", test.file())
                    .put("line", test.line())
                    .put("test", test.name())
                    .put("rules", test.rules())
                    .put("passed", result.passed())
                    .put("failures", result.failures()));
            return;
        }
        String state = result.passed()
                ? terminal.styled(Terminal.Style.GREEN, "pass")
                : terminal.styled(Terminal.Style.RED, "FAIL");
        terminal.out().println(state + "  " + test.file() + ":" + test.line() + ": " + Terminal.printable(test.name()));
        result.failures().forEach(each -> terminal.out().println("        " + Terminal.printable(each)));
    }

    /** A rule that alerts and that no test speaks of may do anything. */
    private void sayUntested(RuleSet compiled, List<RuleTest> tests) {
        List<String> untested = compiled.correlations().stream()
                .map(each -> each.info())
                .filter(info -> tests.stream().noneMatch(test -> test.rules().contains(info.id())))
                .map(info -> info.name())
                .toList();
        if (!untested.isEmpty()) {
            context.terminal().say("without a test: " + String.join(", ", untested));
        }
    }
}
