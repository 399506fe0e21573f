package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.ValueListTopic;
import io.tocsin.rules.sigma.ValueListsBuilder;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tocsin values list}. */
@Command(
        name = "list",
        description = {
            "Shows the lists and how many values each has, or the values of one list.",
            "As JSON: the records, which tell who put each value there and why."
        },
        footer = {
            "%nExamples:",
            "  tocsin values list",
            "  tocsin values list office --json",
            "  tocsin values list office --lines > lists/office.txt"
        })
final class ValuesListCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "LIST", description = "This list only.")
    private @Nullable String list;

    @Option(
            names = "--lines",
            description = "Write the values of the list one a line, wherever the output goes: a file for --values.")
    private boolean isLines;

    private final Context context;

    ValuesListCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException {
        if (isLines && list == null) {
            throw CliException.usage("--lines needs the name of a list");
        }
        try (Session session = Session.read(context, config.read(context))) {
            ValueDesk desk = ValueDesk.open(session);
            if (list != null && !desk.hasList(list)) {
                throw CliException.foundWrong("there is no list " + Terminal.printable(list) + desk.known());
            }
            Terminal terminal = context.terminal();
            List<ValueListTopic.Entry> wanted = desk.entries().stream()
                    .filter(entry -> list == null || entry.list().equals(list))
                    .toList();
            if (output.isJson(terminal) && !isLines) {
                wanted.forEach(entry -> terminal.json(Objects.requireNonNull(entry.json())));
            } else if (list == null) {
                table(wanted);
            } else {
                wanted.stream()
                        .filter(entry -> entry.value() != null)
                        .map(entry -> Objects.requireNonNull(entry.value()))
                        .sorted()
                        .forEach(this::print);
            }
            return ExitCode.DONE;
        }
    }

    private void print(String value) {
        if (isLines && !ValueListsBuilder.isOneLine(value)) {
            throw CliException.foundWrong("the value '" + Terminal.printable(value)
                    + "' can't stand in such a file: a YAML file can hold it, in quotation marks");
        }
        context.terminal().out().println(isLines ? value : Terminal.printable(value));
    }

    private void table(List<ValueListTopic.Entry> entries) {
        SortedMap<String, Integer> sizes = new TreeMap<>();
        entries.forEach(entry -> sizes.merge(entry.list(), entry.value() == null ? 0 : 1, Integer::sum));
        if (sizes.isEmpty()) {
            context.terminal().say("There are no lists on the topic.");
            return;
        }
        Table table = new Table("LIST", "VALUES");
        sizes.forEach((name, size) -> table.add(Terminal.printable(name), Integer.toString(size)));
        table.lines().forEach(context.terminal().out()::println);
    }
}
