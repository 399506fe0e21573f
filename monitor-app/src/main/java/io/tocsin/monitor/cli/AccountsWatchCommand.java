package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.TopicReader;
import io.tocsin.monitor.wire.AccountStateCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin accounts watch}. */
@Command(
        name = "watch",
        description = {
            "Shows every change of an account's state as it comes, until Ctrl-C: a line each.",
            "As JSON: the account states as on the topic accounts."
        },
        footer = {
            "%nExamples:",
            "  tocsin accounts watch",
            "  tocsin accounts watch --account alice --json | jq -r .statusDetail"
        })
final class AccountsWatchCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(names = "--account", paramLabel = "ACCOUNT", description = "This account only, verbatim.")
    private @Nullable String account;

    private final Context context;

    AccountsWatchCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException {
        account = account == null ? null : config.account(context, account);
        StopSignal stop = context.stopSignal();
        try (Session session = Session.read(context, config.read(context));
                TopicReader reader = new TopicReader(
                                session.clientProperties(), session.topics().accounts())
                        .fromEnd()) {
            context.terminal().say("Watching accounts; Ctrl-C ends it.");
            reader.follow(stop::isAsked, record -> {
                show(record);
                // A reader that went away, such as head, has enough.
                return !stop.isAsked() && !context.terminal().out().checkError();
            });
            return ExitCode.DONE;
        } finally {
            stop.done();
        }
    }

    private void show(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        Terminal terminal = context.terminal();
        try {
            AccountState state = AccountStateCodec.decode(record.value());
            if (account != null && !account.equals(state.account())) {
                return;
            }
            if (output.isJson(terminal)) {
                terminal.json(record.value());
            } else {
                terminal.out().println(AccountText.line(state, record.timestamp()));
            }
        } catch (MalformedRecordException e) {
            terminal.say("Offset " + record.offset() + " of partition " + record.partition() + " is no account state: "
                    + e.getMessage());
        }
    }
}
