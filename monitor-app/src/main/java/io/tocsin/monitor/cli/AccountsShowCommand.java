package io.tocsin.monitor.cli;

import io.tocsin.monitor.wire.AccountCommandCodec;
import io.tocsin.monitor.wire.AccountStateCodec;
import io.tocsin.monitor.wire.CommandResultCodec;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tocsin accounts show}. */
@Command(
        name = "show",
        description = {
            "Shows one account: where its lock stands, why, what an identity provider said of it, and what was decided on it.",
            "As JSON: the state, then the commands, then the results, each as on its topic.",
            "Ends with 1 if nothing is known of the account."
        },
        footer = {"%nExamples:", "  tocsin accounts show alice", "  tocsin accounts show alice --json | jq -r .status"})
final class AccountsShowCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final AccountTenant tenant = new AccountTenant();

    @Parameters(index = "0", paramLabel = "ACCOUNT", description = "The user id, verbatim.")
    private String account = "";

    private final Context context;

    AccountsShowCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException {
        account = config.account(context, account);
        try (Session session = Session.read(context, config.read(context))) {
            Terminal terminal = context.terminal();
            Optional<AccountState> state = AccountStates.read(session, terminal).stream()
                    .filter(each -> each.tenant().equals(tenant.read())
                            && each.account().equals(account))
                    .findFirst();
            AccountHistory history = history(session);
            if (state.isEmpty() && history.isEmpty()) {
                terminal.say("Nothing is known of this account.");
                return ExitCode.FOUND_WRONG;
            }
            if (output.isJson(terminal)) {
                state.ifPresent(each -> terminal.json(AccountStateCodec.encode(each)));
                history.commands().forEach(each -> terminal.json(AccountCommandCodec.encode(each)));
                history.results().forEach(each -> terminal.json(CommandResultCodec.encode(each.result())));
            } else {
                show(state, history);
            }
            return ExitCode.DONE;
        }
    }

    private AccountHistory history(Session session) {
        AccountHistory history = new AccountHistory(tenant.read(), account);
        Terminal terminal = context.terminal();
        AccountStates.read(session, terminal, session.topics().accountCommands(), record -> history.command(record));
        AccountStates.read(
                session, terminal, session.topics().accountCommandResults(), record -> history.result(record));
        return history;
    }

    private void show(Optional<AccountState> state, AccountHistory history) {
        Terminal terminal = context.terminal();
        List<String> facts = state.map(AccountText::facts)
                .orElse(List.of(Terminal.printable(account) + ": never locked, every request was refused"));
        facts.forEach(terminal.out()::println);
        terminal.out().println();
        history.lines().forEach(terminal.out()::println);
    }
}
