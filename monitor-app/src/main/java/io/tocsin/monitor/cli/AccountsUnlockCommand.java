package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.RecordSender;
import io.tocsin.monitor.app.TopicReader;
import io.tocsin.monitor.wire.AccountCommandCodec;
import io.tocsin.monitor.wire.AccountRequestCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tocsin accounts unlock}. */
@Command(
        name = "unlock",
        description = "Asks for a lock to be lifted, and waits for the decision.",
        footer = {"%nExample:", "  tocsin accounts unlock alice --reason \"identity confirmed by phone\" --by carol"})
final class AccountsUnlockCommand implements Callable<Integer> {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(index = "0", paramLabel = "ACCOUNT", description = "The user id, verbatim.")
    private String account = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; it is kept and shown.")
    private String reason = "";

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "Who decided it. Without it, the name of the system's user.")
    private @Nullable String by;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Whose account it is; default: ${DEFAULT-VALUE}.")
    private String tenant = EventId.DEFAULT_TENANT;

    private final Context context;

    AccountsUnlockCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException, InterruptedException {
        if (reason.isBlank()) {
            throw CliException.usage("--reason is empty; say why, it is kept and shown");
        }
        String name = by == null ? System.getProperty("user.name", "") : by;
        if (name.isBlank()) {
            throw CliException.usage("--by is empty; say who decided it");
        }
        AccountRequest request = new AccountRequest(
                "operator:" + UUID.randomUUID(),
                tenant,
                account,
                AccountRequest.Action.UNLOCK,
                reason,
                "operator:" + name,
                null);
        try (Session session = Session.write(context, config.read(context));
                TopicReader decisions = new TopicReader(
                        session.clientProperties(), session.topics().accountCommands());
                RecordSender sender = new RecordSender(session.clientProperties())) {
            decisions.fromEnd();
            sender.send(
                    session.topics().accountRequests(),
                    AccountRequestCodec.key(request),
                    AccountRequestCodec.encode(request));
            if (!session.isShared()) {
                throw CliException.foundWrong(
                        "the request is recorded, and nobody is there to decide it:" + " the next 'tocsin run' will");
            }
            AccountCommand decision = await(decisions, request.id())
                    .orElseThrow(() -> CliException.foundWrong("the request is recorded, and nobody decided it within "
                            + LONGEST_WAIT.toSeconds() + " s: is a 'tocsin run' with the stage respond running?"));
            return report(decision);
        }
    }

    private Optional<AccountCommand> await(TopicReader decisions, String id) {
        AtomicReference<@Nullable AccountCommand> found = new AtomicReference<>();
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        decisions.follow(() -> System.nanoTime() - deadline > 0, record -> {
            try {
                AccountCommand command = AccountCommandCodec.decode(record.value());
                if (command.id().equals(id)) {
                    found.set(command);
                }
            } catch (MalformedRecordException e) {
                context.terminal().say("Offset " + record.offset() + " is no decision: " + e.getMessage());
            }
            return found.get() == null;
        });
        return Optional.ofNullable(found.get());
    }

    private int report(AccountCommand decision) {
        Terminal terminal = context.terminal();
        if (output.isJson(terminal)) {
            terminal.json(AccountCommandCodec.encode(decision));
        }
        boolean isGranted = decision.action() == AccountCommand.Action.UNLOCK;
        terminal.say(
                isGranted
                        ? "Unlocked, on behalf of "
                                + Terminal.printable(decision.request().requestedBy()) + "."
                        : "Refused: " + decision.code() + ", " + meaning(decision.code()) + ".");
        return isGranted ? ExitCode.DONE : ExitCode.FOUND_WRONG;
    }

    /** What a refusal means, in words. */
    static String meaning(AccountCommand.Code code) {
        return switch (code) {
            case GRANTED -> "the policy asks for it";
            case EXPIRED -> "the lock's time is over";
            case SKIPPED_STALE -> "the alert is about history, and history doesn't act";
            case SKIPPED_BUDGET -> "more accounts were locked in ten minutes than the budget allows";
            case BREAK_GLASS -> "the account is kept open for emergencies";
            case OBSERVED -> "respond.mode is observe: recorded, not acted on";
            case NOT_LOCKED -> "Tocsin has not locked this account";
            case DUPLICATE -> "this request was decided before";
        };
    }
}
