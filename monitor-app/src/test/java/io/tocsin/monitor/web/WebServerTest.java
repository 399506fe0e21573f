package io.tocsin.monitor.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.tls.TestStores;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebServerTest {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int MANY = 100_000;
    private static final List<WebRoute> ROUTES = List.of(
            new WebRoute("/a", WebRoute.Pace.QUICK, WebServerTest::answer),
            new WebRoute("/a/b", WebRoute.Pace.SLOW, WebServerTest::answer),
            new WebRoute("/broken", WebRoute.Pace.QUICK, WebServerTest::answer),
            new WebRoute("/broken/slowly", WebRoute.Pace.SLOW, WebServerTest::answer),
            new WebRoute(
                    "/broken/half",
                    WebRoute.Pace.SLOW,
                    request -> parts(i -> {
                        if (i == 2) {
                            throw new IllegalStateException("broken on purpose");
                        }
                    })),
            new WebRoute("/many", WebRoute.Pace.SLOW, request -> parts(i -> {})),
            new WebRoute(
                    "/none",
                    WebRoute.Pace.SLOW,
                    request ->
                            WebAnswer.parts(200, "text/plain", List.<byte[]>of().iterator())),
            new WebRoute(
                    "/same",
                    WebRoute.Pace.QUICK,
                    request -> new WebAnswer(
                            304, "text/plain", Map.of("Cache-Control", "no-cache"), new WebAnswer.Whole(new byte[0]))));

    @TempDir
    private Path temp;

    private WebServer server;

    private void start(Optional<WebTls> tls) throws IOException {
        server = WebServer.start("test", LOOPBACK, 0, tls, ROUTES);
    }

    private static WebAnswer answer(WebRequest request) {
        if (request.path().startsWith("/broken")) {
            throw new IllegalStateException("broken on purpose");
        }
        String said = request.path() + " " + request.parameters().getOrDefault("q", List.of());
        String more = request.header("X-Asked").map(asked -> " for " + asked).orElse("") + " " + request.client();
        return WebAnswer.json(200, (said + more).getBytes(StandardCharsets.UTF_8))
                .with("Retry-After", "1");
    }

    private static WebAnswer parts(IntConsumer before) {
        return WebAnswer.parts(
                200,
                "text/plain",
                IntStream.range(0, MANY)
                        .peek(before)
                        .mapToObj(i -> (i + "\n").getBytes(StandardCharsets.UTF_8))
                        .iterator());
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        return send(HttpClient.newHttpClient(), method, path);
    }

    private HttpResponse<String> send(HttpClient client, String method, String path)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.url() + path))
                        .header("x-asked", "us")
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aRequestIsHandedOnDecodedAndItsAnswerIsNotKept() throws Exception {
        start(Optional.empty());

        HttpResponse<String> answer = send("GET", "/a/b?q=J%C3%BCrgen%2B1&q=two+words");

        assertEquals(200, answer.statusCode());
        assertEquals("/a/b [Jürgen+1, two words] for us 127.0.0.1", answer.body());
        assertEquals(
                "application/json", answer.headers().firstValue("Content-Type").orElse(""));
        assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
        assertEquals(
                "nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse(""));
        assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
        assertTrue(answer.headers().firstValue("Server").isEmpty(), "which server it is concerns nobody");
    }

    @Test
    void headHasNoBodyAndOtherMethodsAreRefused() throws Exception {
        start(Optional.empty());

        HttpResponse<String> head = send("HEAD", "/a");
        HttpResponse<String> post = send("POST", "/a");

        assertEquals(200, head.statusCode());
        assertEquals("", head.body());
        assertEquals(405, post.statusCode());
        assertEquals("GET, HEAD", post.headers().firstValue("Allow").orElse(""));
        assertEquals("{\"error\":\"method_not_allowed\",\"detail\":\"only GET and HEAD are allowed\"}", post.body());
    }

    @Test
    void whatIsMadeWhileItIsSentComesWhole() throws Exception {
        start(Optional.empty());

        HttpResponse<String> many = send("GET", "/many");
        HttpResponse<String> none = send("GET", "/none");

        assertEquals("text/plain", many.headers().firstValue("Content-Type").orElse(""));
        assertEquals(
                IntStream.range(0, MANY).mapToObj(Integer::toString).toList(),
                many.body().lines().toList());
        assertEquals("", send("HEAD", "/many").body());
        assertEquals(200, none.statusCode());
        assertEquals("", none.body());
    }

    @Test
    void whatBreaksOffWhileItIsSentIsNotTakenForAWhole() throws Exception {
        start(Optional.empty());

        assertThrows(IOException.class, () -> send("GET", "/broken/half"));
        assertEquals(200, send("GET", "/a").statusCode());
    }

    @Test
    void whatHasNotChangedIsNotSent() throws Exception {
        start(Optional.empty());

        HttpResponse<String> same = send("GET", "/same");

        assertEquals(304, same.statusCode());
        assertEquals("", same.body());
        assertEquals("no-cache", same.headers().firstValue("Cache-Control").orElse(""));
    }

    @Test
    void aPathThatIsNotServedIsRefused() throws Exception {
        start(Optional.empty());

        HttpResponse<String> answer = send("GET", "/elsewhere");

        assertEquals(404, answer.statusCode());
        assertTrue(
                answer.body().startsWith("{\"error\":\"not_found\",\"detail\":\"there is /a, /a/b, "), answer.body());
    }

    @Test
    void whatCanNotBeReadIsRefused() throws Exception {
        start(Optional.empty());

        assertEquals(400, send("GET", "/a?q=%FF%FE").statusCode());
        assertTrue(raw("GET /a?q=%zz HTTP/1.1\r\nHost: x\r\n\r\n").startsWith("HTTP/1.1 400 "));
        assertTrue(raw("GET /a?q=%zz HTTP/1.1\r\nHost: x\r\n\r\n")
                .contains("\r\n\r\n{\"error\":\"bad_request\",\"detail\":"));
        assertTrue(raw("nonsense\r\n\r\n").startsWith("HTTP/1.1 4"));
    }

    @Test
    void whatFailsIsA500ThatTellsNothing() throws Exception {
        start(Optional.empty());

        for (String path : List.of("/broken", "/broken/slowly")) {
            HttpResponse<String> answer = send("GET", path);

            assertEquals(500, answer.statusCode());
            assertEquals("{\"error\":\"failed\",\"detail\":\"failed; the log says why\"}", answer.body());
        }
    }

    @Test
    void aRequestThatIsTooLongIsRefused() throws Exception {
        start(Optional.empty());

        String answer = raw("GET /a?q=" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 414 ") || answer.startsWith("HTTP/1.1 431 "), answer);
    }

    /** Sends bytes that no client would send, and reads what is answered. */
    private String raw(String request) throws IOException {
        int port = URI.create(server.url()).getPort();
        try (Socket socket = new Socket(InetAddress.getByName(LOOPBACK), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] buffer = new byte[512];
            InputStream in = socket.getInputStream();
            int read = in.read(buffer);
            return new String(buffer, 0, Math.max(0, read), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void onlyThisMachineIsServedWithoutTls() {
        IOException refused =
                assertThrows(IOException.class, () -> WebServer.start("test", "0.0.0.0", 0, Optional.empty(), ROUTES));

        assertEquals("test can't be served on 0.0.0.0 without TLS; a loopback address is needed", refused.getMessage());
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        start(Optional.empty());
        int port = URI.create(server.url()).getPort();

        IOException refused = assertThrows(
                IOException.class, () -> WebServer.start("test", LOOPBACK, port, Optional.empty(), ROUTES));

        assertTrue(
                refused.getMessage().startsWith("test can't be served on 127.0.0.1:" + port + ": "),
                refused::getMessage);
    }

    @Test
    void overTlsOnlyAClientWithATrustedCertificateIsServed() throws Exception {
        TestStores stores = new TestStores(temp);
        Path serverKey = stores.key("server");
        Path clientKey = stores.key("client");
        Path strangerKey = stores.key("stranger");
        Path trust = stores.trustIn("server");
        start(Optional.of(new WebTls(serverKey, TestStores.PASSWORD, stores.trustIn("client"), TestStores.PASSWORD)));
        assertTrue(server.url().startsWith("https://"), server.url());

        HttpResponse<String> answer = send(client(List.of(clientKey), trust), "GET", "/a");
        assertEquals(200, answer.statusCode());
        assertTrue(answer.body().endsWith(" 127.0.0.1 CN=client"), answer.body());
        assertThrows(IOException.class, () -> send(client(List.of(strangerKey), trust), "GET", "/a"));
        assertThrows(IOException.class, () -> send(client(List.of(), trust), "GET", "/a"));
    }

    private static HttpClient client(List<Path> key, Path trust) throws Exception {
        SSLContext context = TestStores.context(key, trust);
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        return HttpClient.newBuilder()
                .sslContext(context)
                .sslParameters(parameters)
                .build();
    }

    @Test
    void aKeyStoreThatCanNotBeOpenedIsToldAtTheStart() throws Exception {
        TestStores stores = new TestStores(temp);
        Path key = stores.key("server");
        WebTls wrong = new WebTls(key, "guessed", key, TestStores.PASSWORD);

        IOException refused = assertThrows(IOException.class, () -> start(Optional.of(wrong)));

        assertTrue(refused.getMessage().startsWith("test can't be served on 127.0.0.1:0: "), refused::getMessage);
        assertFalse(wrong.toString().contains("guessed"), wrong::toString);
    }

    @Test
    void manyClientsAreServedOverKeptConnections() throws Exception {
        start(Optional.empty());
        HttpClient client = HttpClient.newHttpClient();
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            statuses.add(send(client, "GET", "/a").statusCode());
        }

        assertEquals(200, statuses.stream().filter(status -> status == 200).count());
    }
}
