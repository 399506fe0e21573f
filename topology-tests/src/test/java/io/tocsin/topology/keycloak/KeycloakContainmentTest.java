package io.tocsin.topology.keycloak;

import static io.tocsin.topology.keycloak.KeycloakRealm.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.monitor.wire.JsonLine;
import io.tocsin.rules.containment.AccountState.Status;
import io.tocsin.rules.containment.CommandResult;
import io.tocsin.rules.containment.CommandResult.Outcome;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.topology.fixture.OperatorShell;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a wrong password at Keycloak's login form to a lock that is proven there, and to its end. */
@Keycloak
class KeycloakContainmentTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration DOWN = Duration.ofMinutes(2);

    private final KeycloakServer server;
    private KeycloakRealm realm;
    private String alice;

    @TempDir
    private Path temp;

    KeycloakContainmentTest(KeycloakServer server) {
        this.server = server;
    }

    @Test
    void fiveWrongPasswordsLockTheAccountUntilTheLockEnds() throws Exception {
        // The alert is closed before the lock ends, which would go on otherwise.
        shortRules("20s");
        try (KeycloakRun run =
                started("rules: [rules]", "detect: {allowed_lateness: 60s}", "respond: {lock_duration: 150s}")) {
            run.follow(server, realm);
            JsonNode profile = realm.profile(alice);
            assertTrue(realm.loginPage().accepts("alice", PASSWORD));
            attack("alice");

            run.awaitOutcomes(alice, List.of(Outcome.CONFIRMED), SOON);
            assertFalse(realm.loginPage().accepts("alice", PASSWORD));
            assertEquals(0, realm.sessions(alice));
            assertEquals(profile, realm.profile(alice));

            run.awaitState(alice, Status.EXPIRED, SOON.multipliedBy(4));
            run.awaitOutcomes(alice, List.of(Outcome.CONFIRMED, Outcome.CONFIRMED), SOON);
            assertTrue(realm.loginPage().accepts("alice", PASSWORD));
            assertEquals(profile, realm.profile(alice));
            run.stop();
        }
    }

    @Test
    void aNameThatKeycloakDoesNotKnowLocksNobody() throws Exception {
        try (KeycloakRun run = started("respond: {lock_duration: 30m}")) {
            run.follow(server, realm);
            attack("nobody");
            run.awaitOutcomes("nobody", List.of(Outcome.NO_SUCH_ACCOUNT), SOON);
            assertTrue(realm.loginPage().accepts("alice", PASSWORD));
            run.stop();
        }
    }

    @Test
    void whatAnAdministratorChangedInBetweenStaysAsItIs() throws Exception {
        try (KeycloakRun run = started("respond: {lock_duration: 30m}")) {
            lock(run, alice, "20s");
            run.awaitOutcomes(alice, List.of(Outcome.CONFIRMED), SOON);
            realm.change(alice, new JsonLine().put("lastName", "under investigation"));

            run.awaitOutcomes(alice, List.of(Outcome.CONFIRMED, Outcome.KEPT), SOON);
            assertFalse(realm.isEnabled(alice));
            assertEquals(
                    "under investigation", realm.profile(alice).path("lastName").asText());
            run.stop();
        }
    }

    @Test
    void whatWasDecidedWhileKeycloakWasDownIsDoneOnceItIsBack() throws Exception {
        String bob;
        try (KeycloakRun run = started("respond: {lock_duration: 30m}")) {
            bob = realm.addUser("bob");
            lock(run, bob, "40s");
            run.awaitOutcomes(bob, List.of(Outcome.CONFIRMED), SOON);
            attack("alice");
            server.stop();
            long backNs = System.nanoTime() + DOWN.toNanos();
            // Followed from here on only, so that it is down for certain when the fifth failure arrives.
            run.follow(server, realm);

            run.awaitState(alice, Status.REQUESTED, SOON);
            CommandResult waiting = run.awaitResult(alice, Outcome.WAITING, SOON);
            assertTrue(waiting.detail().contains("Keycloak can't be reached"), waiting.detail());
            run.awaitState(bob, Status.EXPIRED, SOON);
            TimeUnit.NANOSECONDS.sleep(backNs - System.nanoTime());
            assertEquals(Status.REQUESTED, run.state(alice).orElseThrow().status());

            server.start();
            run.awaitOutcomes(alice, List.of(Outcome.CONFIRMED), SOON);
            assertFalse(realm.loginPage().accepts("alice", PASSWORD));
            run.awaitOutcomes(bob, List.of(Outcome.CONFIRMED, Outcome.CONFIRMED), SOON);
            assertTrue(realm.loginPage().accepts("bob", PASSWORD));
            run.stop();
        }
    }

    private KeycloakRun started(String... lines) throws Exception {
        realm = KeycloakRealm.create(server);
        alice = realm.addUser("alice");
        List<String> all = new ArrayList<>(List.of(lines));
        all.add(realm.identity(temp));
        return KeycloakRun.start(temp, all.toArray(String[]::new));
    }

    /** The shipped rules for failed logins, with another timespan. */
    private void shortRules(String timespan) throws IOException {
        try (InputStream shipped = Objects.requireNonNull(
                RuleSet.class.getResourceAsStream("/io/tocsin/rules/shipped/failed_logins.yml"))) {
            String rules = new String(shipped.readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(
                    Files.createDirectory(temp.resolve("rules")).resolve("failed_logins.yml"),
                    rules.replace("timespan: 5m", "timespan: " + timespan));
        }
    }

    private void lock(KeycloakRun run, String account, String length) {
        new OperatorShell(temp, run.folder().config())
                .run("accounts", "lock", account, "--reason", "laptop stolen", "--for", length)
                .expect(0);
    }

    private void attack(String username) throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            assertFalse(realm.loginPage().accepts(username, "wrong"));
        }
    }
}
