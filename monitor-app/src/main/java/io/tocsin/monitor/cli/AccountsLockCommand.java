package io.tocsin.monitor.cli;

import io.tocsin.monitor.config.Durations;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.MapReader;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tocsin accounts lock}. */
@Command(
        name = "lock",
        description = {
            "Asks for an account to be locked, and waits for the decision.",
            "Operators spend no lock budget, and a spent one doesn't hold them back."
        },
        footer = {
            "%nExamples:",
            "  tocsin accounts lock alice --reason \"laptop stolen, ticket 4711\"",
            "  tocsin accounts lock alice --for 2d --reason \"on leave\" --principal carol"
        })
final class AccountsLockCommand implements Callable<Integer> {
    private static final Duration SHORTEST = Duration.ofMillis(AccountRequest.SHORTEST_MS);
    private static final Duration LONGEST = Duration.ofMillis(AccountRequest.LONGEST_MS);

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final OperatorOptions operator = new OperatorOptions();

    @Mixin
    private final AccountTenant tenant = new AccountTenant();

    @Parameters(index = "0", paramLabel = "ACCOUNT", description = "The user id, verbatim.")
    private String account = "";

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            description = "How long, 1s to 30d. Without it: as the policy says. A standing lock isn't made shorter.")
    private @Nullable String duration;

    @Option(names = "--force", description = "Even if the account is kept open for emergencies (break-glass).")
    private boolean isForced;

    private final Context context;

    AccountsLockCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException, InterruptedException {
        OperatorOptions.Operator who = operator.read(context);
        AccountRequest request = new AccountRequest(
                AccountRequest.OPERATOR + UUID.randomUUID(),
                tenant.read(),
                config.account(context, account),
                AccountRequest.Action.LOCK,
                who.reason(),
                who.principal(),
                null,
                durationMs(),
                isForced);
        return report(new OneRequest(context, config).ask(request, output.isJson(context.terminal())));
    }

    private long durationMs() {
        if (duration == null) {
            return 0;
        }
        return MapReader.parseDuration(duration)
                .filter(length -> length.compareTo(SHORTEST) >= 0 && length.compareTo(LONGEST) <= 0)
                .orElseThrow(
                        () -> CliException.usage("--for is '" + Terminal.printable(String.valueOf(duration)) + "'; "
                                + Durations.format(SHORTEST) + " to " + Durations.format(LONGEST)
                                + " are allowed, written as a whole number and ms, s, m, h or d"))
                .toMillis();
    }

    private int report(AccountCommand decision) {
        Terminal terminal = context.terminal();
        if (decision.action() == AccountCommand.Action.LOCK) {
            terminal.say("Locked until " + AlertText.time(decision.untilMs()) + ", on behalf of "
                    + Terminal.printable(decision.request().requestedBy()) + ": "
                    + AccountState.Status.REQUESTED.meaning() + ".");
            return ExitCode.DONE;
        }
        terminal.say("Refused: " + decision.code() + ", " + AccountText.meaning(decision.code())
                + (decision.code() == AccountCommand.Code.BREAK_GLASS ? "; --force locks it nevertheless." : "."));
        return ExitCode.FOUND_WRONG;
    }
}
