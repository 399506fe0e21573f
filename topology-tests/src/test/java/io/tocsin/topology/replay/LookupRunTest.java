package io.tocsin.topology.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tocsin.topology.example.AccountLocks;
import io.tocsin.topology.fixture.RunFolder;
import io.tocsin.topology.fixture.Schemas;
import io.tocsin.topology.fixture.TocsinProcess;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a login service is told of accounts by the real program, by one process and by two that share a cluster; and what the
 * example of a service that reads the topic itself finds.
 */
class LookupRunTest {
    private static final Pattern URL = Pattern.compile("Account states: (http://\\S+/v1/account)");
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final String LOOKUP = "lookup: {port: 0, on_failure: closed}";
    private static final Schemas ANSWER = Schemas.of("account-answer");

    @TempDir
    private Path temp;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aLockIsToldUntilItIsLifted() throws Exception {
        RunFolder folder = new RunFolder(temp);
        folder.configure(LOOKUP);
        try (TocsinProcess run = TocsinProcess.running(temp, folder.config());
                AccountLocks byTopic = new AccountLocks(folder.client(), "tocsin.accounts")) {
            String url = url(run);
            awaitLocked(url, "Jürgen & söhne", false);
            await(byTopic, "Jürgen & söhne", AccountLocks.Answer.NOT_LOCKED);

            accounts(folder, "lock", "Jürgen & söhne");
            awaitLocked(url, "Jürgen & söhne", true);
            await(byTopic, "Jürgen & söhne", AccountLocks.Answer.LOCKED);
            assertEquals(AccountLocks.Answer.NOT_LOCKED, byTopic.ask("shop", "Jürgen & söhne"));
            JsonNode answer = told(url, "Jürgen & söhne");
            assertEquals("REQUESTED", answer.get("status").textValue());
            assertTrue(answer.get("ageMs").longValue() <= 2_000, answer::toString);
            assertEquals(false, told(url, "somebody else").get("locked").booleanValue());

            accounts(folder, "unlock", "Jürgen & söhne");
            awaitLocked(url, "Jürgen & söhne", false);
            await(byTopic, "Jürgen & söhne", AccountLocks.Answer.NOT_LOCKED);
            run.stop().expect(0);
            await(byTopic, "Jürgen & söhne", AccountLocks.Answer.UNKNOWN);
        }
    }

    private static void await(AccountLocks locks, String account, AccountLocks.Answer wanted)
            throws InterruptedException {
        RunFolder.await(
                account + " is " + wanted + " by topic", LONGEST, () -> locks.ask("default", account) == wanted);
    }

    /**
     * Both processes are asked all the time, while the second comes, is killed, comes back and goes. A lock that was told
     * once must be told on and on: no answer, or that what is known is too old, but never that there is no lock.
     */
    @Test
    @Tag("long")
    void twoProcessesTellTheSameWhateverTheirPartitions() throws Exception {
        RunFolder first = new RunFolder(Files.createDirectory(temp.resolve("first")));
        RunFolder second = new RunFolder(Files.createDirectory(temp.resolve("second")));
        first.configure(LOOKUP, "instance_id: first", "partitions: 4");
        List<String> wrong = new ArrayList<>();
        AtomicBoolean isOver = new AtomicBoolean();
        try (TocsinProcess run = TocsinProcess.running(first.path(), first.config())) {
            String url = url(run);
            for (int i = 0; i < 8; i++) {
                accounts(first, "lock", "user-" + i);
            }
            for (int i = 0; i < 8; i++) {
                awaitLocked(url, "user-" + i, true);
            }
            Thread asker = new Thread(() -> ask(url, isOver, wrong));
            asker.start();
            second.configureBeside(first, Duration.ofSeconds(6), LOOKUP, "instance_id: second", "partitions: 4");
            for (int turn = 0; turn < 2; turn++) {
                try (TocsinProcess other = TocsinProcess.running(second.path(), second.config())) {
                    String otherUrl = url(other);
                    for (int i = 0; i < 8; i++) {
                        awaitLocked(otherUrl, "user-" + i, true);
                    }
                    String late = "late-" + turn;
                    accounts(first, "lock", late);
                    awaitLocked(url, late, true);
                    awaitLocked(otherUrl, late, true);
                    if (turn == 0) {
                        other.kill();
                    } else {
                        other.stop().expect(0);
                    }
                }
                accounts(first, "lock", "after-" + turn);
                awaitLocked(url, "after-" + turn, true);
            }
            isOver.set(true);
            asker.join();
            run.stop().expect(0);
        }
        assertEquals(List.of(), wrong);
    }

    private void ask(String url, AtomicBoolean isOver, List<String> wrong) {
        for (int i = 0; !isOver.get(); i++) {
            try {
                HttpResponse<String> answer = get(url, "user-" + i % 8);
                if (answer.statusCode() == 200 && !answer.body().contains("\"locked\":true")) {
                    wrong.add(answer.body());
                }
                Thread.sleep(5);
            } catch (IOException | InterruptedException e) {
                wrong.add(e.toString());
                return;
            }
        }
    }

    private static void accounts(RunFolder folder, String verb, String account) throws Exception {
        TocsinProcess.run(
                        folder.path(),
                        LONGEST,
                        "accounts",
                        verb,
                        account,
                        "--reason",
                        "a test",
                        "--principal",
                        "ann",
                        "--config",
                        folder.config().toString())
                .expect(0);
    }

    private void awaitLocked(String url, String account, boolean isLocked) throws InterruptedException {
        String wanted = "\"locked\":" + isLocked;
        String[] last = {""};
        RunFolder.await(() -> account + " is told to be " + wanted + ", not " + last[0], LONGEST, () -> {
            try {
                HttpResponse<String> answer = get(url, account);
                last[0] = answer.body();
                return answer.statusCode() == 200 && answer.body().contains(wanted);
            } catch (IOException e) {
                throw new AssertionError(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private JsonNode told(String url, String account) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(url, account);
        assertEquals(200, answer.statusCode(), answer::body);
        assertEquals(List.of(), ANSWER.problems(answer.body()));
        return new ObjectMapper().readTree(answer.body());
    }

    private HttpResponse<String> get(String url, String account) throws IOException, InterruptedException {
        String query = "?account=" + URLEncoder.encode(account, StandardCharsets.UTF_8);
        return client.send(
                HttpRequest.newBuilder(URI.create(url + query))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String url(TocsinProcess run) {
        Matcher matcher = URL.matcher(run.err());
        assertTrue(matcher.find(), run::err);
        return matcher.group(1);
    }
}
