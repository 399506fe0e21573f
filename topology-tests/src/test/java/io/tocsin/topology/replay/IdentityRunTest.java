package io.tocsin.topology.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.containment.CommandResult.Outcome;
import io.tocsin.topology.fixture.CommandResults;
import io.tocsin.topology.fixture.IdentityServer;
import io.tocsin.topology.fixture.OperatorShell;
import io.tocsin.topology.fixture.RunFolder;
import io.tocsin.topology.fixture.TocsinProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks that are carried out at an identity service, through the real program, broker and commands. */
class IdentityRunTest {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String REASON = "--reason";

    @TempDir
    private Path temp;

    private OperatorShell operator;
    private Map<String, String> client;

    @Test
    void anAttackedAccountIsLockedAlsoIfTheServiceIsAwayMeanwhile() throws Exception {
        try (IdentityServer server = new IdentityServer()) {
            Files.writeString(temp.resolve("secret"), IdentityServer.SECRET + "\n");
            Path config = new RunFolder(temp).configure("respond: {lock_duration: 1h}", server.config("secret"));
            operator = new OperatorShell(temp, config);
            server.account("alice").logIn();
            server.account("bob").logIn();
            server.account("carol").change(false);
            try (TocsinProcess run = TocsinProcess.running(temp, config)) {
                client = new RunFolder(temp).client();
                fiveFailuresLock(server);
                doctorSaysWhatIsWrong(server);
                aServiceThatIsAwayLosesNothing(server);
                whatSomebodyElseDidIsKept(server);
                run.stop().expect(0);
                assertFalse(run.err().contains("alice"), "personal data in the log");
            }
        }
    }

    private void fiveFailuresLock(IdentityServer server) throws Exception {
        fail("alice");
        awaitOutcomes("alice", Outcome.ACTING, Outcome.CONFIRMED);
        assertFalse(server.account("alice").isEnabled());
        assertEquals(0, server.account("alice").sessions());

        fail("nobody-of-this-name");
        awaitOutcomes("nobody-of-this-name", Outcome.NO_SUCH_ACCOUNT);
    }

    private void doctorSaysWhatIsWrong(IdentityServer server) throws Exception {
        OperatorShell.Result well = operator.run("doctor");
        assertTrue(well.out().contains("accounts can be read"), well.out() + well.err());

        server.stop();
        OperatorShell.Result away = operator.run("doctor").expect(1);
        assertTrue(away.out().contains("The identity service can't be reached"), away.out() + away.err());
    }

    private void aServiceThatIsAwayLosesNothing(IdentityServer server) throws Exception {
        fail("bob");
        awaitOutcomes("bob", Outcome.WAITING);
        assertTrue(server.account("bob").isEnabled());

        server.start();
        awaitOutcomes("bob", Outcome.WAITING, Outcome.ACTING, Outcome.CONFIRMED);
        assertFalse(server.account("bob").isEnabled());
    }

    private void whatSomebodyElseDidIsKept(IdentityServer server) throws Exception {
        server.account("bob").change(false);
        operator.run("accounts", "lock", "carol", REASON, "ticket 1", "--for", "1h")
                .expect(0);
        operator.run("accounts", "unlock", "alice", REASON, "ticket 2").expect(0);
        operator.run("accounts", "unlock", "bob", REASON, "ticket 3").expect(0);
        awaitOutcomes("carol", Outcome.ALREADY);
        operator.run("accounts", "unlock", "carol", REASON, "ticket 4").expect(0);

        awaitOutcomes("alice", Outcome.ACTING, Outcome.CONFIRMED, Outcome.CONFIRMED);
        awaitOutcomes("bob", Outcome.WAITING, Outcome.ACTING, Outcome.CONFIRMED, Outcome.KEPT);
        awaitOutcomes("carol", Outcome.ALREADY, Outcome.KEPT);
        assertTrue(server.account("alice").isEnabled());
        assertFalse(server.account("bob").isEnabled());
        assertFalse(server.account("carol").isEnabled());
    }

    private void fail(String user) {
        operator.run("emit", "login", "--user", user, "--fail", "--times", "5").expect(0);
    }

    private void awaitOutcomes(String account, Outcome... expected) throws InterruptedException {
        RunFolder.await(
                () -> account + " is " + List.of(expected) + ", not " + CommandResults.outcomes(client, account),
                LONGEST,
                () -> CommandResults.outcomes(client, account).equals(List.of(expected)));
    }
}
