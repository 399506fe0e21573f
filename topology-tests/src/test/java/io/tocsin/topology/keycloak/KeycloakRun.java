package io.tocsin.topology.keycloak;

import io.tocsin.monitor.wire.AccountCommandCodec;
import io.tocsin.monitor.wire.AccountStateCodec;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.containment.CommandResult;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.topology.fixture.RunFolder;
import io.tocsin.topology.fixture.TimedRecords;
import io.tocsin.topology.fixture.TimedRecords.Timed;
import io.tocsin.topology.fixture.TocsinProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The real program, and beside it an import that follows Keycloak's log for the events of one realm. */
final class KeycloakRun implements AutoCloseable {

    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);

    private final RunFolder folder;
    private final TocsinProcess program;
    private final Map<String, String> client;

    private @Nullable TocsinProcess imports;

    private KeycloakRun(RunFolder folder, TocsinProcess program, Map<String, String> client) {
        this.folder = folder;
        this.program = program;
        this.client = client;
    }

    /** Starts the program in an empty folder, with more lines of configuration. */
    static KeycloakRun start(Path temp, String... lines) throws Exception {
        RunFolder folder = new RunFolder(temp);
        TocsinProcess program = TocsinProcess.running(temp, folder.configure(lines));
        try {
            return new KeycloakRun(folder, program, folder.client());
        } catch (Exception e) {
            program.close();
            throw e;
        }
    }

    /** Begins to follow Keycloak's log, from its start. */
    void follow(KeycloakServer server, KeycloakRealm realm) {
        imports = TocsinProcess.start(
                folder.path(),
                "import",
                "--config",
                folder.config().toString(),
                "--format",
                "keycloak",
                "--realm",
                realm.name(),
                "--follow",
                server.log().toString());
    }

    /** The login events that arrived. */
    List<LoginEvent> logins() {
        return TimedRecords.logins(client).map(Timed::what).toList();
    }

    /** Waits until so many login events have arrived; what came is in the failure otherwise. */
    List<LoginEvent> awaitLogins(int count) throws InterruptedException {
        RunFolder.await(
                () -> count + " logins, not " + logins() + "\n" + err(),
                Duration.ofSeconds(60),
                () -> logins().size() >= count);
        return logins();
    }

    /** The decisions on an account, in order. */
    List<AccountCommand> commands(String account) {
        return TimedRecords.of(client, TOPICS.accountCommands(), AccountCommandCodec::decode)
                .map(Timed::what)
                .filter(command -> command.request().account().equals(account))
                .toList();
    }

    /** What executors said of commands on an account, in order. */
    List<CommandResult> results(String account) {
        return TimedRecords.results(client)
                .map(Timed::what)
                .filter(result -> result.account().equals(account))
                .toList();
    }

    /** Waits until an account's commands have these outcomes, no more and no fewer, in order. */
    void awaitOutcomes(String account, List<CommandResult.Outcome> outcomes, Duration longest)
            throws InterruptedException {
        RunFolder.await(
                () -> outcomes + ", not " + results(account) + "\n" + err(),
                longest,
                () -> results(account).stream()
                        .map(CommandResult::outcome)
                        .filter(CommandResult.Outcome::isFinal)
                        .toList()
                        .equals(outcomes));
    }

    /** Waits until a command on an account has an outcome. */
    CommandResult awaitResult(String account, CommandResult.Outcome outcome, Duration longest)
            throws InterruptedException {
        RunFolder.await(
                () -> outcome + ", not " + results(account) + "\n" + err(),
                longest,
                () -> results(account).stream().anyMatch(result -> result.outcome() == outcome));
        return results(account).stream()
                .filter(result -> result.outcome() == outcome)
                .findFirst()
                .orElseThrow();
    }

    /** When failed logins were appended, by account, in order; milliseconds since the epoch. */
    Map<String, List<Long>> failedAtMs() {
        return TimedRecords.failedAtMs(client);
    }

    /** When each account was first proven to be locked; milliseconds since the epoch. */
    Map<String, Long> confirmedAtMs() {
        return TimedRecords.confirmedAtMs(client);
    }

    /** The present state of an account, if Tocsin has touched it. */
    Optional<AccountState> state(String account) {
        return TimedRecords.of(client, TOPICS.accounts(), AccountStateCodec::decode)
                .map(Timed::what)
                .filter(state -> state.account().equals(account))
                .reduce((earlier, later) -> later);
    }

    /** Waits until an account is in a state. */
    AccountState awaitState(String account, AccountState.Status status, Duration longest) throws InterruptedException {
        RunFolder.await(
                () -> status + ", not " + state(account) + "\n" + err(),
                longest,
                () -> state(account).map(AccountState::status).equals(Optional.of(status)));
        return state(account).orElseThrow();
    }

    /** The program's folder. */
    RunFolder folder() {
        return folder;
    }

    private String err() {
        return program.err() + (imports == null ? "" : imports.err());
    }

    /** Ends all in order, the import first. */
    void stop() throws InterruptedException {
        if (imports != null) {
            imports.stop();
        }
        program.stop().expect(0);
    }

    @Override
    public void close() {
        if (imports != null) {
            imports.close();
        }
        program.close();
    }
}
