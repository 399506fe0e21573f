package io.tocsin.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.cli.UnlockSelection.Target;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.containment.AlertCause;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Which locks are meant, and what becomes of the requests; without Kafka. */
class UnlockTest {
    private static final long NOW_MS = FakeDesk.NOW_MS;
    private static final OperatorOptions.Operator EVE = new OperatorOptions.Operator("operator:eve", "broken release");

    @TempDir
    private Path folder;

    private final FakeDesk desk = new FakeDesk();
    private final List<AccountState> states = new ArrayList<>();

    @Command
    private static final class Options {
        @CommandLine.Mixin
        private final UnlockSelection selection = new UnlockSelection();
    }

    private void locked(String account, String rule, long agoMs) {
        locked("default", account, rule, agoMs);
    }

    private void locked(String tenant, String account, String rule, long agoMs) {
        AccountRequest request = new AccountRequest(
                "lock-of-" + account,
                tenant,
                account,
                AccountRequest.Action.LOCK,
                "5 failed logins",
                "rule:" + rule,
                new AlertCause("uid", rule + "-id", rule, 1, Severity.MEDIUM, false));
        AccountCommand lock = desk.lock(request, NOW_MS - agoMs);
        states.add(new AccountState(tenant, account, AccountState.Status.REQUESTED, lock, lock, lock.decidedAtMs()));
    }

    private Context context(String input) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        return new Context(
                new Terminal(nowhere, nowhere, false, false, false),
                new Input(new ByteArrayInputStream(input.getBytes(StandardCharsets.ISO_8859_1)), false),
                Map.of(),
                Clock.fixed(Instant.ofEpochMilli(NOW_MS), ZoneOffset.UTC),
                folder,
                false);
    }

    private List<Target> targets(String input, String... args) throws IOException {
        Options options = new Options();
        new CommandLine(options).parseArgs(args);
        Context context = context(input);
        return options.selection.targets(
                options.selection.names(context, name -> name), options.selection.since(context), "default", states);
    }

    private List<String> accounts(String... args) throws IOException {
        return targets("", args).stream().map(Target::account).toList();
    }

    private void someLocks() {
        locked("old", "spray", 20 * 60_000);
        locked("young", "failed", 5 * 60_000);
        locked("middle", "failed", 10 * 60_000);
        locked("other", "foreign", "failed", 1);
        AccountState lifted = states.get(0);
        AccountCommand unlock = new AccountCommand(
                "u",
                AccountCommand.Action.UNLOCK,
                AccountCommand.Code.GRANTED,
                new AccountRequest("u", "default", "lifted", AccountRequest.Action.UNLOCK, "why", "operator:eve", null),
                NOW_MS,
                0,
                0);
        locked("lifted", "failed", 1);
        AccountState before = states.remove(states.size() - 1);
        states.add(new AccountState("default", "lifted", AccountState.Status.RELEASED, unlock, before.lock(), NOW_MS));
        assertTrue(lifted.status().isLocked());
    }

    @Test
    void allMeansEveryLockedAccountOfTheTenantTheLongestLockedFirst() throws IOException {
        someLocks();

        assertEquals(List.of("old", "middle", "young"), accounts("--all"));
    }

    @Test
    void ruleAndTimeNarrowTheSelection() throws IOException {
        someLocks();

        assertEquals(List.of("middle", "young"), accounts("--rule", "failed"));
        assertEquals(List.of("old"), accounts("--rule", "spray-id"));
        assertEquals(List.of("young"), accounts("--since", "9m"));
        assertEquals(List.of("middle", "young"), accounts("--since", "10m"));
        assertEquals(List.of(), accounts("--rule", "spray", "--since", "9m"));
    }

    @Test
    void namesAreTakenVerbatimFromAFileOrAPipeOnce() throws IOException {
        someLocks();
        Files.writeString(folder.resolve("names.txt"), "young\r\n\n old\nyoung\nnobody");

        assertEquals(List.of("young", " old", "nobody"), accounts("--file", "names.txt"));
        List<Target> piped = targets("old\nnobody\n", "--file", "-");
        assertEquals(
                List.of(true, false),
                piped.stream().map(target -> target.locked().isPresent()).toList());
    }

    @Test
    void aFileThatIsNotTextIsRefused() {
        CliException refused = assertThrows(CliException.class, () -> targets("\u00ff\u00fe", "--file", "-"));

        assertEquals("--file is not UTF-8 text; one account per line is expected", refused.getMessage());
    }

    @Test
    void everySelectedLockIsLiftedByOneRequestWithPrincipalAndReason() throws Exception {
        someLocks();
        UnlockRun run = UnlockRun.of(EVE, "default", targets("", "--all"));

        run.batch().askAndHear(desk, decided -> {});

        assertTrue(run.isDone(false));
        assertEquals(3, run.batch().decisions().size());
        for (AccountCommand command : run.batch().decisions()) {
            assertEquals(AccountCommand.Action.UNLOCK, command.action());
            assertEquals("operator:eve", command.request().requestedBy());
            assertEquals("broken release", command.request().reason());
        }
        assertEquals(List.of("3 lifted, on behalf of operator:eve."), run.summary(true));
    }

    @Test
    void doingItAgainChangesNothing() throws Exception {
        someLocks();
        List<Target> targets = targets("", "--all");
        UnlockRun.of(EVE, "default", targets).batch().askAndHear(desk, decided -> {});
        UnlockRun again = UnlockRun.of(EVE, "default", targets);

        again.batch().askAndHear(desk, decided -> {});

        assertEquals(
                List.of(AccountCommand.Code.DUPLICATE),
                again.batch().decisions().stream()
                        .map(AccountCommand::code)
                        .distinct()
                        .toList());
        assertTrue(again.isDone(false), "nothing is left to lift");
        assertFalse(again.isDone(true), "who names accounts is told that they weren't locked");
    }

    @Test
    void aNamedAccountThatIsNotLockedIsAskedForAndReported() throws Exception {
        someLocks();
        UnlockRun run = UnlockRun.of(EVE, "default", targets("", "young", "yuong"));

        run.batch().askAndHear(desk, decided -> {});

        assertFalse(run.isDone(true));
        assertTrue(run.summary(true).get(0).startsWith("1 lifted, 1 not locked"), run.summary(true)::toString);
    }

    @Test
    void aBatchIsHandedInAFewAtATimeAndReportsProgress() throws Exception {
        List<Target> many = many(250);
        List<Integer> progress = new ArrayList<>();
        UnlockRun run = UnlockRun.of(EVE, "default", many);

        run.batch().askAndHear(desk, progress::add);

        assertEquals(List.of(100, 100, 50), desk.asksBetweenHearings());
        assertEquals(IntStream.rangeClosed(1, 250).boxed().toList(), progress);
    }

    @Test
    void aBatchThatNobodyDecidesEndsSoonAndSaysWhatWasNotAsked() throws Exception {
        UnlockRun run = UnlockRun.of(EVE, "default", many(250));

        run.batch().askAndHear(desk.silentAfter(130), decided -> {});

        assertEquals(List.of(100, 100), desk.asksBetweenHearings());
        assertFalse(run.isDone(false));
        assertTrue(
                run.summary(true)
                        .get(0)
                        .startsWith("0 lifted, 130 not locked (any more), 70 not decided, 50 not asked"),
                run.summary(true)::toString);
        assertTrue(run.summary(true).get(1).contains("run it again for the rest"));
    }

    private static List<Target> many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Target("u" + i, Optional.empty()))
                .toList();
    }
}
