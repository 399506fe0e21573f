package io.tocsin.monitor.cli;

import io.tocsin.monitor.wire.AccountCommandCodec;
import io.tocsin.monitor.wire.AccountStateCodec;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
        account = account == null ? null : config.account(context, account);
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
        return AccountStates.read(session, context.terminal()).stream()
                .filter(state -> isWanted(state.account()))
                .toList();
    }

    private List<AccountCommand> refusals(Session session) {
        List<AccountCommand> refusals = new ArrayList<>();
        AccountStates.read(session, context.terminal(), session.topics().accountCommands(), record -> {
            AccountCommand command = AccountCommandCodec.decode(record.value());
            if (command.isRefusal() && isWanted(command.request().account())) {
                refusals.add(command);
            }
        });
        return refusals;
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
            AccountText.table(states).forEach(terminal.out()::println);
        }
        if (!refusals.isEmpty()) {
            terminal.out().println();
            terminal.out().println("Refused, or a second factor is asked for instead:");
            Table table = new Table("ACCOUNT", "INSTEAD", "WHY", "BY", "AT", "REASON");
            refusals.forEach(refusal -> table.add(
                    Terminal.printable(refusal.request().account()),
                    refusal.action() == AccountCommand.Action.STEP_UP ? "step-up" : "-",
                    refusal.code().name(),
                    Terminal.printable(refusal.request().requestedBy()),
                    AlertText.time(refusal.decidedAtMs()),
                    AccountText.reason(refusal.request())));
            table.lines().forEach(terminal.out()::println);
        }
    }
}
