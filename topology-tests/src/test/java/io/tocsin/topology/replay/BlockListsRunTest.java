package io.tocsin.topology.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tocsin.topology.fixture.OperatorShell;
import io.tocsin.topology.fixture.RunFolder;
import io.tocsin.topology.fixture.Schemas;
import io.tocsin.topology.fixture.TocsinProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What gateways are told of blocked sources by the real program, over HTTP. */
class BlockListsRunTest {
    private static final Pattern URL = Pattern.compile("Blocked sources: (http://\\S+)/v1/blocks ");
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final String KEY = "0123456789abcdef";
    private static final Schemas DECISIONS = Schemas.of("decisions");
    private static final Schemas PROBLEM = Schemas.of("problem");

    @TempDir
    private Path temp;

    private final HttpClient client = HttpClient.newHttpClient();
    private OperatorShell operator;
    private String url;

    @Test
    void gatewaysFollowWhatIsBlocked() throws Exception {
        Files.writeString(temp.resolve("edge.key"), KEY + "\n");
        Path config = new RunFolder(temp)
                .configure(
                        "stages: [ingest, respond]",
                        "lookup: {port: 0, on_failure: open, bouncers: {edge: {key_file: edge.key}}}");
        operator = new OperatorShell(temp, config);
        try (TocsinProcess run = TocsinProcess.running(temp, config)) {
            Matcher found = URL.matcher(run.err());
            assertTrue(found.find(), run::err);
            url = found.group(1);
            listsFollow();
            bouncersFollow();
            whoeverIsUnknownIsRefused();
            run.stop().expect(0);
        }
    }

    private void listsFollow() throws Exception {
        awaitList("plain", "");
        operator.run("blocks", "add", "192.0.2.1", "--reason", "spray").expect(0);
        operator.run("blocks", "add", "2001:db8::7", "--reason", "spray").expect(0);
        awaitList("plain", "192.0.2.1\n2001:db8::/64\n");
        awaitList("nginx", "deny 192.0.2.1;\ndeny 2001:db8::/64;\n");
        awaitList("nginx-geo", "192.0.2.1 1;\n2001:db8::/64 1;\n");
        String tag =
                get("/v1/blocks?format=nginx", "").headers().firstValue("ETag").orElseThrow();
        assertEquals(304, get("/v1/blocks?format=nginx", tag).statusCode());

        // A block of seconds ends by time, before and after the tick that notes it.
        operator.run("blocks", "add", "198.51.100.7", "--reason", "a test", "--for", "2s")
                .expect(0);
        awaitList("plain", "192.0.2.1\n2001:db8::/64\n");
    }

    private void bouncersFollow() throws Exception {
        JsonNode start = decisions("?startup=true");
        assertEquals(List.of("192.0.2.1", "2001:db8::/64"), values(start, "new"));
        assertTrue(start.at("/new/0/duration").textValue().matches("3[0-9]{3}s"), start::toString);
        assertEquals(List.of(), values(decisions(""), "new"));

        operator.run("blocks", "add", "203.0.113.0/24", "--reason", "botnet").expect(0);
        operator.run("blocks", "remove", "192.0.2.1", "--reason", "our own").expect(0);
        awaitList("plain", "2001:db8::/64\n203.0.113.0/24\n");
        JsonNode next = decisions("?startup=false&scopes=ip%2Crange");
        assertEquals(List.of("203.0.113.0/24"), values(next, "new"));
        assertTrue(values(next, "deleted").contains("192.0.2.1"), next::toString);
        assertEquals("Range", next.at("/new/0/scope").textValue());
    }

    private void whoeverIsUnknownIsRefused() throws Exception {
        HttpResponse<String> refused = client.send(
                HttpRequest.newBuilder(URI.create(url + "/v1/decisions/stream"))
                        .header("X-Api-Key", KEY.replace('0', '1'))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(403, refused.statusCode());
        assertEquals(List.of(), PROBLEM.problems(refused.body()));
        for (String path : List.of("/v1/decisions", "/v1/blocks?format=iptables", "/v1/account")) {
            HttpResponse<String> answer = get(path, "");
            assertTrue(answer.statusCode() >= 400, path);
            assertEquals(List.of(), PROBLEM.problems(answer.body()), path);
        }
    }

    private JsonNode decisions(String query) throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/v1/decisions/stream" + query, "");
        assertEquals(200, answer.statusCode(), answer::body);
        assertEquals(List.of(), DECISIONS.problems(answer.body()));
        return new ObjectMapper().readTree(answer.body());
    }

    private static List<String> values(JsonNode decisions, String list) {
        List<String> values = new ArrayList<>();
        decisions.get(list).forEach(each -> values.add(each.get("value").textValue()));
        return values;
    }

    private void awaitList(String format, String wanted) throws InterruptedException {
        String[] last = {""};
        RunFolder.await(() -> format + " is " + last[0] + " instead of " + wanted, LONGEST, () -> {
            try {
                HttpResponse<String> answer = get("/v1/blocks?format=" + format, "");
                last[0] = answer.statusCode() + " " + answer.body();
                return last[0].equals("200 " + wanted);
            } catch (IOException e) {
                throw new AssertionError(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private HttpResponse<String> get(String path, String known) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(url + path))
                        .header("X-Api-Key", KEY)
                        .header("If-None-Match", known)
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
