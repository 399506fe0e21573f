package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.TopicReader;
import io.tocsin.monitor.wire.AccountCommandCodec;
import io.tocsin.monitor.wire.AccountStateCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin accounts list}. */
@Command(
        name = "list",
        description = {
            "Shows the accounts that Tocsin has touched, and the requests that were refused, with the reason.",
            "As JSON: the account states as on the topic accounts, then the refusals as on account-commands."
        },
        footer = {"%nExamples:", "  tocsin accounts list", "  tocsin accounts list --account alice --json"})
final class AccountsListCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(names = "--account", paramLabel = "ACCOUNT", description = "This account only, verbatim.")
    private @Nullable String account;

    private final Context context;

    AccountsListCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException {
        try (Session session = Session.read(context, config.read(context))) {
            List<AccountState> states = states(session);
            List<AccountCommand> refusals = refusals(session);
            if (output.isJson(context.terminal())) {
                states.forEach(state -> context.terminal().json(AccountStateCodec.encode(state)));
                refusals.forEach(refusal -> context.terminal().json(AccountCommandCodec.encode(refusal)));
            } else {
                show(states, refusals);
            }
            return ExitCode.DONE;
        }
    }

    private List<AccountState> states(Session session) {
        Map<List<String>, AccountState> newest = new LinkedHashMap<>();
        read(session, session.topics().accounts(), bytes -> {
            AccountState state = AccountStateCodec.decode(bytes);
            newest.put(List.of(state.tenant(), state.account()), state);
        });
        return newest.values().stream()
                .filter(state -> isWanted(state.account()))
                .toList();
    }

    private List<AccountCommand> refusals(Session session) {
        List<AccountCommand> refusals = new ArrayList<>();
        read(session, session.topics().accountCommands(), bytes -> {
            AccountCommand command = AccountCommandCodec.decode(bytes);
            if (command.action() == AccountCommand.Action.NONE
                    && isWanted(command.request().account())) {
                refusals.add(command);
            }
        });
        return refusals;
    }

    /** Takes one record's value. */
    private interface Taker {
        void take(byte[] value) throws MalformedRecordException;
    }

    private void read(Session session, String topic, Taker taker) {
        try (TopicReader reader = new TopicReader(session.clientProperties(), topic)) {
            reader.readToEnd(record -> {
                try {
                    if (record.value() != null) {
                        taker.take(record.value());
                    }
                } catch (MalformedRecordException e) {
                    context.terminal().say("Offset " + record.offset() + " of " + topic + ": " + e.getMessage());
                }
                return true;
            });
        }
    }

    private boolean isWanted(String name) {
        return account == null || account.equals(name);
    }

    private void show(List<AccountState> states, List<AccountCommand> refusals) {
        Terminal terminal = context.terminal();
        if (states.isEmpty() && refusals.isEmpty()) {
            terminal.say(account == null ? "No account was ever locked." : "Nothing is known of this account.");
            return;
        }
        if (!states.isEmpty()) {
            Table table = new Table("ACCOUNT", "STATE", "MEANING", "UNTIL", "REASON");
            states.forEach(state -> table.add(
                    Terminal.printable(state.account()),
                    state.status().name(),
                    state.status().meaning(),
                    state.status().isLocked() ? AlertText.time(state.lock().untilMs()) : "-",
                    Terminal.printable(state.command().request().reason())));
            table.lines().forEach(terminal.out()::println);
        }
        if (!refusals.isEmpty()) {
            terminal.out().println();
            terminal.out().println("Refused, nothing was done:");
            Table table = new Table("ACCOUNT", "WHY", "ASKED BY", "AT", "REASON");
            refusals.forEach(refusal -> table.add(
                    Terminal.printable(refusal.request().account()),
                    refusal.code().name(),
                    Terminal.printable(refusal.request().requestedBy()),
                    AlertText.time(refusal.decidedAtMs()),
                    Terminal.printable(refusal.request().reason())));
            table.lines().forEach(terminal.out()::println);
        }
    }
}
