package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.RecordSender;
import io.tocsin.monitor.app.ValueListTopic;
import io.tocsin.monitor.wire.ValueListRecord;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tocsin values remove}. */
@Command(
        name = "remove",
        description = {
            "Takes values off a list, which stays even if it is empty then; or, with --all, takes the list away.",
            "A rule that names a list that isn't there can't be loaded. Running processes go on with what they have."
        },
        footer = {
            "%nExamples:",
            "  tocsin values remove office 192.0.2.0/24 --reason \"moved out\"",
            "  tocsin values remove office --all --reason \"closed\"",
            "  tocsin values remove --unreadable --reason \"written by mistake\""
        })
final class ValuesRemoveCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final OperatorOptions operator = new OperatorOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "LIST", description = "The list.")
    private String list = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "VALUE", description = "Values, verbatim.")
    private Set<String> values = Set.of();

    @Option(names = "--all", description = "The list itself, with all of its values.")
    private boolean isAll;

    @Option(names = "--unreadable", description = "The records on the topic that are none of a value list.")
    private boolean isUnreadable;

    private final Context context;

    ValuesRemoveCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException, InterruptedException {
        OperatorOptions.Operator who = operator.read(context);
        if (isUnreadable) {
            return removeUnreadable(who);
        }
        if (list.isEmpty()) {
            throw CliException.usage("name a list, or write --unreadable");
        }
        if (isAll == !values.isEmpty()) {
            throw CliException.usage(isAll ? "--all and values exclude each other" : "name values, or write --all");
        }
        try (Session session = Session.write(context, config.read(context))) {
            ValueDesk desk = ValueDesk.open(session);
            SortedSet<String> before = desk.values(list);
            if (!desk.hasList(list)) {
                throw CliException.foundWrong("there is no list " + Terminal.printable(list) + desk.known());
            }
            values.stream().filter(value -> !before.contains(value)).findFirst().ifPresent(value -> {
                throw CliException.foundWrong(Terminal.printable(value) + " isn't on the list "
                        + Terminal.printable(list) + "; nothing was removed");
            });
            try (RecordSender sender = new RecordSender(session.clientProperties())) {
                // The values first: what is left if this is broken off is a list, not values of none.
                for (String value : isAll ? before : values) {
                    send(sender, session, new ValueListRecord(list, value, who.principal(), who.reason(), true));
                }
                if (isAll) {
                    send(sender, session, new ValueListRecord(list, null, who.principal(), who.reason(), true));
                }
            }
            context.terminal()
                    .say((isAll
                                    ? Terminal.printable(list) + " is removed. "
                                    : Terminal.printable(list) + " has "
                                            + ValueDesk.count(before.size() - values.size()) + " left. ")
                            + ValueDesk.FROM_NEXT_START);
        }
        return ExitCode.DONE;
    }

    private int removeUnreadable(OperatorOptions.Operator who)
            throws IOException, InvalidDocumentException, InterruptedException {
        if (isAll || !list.isEmpty()) {
            throw CliException.usage("--unreadable takes neither a list nor --all");
        }
        try (Session session = Session.write(context, config.read(context))) {
            String topic = session.topics().valueLists();
            List<byte[]> keys =
                    ValueListTopic.open(session.clientProperties(), topic).unreadableKeys();
            byte[] removal = new ValueListRecord("", null, who.principal(), who.reason(), true).encode();
            try (RecordSender sender = new RecordSender(session.clientProperties())) {
                for (byte[] key : keys) {
                    sender.send(topic, key, removal);
                }
            }
            context.terminal().say("Unreadable records removed: " + keys.size() + ".");
        }
        return ExitCode.DONE;
    }

    private static void send(RecordSender sender, Session session, ValueListRecord record) throws InterruptedException {
        sender.send(session.topics().valueLists(), record.key(), record.encode());
    }
}
