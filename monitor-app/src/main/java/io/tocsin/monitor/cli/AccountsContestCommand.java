package io.tocsin.monitor.cli;

import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tocsin accounts contest}. */
@Command(
        name = "contest",
        description = {
            "Records that a lock is contested, by its owner or on his behalf; it stands until somebody has reviewed it.",
            "The contest is kept until then, also after the lock's end."
        },
        footer = {"%nExamples:", "  tocsin accounts contest alice --reason \"says that she was travelling\""})
final class AccountsContestCommand implements Callable<Integer> {
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

    private final Context context;

    AccountsContestCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException, InterruptedException {
        AccountRequest request = OneRequest.of(
                operator.read(context), tenant.read(), config.account(context, account), AccountRequest.Action.CONTEST);
        AccountCommand decision = new OneRequest(context, config).ask(request, output.isJson(context.terminal()));
        if (decision.code() == AccountCommand.Code.CONTESTED) {
            context.terminal()
                    .say("Contested. Whoever reviews it says 'tocsin accounts review' with --uphold or --lift.");
            return ExitCode.DONE;
        }
        context.terminal().say("Refused: " + decision.code() + ", " + AccountText.meaning(decision.code()) + ".");
        return ExitCode.FOUND_WRONG;
    }
}
