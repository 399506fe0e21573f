package io.tocsin.topology.keycloak;

import static io.tocsin.topology.keycloak.KeycloakRealm.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.wire.JsonLine;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.event.LoginEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keycloak's own login events, from its log into the program. */
@Keycloak
class KeycloakEventsTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final KeycloakServer server;

    @TempDir
    private Path temp;

    KeycloakEventsTest(KeycloakServer server) {
        this.server = server;
    }

    @Test
    void fiveWrongPasswordsInAnySpellingAskForTheAccountToBeLocked() throws Exception {
        KeycloakRealm realm = KeycloakRealm.create(server);
        String alice = realm.addUser("alice");
        // Another realm's account of the same name, attacked as well, is another's affair.
        KeycloakRealm other = KeycloakRealm.create(server);
        other.addUser("alice");
        List<String> spellings = List.of("alice", "ALICE", "Alice", "alice@example.com", "Alice@Example.COM");
        try (KeycloakRun run = KeycloakRun.start(temp, "stages: [ingest, detect, respond]")) {
            run.follow(server, realm);
            assertTrue(realm.loginPage().accepts("Alice", PASSWORD));
            for (String spelling : spellings) {
                assertFalse(realm.loginPage().accepts(spelling, "wrong"));
                assertFalse(other.loginPage().accepts(spelling, "wrong"));
            }

            run.awaitState(alice, AccountState.Status.REQUESTED, SOON);
            List<LoginEvent> logins = run.logins();
            assertEquals(6, logins.size());
            assertTrue(logins.stream().allMatch(login -> login.userId().equals(alice)));
            assertEquals(1, logins.stream().filter(LoginEvent::success).count());
            assertTrue(logins.stream()
                    .map(LoginEvent::userName)
                    .filter(Objects::nonNull)
                    .toList()
                    .containsAll(spellings));
            assertTrue(logins.stream().allMatch(login -> "127.0.0.1".equals(login.sourceIp())));
            run.stop();
        }
    }

    /** What KeycloakFormat rests on: which refusals Keycloak logs, and under which name. */
    @Test
    void atADisabledAccountOnlyWrongPasswordsCount() throws Exception {
        KeycloakRealm realm = KeycloakRealm.create(server);
        String alice = realm.addUser("alice");
        realm.change(alice, new JsonLine().put("enabled", false));
        try (KeycloakRun run = KeycloakRun.start(temp, "stages: [ingest, detect, respond]")) {
            run.follow(server, realm);
            for (int i = 0; i < 6; i++) {
                assertFalse(realm.loginPage().accepts("alice", PASSWORD));
            }
            assertFalse(realm.loginPage().accepts("alice", "wrong"));
            assertFalse(realm.loginPage().accepts("nobody", "wrong"));

            List<LoginEvent> logins = run.awaitLogins(2);
            assertEquals(
                    Set.of("nobody", alice),
                    logins.stream().map(LoginEvent::userId).collect(Collectors.toSet()));
            assertEquals(2, logins.size());
            assertEquals(List.of(), run.commands(alice));
            run.stop();
        }
    }
}
