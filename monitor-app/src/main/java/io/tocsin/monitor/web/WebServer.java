package io.tocsin.monitor.web;

import io.tocsin.rules.event.IpAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers GET and HEAD over HTTP/1.1. Writes no log of requests, since queries name people. */
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    private static final int MOST_CONNECTIONS = 256;
    private static final int MOST_THREADS = 12;
    private static final int MOST_HEADER_BYTES = 8 << 10;
    private static final int BACKLOG = 128;
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(2);
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final Server server;
    private final ServerConnector connector;

    private WebServer(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /**
     * Binds the address and begins to serve.
     *
     * @param name what its threads and messages are called
     * @param address an IP address or host name; of this machine alone, if there is no TLS
     * @param port 0 to 65535; 0: any that is free
     * @param routes what can be asked for
     * @throws IOException if the address can't be bound or a key store not be opened; one sentence says why
     */
    public static WebServer start(String name, String address, int port, Optional<WebTls> tls, List<WebRoute> routes)
            throws IOException {
        if (tls.isEmpty() && !IpAddress.isThisMachine(address)) {
            throw new IOException(
                    name + " can't be served on " + address + " without TLS; a loopback address is needed");
        }
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS);
        threads.setName("tocsin-" + name);
        threads.setDaemon(true);
        Server server = new Server(threads);
        server.setStopTimeout(STOP.toMillis());
        ServerConnector connector = new ServerConnector(server, 1, 1, connections(tls));
        connector.setHost(address);
        connector.setPort(port);
        connector.setAcceptQueueSize(BACKLOG);
        connector.setIdleTimeout(IDLE.toMillis());
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));
        server.setHandler(new Answering(routes));
        server.setErrorHandler(Answering::refuse);
        try {
            server.start();
        } catch (Exception e) {
            stop(server);
            throw new IOException(name + " can't be served on " + address + ":" + port + ": " + reason(e), e);
        }
        return new WebServer(server, connector);
    }

    private static ConnectionFactory[] connections(Optional<WebTls> tls) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(false);
        http.setRequestHeaderSize(MOST_HEADER_BYTES);
        http.setResponseHeaderSize(MOST_HEADER_BYTES);
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        if (tls.isEmpty()) {
            return new ConnectionFactory[] {plain};
        }
        // Clients are known by their certificates; by which name they call the server is theirs to check.
        http.addCustomizer(new SecureRequestCustomizer(false));
        return new ConnectionFactory[] {new SslConnectionFactory(context(tls.get()), plain.getProtocol()), plain};
    }

    private static SslContextFactory.Server context(WebTls tls) {
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setKeyStorePath(tls.keyStore().toString());
        context.setKeyStorePassword(tls.keyStorePassword());
        context.setTrustStorePath(tls.trustStore().toString());
        context.setTrustStorePassword(tls.trustStorePassword());
        context.setNeedClientAuth(true);
        context.setIncludeProtocols(PROTOCOLS);
        return context;
    }

    private static String reason(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    /** Where it serves, with the port that was found where it was left open: {@code http://127.0.0.1:9465}. */
    public String url() {
        String scheme = connector.getConnectionFactory(SslConnectionFactory.class) == null ? "http" : "https";
        String host = connector.getHost();
        return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + connector.getLocalPort();
    }

    /** Stops serving; requests under way have two seconds. */
    @Override
    public void close() {
        stop(server);
    }

    private static void stop(Server server) {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("The HTTP server did not stop cleanly", e);
        }
    }
}
