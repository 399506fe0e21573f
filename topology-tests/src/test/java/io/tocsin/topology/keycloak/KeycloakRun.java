package io.tocsin.topology.keycloak;

import io.tocsin.monitor.wire.AccountCommandCodec;
import io.tocsin.monitor.wire.AccountStateCodec;
import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.RejectedEventException;
import io.tocsin.monitor.wire.TickCodec;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.EventType;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.topology.fixture.Outcome;
import io.tocsin.topology.fixture.RunFolder;
import io.tocsin.topology.fixture.TocsinProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The real program, and beside it an import that follows Keycloak's log for the events of one realm. */
final class KeycloakRun implements AutoCloseable {

    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);
    private static final EventCodec EVENTS = new EventCodec();

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
        List<LoginEvent> logins = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : Outcome.records(client, TOPICS.events(EventStream.LOGIN))) {
            if (!TickCodec.isTick(record.headers())) {
                try {
                    logins.add((LoginEvent) EVENTS.decode(EventType.LOGIN, record.value()));
                } catch (RejectedEventException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return logins;
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
        List<AccountCommand> commands = new ArrayList<>();
        for (byte[] value : Outcome.values(client, TOPICS.accountCommands())) {
            try {
                AccountCommand command = AccountCommandCodec.decode(value);
                if (command.request().account().equals(account)) {
                    commands.add(command);
                }
            } catch (MalformedRecordException e) {
                throw new AssertionError(e);
            }
        }
        return commands;
    }

    /** The present state of an account, if Tocsin has touched it. */
    Optional<AccountState> state(String account) {
        Optional<AccountState> state = Optional.empty();
        for (byte[] value : Outcome.values(client, TOPICS.accounts())) {
            try {
                AccountState each = AccountStateCodec.decode(value);
                state = each.account().equals(account) ? Optional.of(each) : state;
            } catch (MalformedRecordException e) {
                throw new AssertionError(e);
            }
        }
        return state;
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
