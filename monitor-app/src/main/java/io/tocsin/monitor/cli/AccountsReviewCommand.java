package io.tocsin.monitor.cli;

import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.Review;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tocsin accounts review}. */
@Command(
        name = "review",
        description = "Records what a person found who looked at a contested lock; --lift also ends it, if it stands.",
        footer = {
            "%nExamples:",
            "  tocsin accounts review alice --lift --reason \"travel confirmed by her manager\"",
            "  tocsin accounts review alice --uphold --reason \"the device is known to be stolen\""
        })
final class AccountsReviewCommand implements Callable<Integer> {
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

    @ArgGroup(multiplicity = "1")
    private Outcome outcome = new Outcome();

    /** What was found; exactly one of the two. */
    static final class Outcome {
        @Option(names = "--uphold", required = true, description = "The lock is right.")
        private boolean isUpheld;

        @Option(names = "--lift", required = true, description = "The lock is wrong.")
        private boolean isLifted;

        private AccountRequest.Action action() {
            return isLifted && !isUpheld ? AccountRequest.Action.LIFT : AccountRequest.Action.UPHOLD;
        }
    }

    private final Context context;

    AccountsReviewCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException, InterruptedException {
        AccountRequest request = OneRequest.of(
                operator.read(context), tenant.read(), config.account(context, account), outcome.action());
        AccountCommand decision = new OneRequest(context, config).ask(request, output.isJson(context.terminal()));
        if (Review.isOutcome(decision)) {
            String ended = decision.action() == AccountCommand.Action.UNLOCK ? "; it ends" : "";
            context.terminal().say("R" + AccountText.meaning(decision.code()).substring(1) + ended + ".");
            return ExitCode.DONE;
        }
        context.terminal().say("Refused: " + decision.code() + ", " + AccountText.meaning(decision.code()) + ".");
        return ExitCode.FOUND_WRONG;
    }
}
