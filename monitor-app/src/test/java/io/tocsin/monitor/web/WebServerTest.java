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
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebServerTest {
    private static final String LOOPBACK = "127.0.0.1";

    @TempDir
    private Path temp;

    private WebServer server;

    private void start(Optional<WebTls> tls) throws IOException {
        server = WebServer.start("test", LOOPBACK, 0, tls, WebServerTest::answer);
    }

    private static WebAnswer answer(WebRequest request) {
        if (request.path().equals("/broken")) {
            throw new IllegalStateException("broken on purpose");
        }
        String said = request.path() + " " + request.parameters().getOrDefault("q", List.of());
        return new WebAnswer(200, said.getBytes(StandardCharsets.UTF_8), Map.of("Retry-After", "1"));
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
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aRequestIsHandedOnDecodedAndItsAnswerIsNotKept() throws Exception {
        start(Optional.empty());

        HttpResponse<String> answer = send("GET", "/a/b?q=J%C3%BCrgen%2B1&q=two+words");

        assertEquals(200, answer.statusCode());
        assertEquals("/a/b [Jürgen+1, two words]", answer.body());
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
        assertEquals("{\"error\":\"only GET and HEAD are allowed\"}", post.body());
    }

    @Test
    void whatCanNotBeReadIsRefused() throws Exception {
        start(Optional.empty());

        assertEquals(400, send("GET", "/a?q=%FF%FE").statusCode());
        assertTrue(raw("GET /a?q=%zz HTTP/1.1\r\nHost: x\r\n\r\n").startsWith("HTTP/1.1 400 "));
        assertTrue(raw("nonsense\r\n\r\n").startsWith("HTTP/1.1 4"));
    }

    @Test
    void whatFailsIsA500ThatTellsNothing() throws Exception {
        start(Optional.empty());

        HttpResponse<String> answer = send("GET", "/broken");

        assertEquals(500, answer.statusCode());
        assertFalse(answer.body().contains("on purpose"), answer.body());
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
            byte[] buffer = new byte[256];
            InputStream in = socket.getInputStream();
            int read = in.read(buffer);
            return new String(buffer, 0, Math.max(0, read), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void onlyThisMachineIsServedWithoutTls() {
        IOException refused = assertThrows(
                IOException.class,
                () -> WebServer.start("test", "0.0.0.0", 0, Optional.empty(), WebServerTest::answer));

        assertEquals("test can't be served on 0.0.0.0 without TLS; a loopback address is needed", refused.getMessage());
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        start(Optional.empty());
        int port = URI.create(server.url()).getPort();

        IOException refused = assertThrows(
                IOException.class,
                () -> WebServer.start("test", LOOPBACK, port, Optional.empty(), WebServerTest::answer));

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

        assertEquals(200, send(client(List.of(clientKey), trust), "GET", "/a").statusCode());
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
