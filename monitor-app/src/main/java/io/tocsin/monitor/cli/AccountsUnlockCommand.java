package io.tocsin.monitor.cli;

import io.tocsin.monitor.cli.UnlockSelection.Target;
import io.tocsin.monitor.config.TocsinConfig;
import io.tocsin.monitor.wire.AccountCommandCodec;
import io.tocsin.monitor.wire.AccountStateCodec;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin accounts unlock}. */
@Command(
        name = "unlock",
        description = {
            "Asks for locks to be lifted, and waits for the decisions.",
            "Where it is more than one named account, it shows what it would do and asks first.",
            "Doing it again changes nothing. Ends with 1 if a named account was not locked, or a request not decided."
        },
        footer = {
            "%nExamples:",
            "  tocsin accounts unlock alice --reason \"identity confirmed by phone\" --principal carol",
            "  tocsin accounts unlock --rule failed_logins_per_user --since 2h --reason \"broken release\" --dry-run",
            "  tocsin accounts unlock --file names.txt --reason \"ticket 4711\" --yes"
        })
final class AccountsUnlockCommand implements Callable<Integer> {
    private static final int MOST = 100_000;
    private static final int DEFAULT_LIMIT = 1_000;
    private static final int SHOWN = 50;

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final OperatorOptions operator = new OperatorOptions();

    @Mixin
    private final AccountTenant tenant = new AccountTenant();

    @Mixin
    private final UnlockSelection selection = new UnlockSelection();

    @Option(names = "--dry-run", description = "Show what would be lifted, and end.")
    private boolean isDryRun;

    @Option(names = "--yes", description = "Don't ask; needed for more than one account where nobody can be asked.")
    private boolean isYes;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Refuse to lift more than this at once; default: ${DEFAULT-VALUE}.")
    private int limit = DEFAULT_LIMIT;

    private final Context context;

    AccountsUnlockCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException, InterruptedException {
        OperatorOptions.Operator who = operator.read(context);
        if (limit < 1 || limit > MOST) {
            throw CliException.usage("--limit is " + limit + "; 1 to " + MOST + " are allowed");
        }
        Optional<Instant> since = selection.since(context);
        TocsinConfig settings = config.read(context);
        Set<String> names = selection.names(context, settings.ingest()::account);
        try (Session session = Session.read(context, settings)) {
            List<Target> targets =
                    selection.targets(names, since, tenant.read(), AccountStates.read(session, context.terminal()));
            if (targets.size() > limit) {
                throw CliException.usage(targets.size() + " accounts are meant, and at most " + limit
                        + " are unlocked at once; narrow it, or raise --limit");
            }
            if (targets.isEmpty()) {
                context.terminal().say("Nothing to lift: no account that is meant is locked.");
                return ExitCode.DONE;
            }
            if (isDryRun) {
                show(targets, targets.size());
                return ExitCode.DONE;
            }
            confirm(targets);
            try (AccountDesk desk = new TopicDesk(session, context.terminal())) {
                return lift(UnlockRun.of(who, tenant.read(), targets), desk, session.isShared());
            }
        }
    }

    private int lift(UnlockRun run, AccountDesk desk, boolean isSomebodyThere) throws InterruptedException {
        if (!isSomebodyThere) {
            run.batch().ask(desk);
            throw CliException.foundWrong(
                    "the request is recorded, and nobody is there to decide it: the next 'tocsin run' will");
        }
        try (Progress progress = new Progress(context.terminal(), "unlocking")) {
            run.batch().askAndHear(desk, decided -> progress.deciding(decided, run.size()));
        }
        if (output.isJson(context.terminal())) {
            run.batch().decisions().forEach(each -> context.terminal().json(AccountCommandCodec.encode(each)));
        }
        run.summary(selection.isBulk()).forEach(context.terminal()::say);
        return run.isDone(selection.isNamed()) ? ExitCode.DONE : ExitCode.FOUND_WRONG;
    }

    /** What a dry run prints is its result: it goes to standard output. */
    private void show(List<Target> targets, int most) {
        Terminal terminal = context.terminal();
        List<AccountState> locked =
                targets.stream().flatMap(target -> target.locked().stream()).toList();
        if (isDryRun && output.isJson(terminal)) {
            locked.forEach(state -> terminal.json(AccountStateCodec.encode(state)));
        } else if (!locked.isEmpty()) {
            var out = isDryRun ? terminal.out() : terminal.err();
            AccountText.table(locked.subList(0, Math.min(most, locked.size()))).forEach(out::println);
        }
        if (locked.size() > most) {
            terminal.say("… and " + (locked.size() - most) + " more; --dry-run shows all");
        }
        int notLocked = targets.size() - locked.size();
        terminal.say(locked.size() + (locked.size() == 1 ? " lock" : " locks") + " to lift"
                + (notLocked == 0
                        ? ""
                        : ", " + notLocked + " named that " + (notLocked == 1 ? "isn't" : "aren't") + " locked")
                + (isDryRun ? "; nothing was done." : "."));
    }

    private void confirm(List<Target> targets) throws IOException {
        if (isYes || !selection.isBulk()) {
            return;
        }
        show(targets, SHOWN);
        Terminal terminal = context.terminal();
        if (!context.input().isTerminal() || selection.readsInput()) {
            throw CliException.usage("nothing was done: say --yes to lift them without being asked");
        }
        terminal.err().print("Lift them? Type yes: ");
        terminal.err().flush();
        String answer =
                new BufferedReader(new InputStreamReader(context.input().stream(), StandardCharsets.UTF_8)).readLine();
        if (answer == null || !answer.strip().equals("yes")) {
            throw CliException.foundWrong("nothing was done");
        }
    }
}
