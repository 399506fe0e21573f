package io.tocsin.monitor.account.webhook;

import io.tocsin.monitor.account.http.ProviderAddress;
import io.tocsin.monitor.wire.ForeignJson;
import io.tocsin.monitor.wire.JsonLine;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A home-grown identity service on bare sockets, which checks signatures by itself and misbehaves when it is told to. */
final class IdentityService implements AutoCloseable {

    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /** How a request is answered. */
    enum Manner {
        WELL,
        /** Not within a second. */
        SLOWLY,
        /** With status 500. */
        WITH_500,
        /** The connection is closed instead. */
        CLOSING,
        /** The connection is closed in the middle of the answer. */
        HALF,
        /** The same answer comes twice. */
        TWICE,
        /** With the answer to the request before. */
        WITH_THE_LAST_ANSWER,
        /** With a body that is no answer. */
        WITH_NONSENSE
    }

    static final class Account {
        boolean enabled = true;
        int version = 1;
        long sessions = 2;
    }

    final Map<String, Account> accounts = new ConcurrentHashMap<>();
    final Queue<Manner> next = new ConcurrentLinkedQueue<>();
    /** Each with its action. */
    final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile byte[] lastAnswer = new byte[0];

    IdentityService() {
        try {
            server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    ProviderAddress address() {
        return new ProviderAddress(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/tocsin"));
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean isOpen = true;
            while (isOpen) {
                String request = line(in);
                if (request.isEmpty()) {
                    return;
                }
                Map<String, String> headers = new HashMap<>();
                for (String line = line(in); !line.isEmpty(); line = line(in)) {
                    int colon = line.indexOf(':');
                    headers.put(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).strip());
                }
                byte[] body = in.readNBytes(Integer.parseInt(headers.get("content-length")));
                isOpen = answer(socket.getOutputStream(), request, headers, body);
            }
        } catch (Exception e) {
            // the client is gone, or the test fails by the answer that doesn't come
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** Says whether the connection stays open. */
    private boolean answer(OutputStream out, String request, Map<String, String> headers, byte[] body)
            throws Exception {
        if (!request.equals("POST /tocsin HTTP/1.1")) {
            send(out, 404, "{}");
            return true;
        }
        String id = headers.get("webhook-id");
        if (!isSigned(id, headers, body)) {
            send(out, 401, "{}");
            return true;
        }
        ForeignJson json = ForeignJson.parse(body);
        asked.add(json.text("action"));
        Manner manner = next.isEmpty() ? Manner.WELL : next.remove();
        byte[] answer = perform(id, json).getBytes(StandardCharsets.UTF_8);
        byte[] before = lastAnswer;
        lastAnswer = answer;
        switch (manner) {
            case WELL -> send(out, 200, answer);
            case SLOWLY -> {
                Thread.sleep(1_500);
                send(out, 200, answer);
            }
            case WITH_500 -> send(out, 500, "{}");
            case CLOSING -> {
                return false;
            }
            case HALF -> {
                byte[] whole = response(200, answer);
                out.write(whole, 0, whole.length - 5);
                return false;
            }
            case TWICE -> {
                byte[] whole = response(200, answer);
                byte[] twice = new byte[2 * whole.length];
                System.arraycopy(whole, 0, twice, 0, whole.length);
                System.arraycopy(whole, 0, twice, whole.length, whole.length);
                out.write(twice);
            }
            case WITH_THE_LAST_ANSWER -> send(out, 200, before);
            case WITH_NONSENSE -> send(out, 200, "{\"answers\":\"" + id + "\",\"state\":\"locked\"}");
        }
        return true;
    }

    private static boolean isSigned(String id, Map<String, String> headers, byte[] body)
            throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(SECRET.substring(6)), "HmacSHA256"));
        mac.update((id + "." + headers.get("webhook-timestamp") + ".").getBytes(StandardCharsets.UTF_8));
        String expected = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        long ageS = System.currentTimeMillis() / 1_000 - Long.parseLong(headers.get("webhook-timestamp"));
        return expected.equals(headers.get("webhook-signature")) && Math.abs(ageS) < 300;
    }

    private String perform(String id, ForeignJson request) {
        String action = String.valueOf(request.text("action"));
        String name = action.equals("read") ? request.text("account") : request.text("accountId");
        Account account = accounts.get(String.valueOf(name));
        if (account == null) {
            return new JsonLine().put("answers", id).put("state", "absent").toString();
        }
        synchronized (account) {
            switch (action) {
                case "disable", "enable" -> {
                    if (account.enabled != action.equals("enable")) {
                        account.enabled = !account.enabled;
                        account.version++;
                    }
                }
                case "end-sessions" -> account.sessions = 0;
                default -> {}
            }
            return new JsonLine()
                    .put("answers", id)
                    .put("state", account.enabled ? "enabled" : "disabled")
                    .put("accountId", String.valueOf(name))
                    .put("accountVersion", "v" + account.version)
                    .put("sessions", account.sessions)
                    .toString();
        }
    }

    private static void send(OutputStream out, int status, String body) throws IOException {
        send(out, status, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(OutputStream out, int status, byte[] body) throws IOException {
        out.write(response(status, body));
    }

    private static byte[] response(int status, byte[] body) {
        byte[] head = ("HTTP/1.1 " + status + " x\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[head.length + body.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return whole;
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
