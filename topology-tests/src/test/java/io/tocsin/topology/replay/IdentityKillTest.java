package io.tocsin.topology.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.app.RecordSender;
import io.tocsin.monitor.wire.AccountRequestCodec;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountCommand.Action;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.CommandResult;
import io.tocsin.topology.fixture.CommandResults;
import io.tocsin.topology.fixture.IdentityServer;
import io.tocsin.topology.fixture.RunFolder;
import io.tocsin.topology.fixture.TocsinProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of the whole program at random moments while it locks and unlocks accounts: before it acts, between acting
 * and the answer, between the answer and the record. Accounts end as they should, and each command has one final result.
 */
@Tag("long")
class IdentityKillTest {

    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);
    private static final int KILLS = setting("TOCSIN_KILL_TIMES", 50);
    private static final int ACCOUNTS = 20;
    private static final int REQUESTS = 12;
    /** Of so many accounts the first are disabled by somebody else, and stay so. */
    private static final int FOREIGN = 3;

    private static final Duration LONGEST = Duration.ofMinutes(2);

    /** When the program is killed. */
    private enum Moment {
        BEFORE_ACTING,
        ACTED_AND_UNANSWERED,
        ANSWERED,
        ANY_TIME
    }

    @TempDir
    private Path temp;

    private final Random random = new Random(20_261_129);
    private final Map<Moment, Integer> kills = new EnumMap<>(Moment.class);
    private int requests;

    @Test
    void killsChangeNothing() throws Exception {
        try (IdentityServer server = new IdentityServer()) {
            Files.writeString(temp.resolve("secret"), IdentityServer.SECRET);
            RunFolder folder = new RunFolder(temp);
            Path config = folder.configure("stages: [ingest, respond, account]", server.config("secret"));
            for (int i = 0; i < ACCOUNTS; i++) {
                server.account(name(i)).logIn();
            }
            for (int i = 0; i < FOREIGN; i++) {
                server.account(name(i)).change(false);
            }
            for (int i = 0; i < KILLS; i++) {
                try (TocsinProcess run = TocsinProcess.running(temp, config)) {
                    kill(run, server, folder.client());
                }
            }
            server.around(action -> {}, action -> {});
            try (TocsinProcess run = TocsinProcess.running(temp, config)) {
                check(server, folder.client());
                run.stop().expect(0);
            }
        }
    }

    private void kill(TocsinProcess run, IdentityServer server, Map<String, String> client) throws Exception {
        Moment moment = Moment.values()[random.nextInt(Moment.values().length)];
        AtomicInteger left = new AtomicInteger(1 + random.nextInt(REQUESTS));
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch killed = new CountDownLatch(1);
        IdentityServer.Around strike = action -> {
            if (!action.equals("read") && left.decrementAndGet() == 0) {
                reached.countDown();
                if (moment != Moment.ANSWERED) {
                    killed.await(10, TimeUnit.SECONDS);
                }
            }
        };
        IdentityServer.Around nothing = action -> {};
        server.around(
                moment == Moment.BEFORE_ACTING ? strike : nothing, moment == Moment.BEFORE_ACTING ? nothing : strike);
        request(client);
        if (moment == Moment.ANY_TIME) {
            Thread.sleep(random.nextInt(500));
        } else if (reached.await(3, TimeUnit.SECONDS) && moment == Moment.ANSWERED) {
            TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
        }
        run.kill();
        killed.countDown();
        kills.merge(moment, 1, Integer::sum);
    }

    /** Requests of an operator; what the broker has taken is decided, be it after the next start. */
    private void request(Map<String, String> client) throws Exception {
        try (RecordSender sender = new RecordSender(client)) {
            for (int i = 0; i < REQUESTS; i++) {
                AccountRequest request = new AccountRequest(
                        "request-" + requests++,
                        "default",
                        name(random.nextInt(ACCOUNTS)),
                        random.nextInt(3) > 0 ? AccountRequest.Action.LOCK : AccountRequest.Action.UNLOCK,
                        "a drill",
                        "operator:drill",
                        null);
                sender.send(
                        TOPICS.accountRequests(),
                        AccountRequestCodec.key(request),
                        AccountRequestCodec.encode(request));
            }
        } catch (org.apache.kafka.common.KafkaException e) {
            // The program was killed meanwhile.
        }
    }

    private void check(IdentityServer server, Map<String, String> client) throws Exception {
        RunFolder.await(
                () -> CommandResults.commands(client).size() + " commands, "
                        + finals(client).size() + " finals",
                LONGEST,
                () -> finals(client).keySet().equals(ids(CommandResults.commands(client))));
        Map<String, CommandResult> finals = finals(client);
        Map<String, AccountCommand> last = new HashMap<>();
        CommandResults.commands(client)
                .forEach(command -> last.put(command.request().account(), command));
        Map<CommandResult.Outcome, Integer> outcomes = new EnumMap<>(CommandResult.Outcome.class);
        finals.values().forEach(result -> outcomes.merge(result.outcome(), 1, Integer::sum));
        System.out.printf(
                "IdentityKillTest: %d kills %s, %d commands, final results %s%n",
                kills.values().stream().mapToInt(count -> count).sum(), kills, finals.size(), outcomes);
        for (int i = 0; i < ACCOUNTS; i++) {
            AccountCommand command = last.get(name(i));
            boolean isLocked = command != null && command.action() == Action.LOCK;
            assertEquals(i >= FOREIGN && !isLocked, server.account(name(i)).isEnabled(), name(i) + ": " + command);
            assertTrue(!isLocked || server.account(name(i)).sessions() == 0, name(i));
        }
        assertTrue(finals.size() > KILLS, "too few commands to prove anything");
    }

    private static Set<String> ids(List<AccountCommand> commands) {
        Set<String> ids = new HashSet<>();
        commands.forEach(command -> ids.add(command.id()));
        return ids;
    }

    private static Map<String, CommandResult> finals(Map<String, String> client) {
        Map<String, CommandResult> finals = new HashMap<>();
        for (CommandResult result : CommandResults.results(client)) {
            if (result.outcome().isFinal()) {
                CommandResult before = finals.put(result.commandId(), result);
                assertNull(before, "two final results of " + result.commandId());
            }
        }
        return finals;
    }

    private static String name(int number) {
        return "user" + number;
    }

    private static int setting(String name, int otherwise) {
        String value = System.getenv(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }
}
