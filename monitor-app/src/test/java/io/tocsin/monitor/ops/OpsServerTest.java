package io.tocsin.monitor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.config.OpsConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpsServerTest {
    private static final OpsConfig ANY_PORT = new OpsConfig("127.0.0.1", 0);

    private final CountDownLatch released = new CountDownLatch(1);
    private final HttpClient client = HttpClient.newHttpClient();
    private OpsServer server;

    @BeforeEach
    void start() throws IOException {
        server = OpsServer.start(
                ANY_PORT,
                Map.of(
                        "/health", () -> Page.of(List.of(Check.ok("process"))),
                        "/ready",
                                () -> Page.of(List.of(
                                        Check.ok("kafka"), Check.failed("stage detect", "is REBALANCING \"now\""))),
                        "/slow", this::slow,
                        "/broken",
                                () -> {
                                    throw new IllegalStateException("a page that fails");
                                }));
    }

    @AfterEach
    void stop() {
        released.countDown();
        server.close();
    }

    private Page slow() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Page.of(List.of());
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.url() + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void checksThatPassAreOneObjectWithStatus200() throws Exception {
        HttpResponse<String> answer = send("GET", "/health");

        assertEquals(200, answer.statusCode());
        assertEquals("{\"status\":\"ok\",\"process\":\"ok\"}\n", answer.body());
        assertEquals(
                "application/json", answer.headers().firstValue("Content-Type").orElseThrow());
        assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElseThrow());
    }

    @Test
    void oneCheckThatFailsMakesItStatus503AndSaysWhatIsWrong() throws Exception {
        HttpResponse<String> answer = send("GET", "/ready");

        assertEquals(503, answer.statusCode());
        assertEquals(
                "{\"status\":\"failing\",\"kafka\":\"ok\",\"stage detect\":\"is REBALANCING \\\"now\\\"\"}\n",
                answer.body());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 404",
        "GET, /health/, 404",
        "GET, /health?verbose, 200",
        "GET, /../health, 404",
        "GET, /%2e%2e/metrics, 404",
        "POST, /health, 405",
        "PUT, /ready, 405",
        "DELETE, /health, 405",
        "TRACE, /health, 405",
        "POST, /nothing, 404",
        "GET, /broken, 500"
    })
    void whatIsNotServedIsRefused(String method, String path, int status) throws Exception {
        assertEquals(status, send(method, path).statusCode());
    }

    @Test
    void aFailureShowsNothingOfItsCause() throws Exception {
        String body = send("GET", "/broken").body();

        assertFalse(body.contains("page that fails") || body.contains("Exception"), body);
    }

    @Test
    void aMethodThatIsRefusedNamesThoseThatAreAllowed() throws Exception {
        assertEquals(
                "GET, HEAD",
                send("POST", "/health").headers().firstValue("Allow").orElseThrow());
    }

    @Test
    void headIsGetWithoutTheBody() throws Exception {
        HttpResponse<String> head = send("HEAD", "/ready");
        HttpResponse<String> get = send("GET", "/ready");

        assertEquals(503, head.statusCode());
        assertEquals("", head.body());
        assertEquals(get.headers().firstValue("Content-Length"), head.headers().firstValue("Content-Length"));
    }

    @Test
    void aHeadThatIsTooLargeIsRefused() throws Exception {
        String answer = exchange("GET /health HTTP/1.1\r\nHost: x\r\nX-Large: " + "x".repeat(100_000) + "\r\n\r\n");

        assertFalse(answer.startsWith("HTTP/1.1 200"), answer);
        assertEquals(200, send("GET", "/health").statusCode());
    }

    @Test
    void aRequestThatIsNoHttpDoesNotHarmTheNext() throws Exception {
        String answer = exchange("\u0016\u0003\u0001 hello\r\n\r\n");

        assertFalse(answer.startsWith("HTTP/1.1 200"), answer);
        assertEquals(200, send("GET", "/health").statusCode());
    }

    /** More requests that hang than there are threads and places: the server drops some, and is there again after. */
    @Test
    void aFloodOfRequestsIsBoundedAndPasses() throws Exception {
        List<Socket> flood = new ArrayList<>();
        try {
            for (int i = 0; i < 60; i++) {
                Socket socket = connect();
                socket.getOutputStream()
                        .write("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                flood.add(socket);
            }
            assertTrue(Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().equals("tocsin-ops"))
                            .count()
                    <= 4);
        } finally {
            released.countDown();
            for (Socket socket : flood) {
                socket.close();
            }
        }

        assertEquals(200, send("GET", "/health").statusCode());
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        int port = URI.create(server.url()).getPort();

        IOException taken =
                assertThrows(IOException.class, () -> OpsServer.start(new OpsConfig("127.0.0.1", port), Map.of()));

        assertTrue(
                taken.getMessage().startsWith("health and metrics can't be served on 127.0.0.1:" + port + ": "),
                taken.getMessage());
        assertTrue(taken.getMessage().contains("`ops.port`"), taken.getMessage());
    }

    @Test
    void theClientTellsWhatTheServerSaid() throws IOException {
        OpsConfig found = new OpsConfig("127.0.0.1", URI.create(server.url()).getPort());

        assertEquals(
                new OpsClient.Answer(true, "{\"status\":\"ok\",\"process\":\"ok\"}\n"),
                OpsClient.get(found, "/health"));
        assertFalse(OpsClient.get(found, "/ready").isOk());
        assertTrue(OpsClient.get(found, "/ready").body().contains("REBALANCING"));

        server.close();
        IOException gone = assertThrows(IOException.class, () -> OpsClient.get(found, "/health"));
        assertTrue(gone.getMessage().contains("no 'tocsin run' is there"), gone.getMessage());
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(server.url()).getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private String exchange(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(200), StandardCharsets.ISO_8859_1);
        } catch (java.net.SocketException e) {
            return "(reset) " + e.getMessage();
        }
    }
}
