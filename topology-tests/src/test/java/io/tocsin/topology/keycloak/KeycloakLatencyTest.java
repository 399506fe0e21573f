package io.tocsin.topology.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tocsin.topology.fixture.RunFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long it takes from the fifth failed login on its topic to the proof of the lock on its own, by the broker's clock.
 * Prints figures, and asserts none: they are the machine's. {@code -Dtocsin.attacks=200} takes more than a few.
 */
@Keycloak
class KeycloakLatencyTest {

    private static final int ATTACKS = Integer.getInteger("tocsin.attacks", 20);
    private static final int FAILURES = 5;

    private final KeycloakServer server;

    @TempDir
    private Path temp;

    KeycloakLatencyTest(KeycloakServer server) {
        this.server = server;
    }

    @Test
    void everyAttackedAccountIsLocked() throws Exception {
        KeycloakRealm realm = KeycloakRealm.create(server);
        List<String> accounts = new ArrayList<>();
        for (int i = 0; i < ATTACKS; i++) {
            accounts.add(realm.addUser("user-" + i));
        }
        try (KeycloakRun run = KeycloakRun.start(temp, "respond: {accounts: 1000000}", realm.identity(temp))) {
            run.follow(server, realm);
            for (int i = 0; i < ATTACKS; i++) {
                for (int failure = 0; failure < FAILURES; failure++) {
                    assertFalse(realm.loginPage().accepts("user-" + i, "wrong"));
                }
            }
            RunFolder.await(
                    () -> "all were locked, not only " + run.confirmedAtMs().size(),
                    Duration.ofMinutes(2),
                    () -> run.confirmedAtMs().keySet().containsAll(accounts));

            Map<String, List<Long>> failedAtMs = run.failedAtMs();
            Map<String, Long> confirmedAtMs = run.confirmedAtMs();
            List<Long> tookMs = new ArrayList<>();
            for (String account : accounts) {
                assertEquals(FAILURES, failedAtMs.get(account).size());
                tookMs.add(confirmedAtMs.get(account) - failedAtMs.get(account).get(FAILURES - 1));
            }
            tookMs.sort(null);
            System.out.printf(
                    Locale.ROOT,
                    "%d attacks, from the fifth failed login appended to the lock confirmed: p50 %d ms, p99 %d ms,"
                            + " longest %d ms%n",
                    ATTACKS,
                    percentile(tookMs, 50),
                    percentile(tookMs, 99),
                    tookMs.get(tookMs.size() - 1));
            run.stop();
        }
    }

    private static long percentile(List<Long> sorted, int percent) {
        return sorted.get((sorted.size() * percent + 99) / 100 - 1);
    }
}
