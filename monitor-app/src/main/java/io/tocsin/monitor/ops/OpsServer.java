package io.tocsin.monitor.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tocsin.monitor.config.OpsConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves pages to an operator's tools, over HTTP/1.1 on loopback, with the JDK's own server: three pages for a few
 * well-behaved clients need no library. It reads no request body, and is bounded in threads, in connections and in the
 * time that a request may take.
 */
public final class OpsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpsServer.class);
    private static final int BACKLOG = 32;
    private static final int THREADS = 4;
    private static final int WAITING = 32;
    private static final int IDLE_THREAD_S = 30;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int INTERNAL_ERROR = 500;

    /** The JDK's server has these bounds, most of them off, and reads them once, when its first instance is made. */
    private static final Map<String, String> BOUNDS = Map.of(
            "sun.net.httpserver.maxReqTime", "10",
            "sun.net.httpserver.maxRspTime", "30",
            "sun.net.httpserver.maxReqHeaders", "50",
            "sun.net.httpserver.maxReqHeaderSize", "16384",
            "sun.net.httpserver.idleInterval", "30",
            "jdk.httpserver.maxConnections", "64");

    private final HttpServer server;
    private final Map<String, Supplier<Page>> pages;
    private final ThreadPoolExecutor threads;

    private OpsServer(HttpServer server, Map<String, Supplier<Page>> pages) {
        this.server = server;
        this.pages = Map.copyOf(pages);
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_THREAD_S, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                    Thread named = new Thread(task, "tocsin-ops");
                    named.setDaemon(true);
                    return named;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Binds the address and begins to serve.
     *
     * @param pages what stands at each path, made anew for each request, by up to four threads at once
     * @throws IOException if the address can't be bound; one sentence says why
     */
    public static OpsServer start(OpsConfig config, Map<String, Supplier<Page>> pages) throws IOException {
        BOUNDS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
        InetAddress address = InetAddress.getByName(config.address());
        if (!address.isLoopbackAddress()) {
            throw new IOException("ops.address is '" + config.address() + "', which this machine takes for "
                    + address.getHostAddress() + "; a loopback address is needed");
        }
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(address, config.port()), BACKLOG);
        } catch (IOException e) {
            throw new IOException(
                    "health and metrics can't be served on " + config.address() + ":" + config.port() + ": "
                            + e.getMessage()
                            + "; end what uses the port, set `ops.port` to another one, or `ops.enabled: false`",
                    e);
        }
        OpsServer ops = new OpsServer(server, pages);
        server.setExecutor(ops.threads);
        server.createContext("/", ops::handle);
        server.start();
        return ops;
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            String method = exchange.getRequestMethod();
            boolean isHead = method.equals("HEAD");
            String path = exchange.getRequestURI().getPath();
            Supplier<Page> page = pages.get(path);
            if (page == null) {
                answer(exchange, isHead, Page.text(NOT_FOUND, "not here; there are " + String.join(", ", paths())));
            } else if (isHead || method.equals("GET")) {
                answer(exchange, isHead, make(path, page));
            } else {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                answer(exchange, false, Page.text(METHOD_NOT_ALLOWED, "only GET and HEAD are allowed"));
            }
        } catch (IOException e) {
            LOG.debug("A request could not be answered to its end", e);
        }
    }

    private static Page make(String path, Supplier<Page> page) {
        try {
            return page.get();
        } catch (RuntimeException e) {
            LOG.error("The page {} could not be made", path, e);
            return Page.text(INTERNAL_ERROR, "failed; the log says why");
        }
    }

    private static void answer(HttpExchange exchange, boolean isHead, Page page) throws IOException {
        byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", page.contentType());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        if (isHead) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
            exchange.sendResponseHeaders(page.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(page.status(), body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private List<String> paths() {
        return pages.keySet().stream().sorted().toList();
    }

    /** Where it serves, with the port that was found where the configuration left it open: {@code http://127.0.0.1:9464}. */
    public String url() {
        InetSocketAddress bound = server.getAddress();
        String host = bound.getAddress().getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort();
    }

    /** Stops serving at once; requests under way are broken off. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
