package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.RecordSender;
import io.tocsin.monitor.config.TextFile;
import io.tocsin.monitor.wire.ValueListRecord;
import io.tocsin.rules.sigma.ValueListsBuilder;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tocsin values put}. */
@Command(
        name = "put",
        description = {
            "Puts values on a list, which is made if it isn't there; without values, makes an empty list.",
            "Running processes go on with the lists of their start."
        },
        footer = {
            "%nExamples:",
            "  tocsin values put office 192.0.2.0/24 2001:db8::/32 --reason \"new office, ticket 4711\"",
            "  tocsin values put bots --file bots.txt --reason \"crawlers that we know\""
        })
final class ValuesPutCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final OperatorOptions operator = new OperatorOptions();

    @Parameters(index = "0", paramLabel = "LIST", description = "The name that rules write as %%name%%.")
    private String list = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "VALUE", description = "Values, verbatim.")
    private List<String> values = List.of();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "The values of this file, too: one a line, # comments.")
    private @Nullable Path file;

    private final Context context;

    ValuesPutCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException, InterruptedException {
        OperatorOptions.Operator who = operator.read(context);
        Set<String> wanted = new TreeSet<>(values);
        wanted.addAll(ofFile());
        try (Session session = Session.write(context, config.read(context))) {
            ValueDesk desk = ValueDesk.open(session);
            SortedSet<String> before = desk.values(list);
            List<String> added =
                    wanted.stream().filter(value -> !before.contains(value)).toList();
            desk.requireFit(list, added);
            try (RecordSender sender = new RecordSender(session.clientProperties())) {
                if (!desk.hasList(list)) {
                    send(sender, session, new ValueListRecord(list, null, who.principal(), who.reason(), false));
                }
                for (String value : added) {
                    send(sender, session, new ValueListRecord(list, value, who.principal(), who.reason(), false));
                }
            }
            context.terminal()
                    .say(Terminal.printable(list) + " has " + ValueDesk.count(before.size() + added.size()) + ", "
                            + added.size() + " of them new. " + ValueDesk.FROM_NEXT_START);
        }
        return ExitCode.DONE;
    }

    private Set<String> ofFile() throws IOException, InvalidDocumentException {
        if (file == null) {
            return Set.of();
        }
        Problems problems = new Problems();
        ValueListsBuilder read = new ValueListsBuilder(problems);
        read.readLines(list, file.toString(), TextFile.read(context.folder().resolve(file)));
        problems.throwIfAny();
        return Set.copyOf(read.build().byName().getOrDefault(list, List.of()));
    }

    private static void send(RecordSender sender, Session session, ValueListRecord record) throws InterruptedException {
        sender.send(session.topics().valueLists(), record.key(), record.encode());
    }
}
