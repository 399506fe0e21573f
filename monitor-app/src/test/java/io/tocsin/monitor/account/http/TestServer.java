package io.tocsin.monitor.account.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A server on loopback that notes what it was asked, and can be told to misbehave at the next requests. */
public final class TestServer implements AutoCloseable {

    /** What was asked: the path with its query as sent. */
    public record Asked(
            String method, String path, String authorization, String contentType, String ifMatch, String body) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** What is answered. */
    public record Reply(int status, String contentType, String body, String etag) {
        /** In JSON. */
        public static Reply json(int status, String body) {
            return new Reply(status, "application/json", body, "");
        }

        /** Without a body. */
        public static Reply empty(int status) {
            return new Reply(status, "", "", "");
        }
    }

    /** What a server does when it is well. */
    @FunctionalInterface
    public interface Behaviour {
        Reply answer(Asked asked);
    }

    /** What goes wrong with a request. */
    @FunctionalInterface
    public interface Trouble {
        void make(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private record Planned(String part, Trouble trouble) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Behaviour behaviour;
    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());
    private final Deque<Planned> troubles = new ArrayDeque<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    /** Starts it. */
    public TestServer(Behaviour behaviour) {
        this.behaviour = behaviour;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public ProviderAddress address() {
        return new ProviderAddress(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    /** Every request, oldest first. */
    public List<Asked> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    /** The requests whose method and path contain this text. */
    public List<Asked> asked(String part) {
        return asked().stream().filter(each -> each.toString().contains(part)).toList();
    }

    /** The next request whose method and path contain this text gets another answer, once. */
    public void next(String part, int status, String body) {
        trouble(part, exchange -> send(exchange, Reply.json(status, body)));
    }

    /** The next such request meets with trouble, once. */
    public synchronized void trouble(String part, Trouble trouble) {
        troubles.add(new Planned(part, trouble));
    }

    /** The next such request gets no answer until the server closes. */
    public void hang(String part) {
        trouble(part, exchange -> closing.await(30, TimeUnit.SECONDS));
    }

    /** The next such request gets the beginning of an answer, then a byte now and then until the server closes. */
    public void drip(String part) {
        trouble(part, exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            while (!closing.await(20, TimeUnit.MILLISECONDS)) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
            }
        });
    }

    /** The next such request's connection ends in the middle of the answer. */
    public void cut(String part) {
        trouble(part, exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('[');
            exchange.getResponseBody().flush();
        });
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Asked request = new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    header(exchange, "Authorization"),
                    header(exchange, "Content-Type"),
                    header(exchange, "If-Match"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            asked.add(request);
            Trouble trouble = troubleFor(request);
            if (trouble != null) {
                trouble.make(exchange);
            } else {
                send(exchange, behaviour.answer(request));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Trouble troubleFor(Asked request) {
        for (Planned planned : troubles) {
            if (request.toString().contains(planned.part())) {
                troubles.remove(planned);
                return planned.trouble();
            }
        }
        return null;
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        if (!reply.contentType().isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", reply.contentType());
        }
        if (!reply.etag().isEmpty()) {
            exchange.getResponseHeaders().set("ETag", reply.etag());
        }
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
