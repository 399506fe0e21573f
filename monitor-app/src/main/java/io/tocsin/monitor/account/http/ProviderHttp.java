package io.tocsin.monitor.account.http;

import io.tocsin.monitor.account.ProviderException;
import io.tocsin.monitor.account.ProviderException.Kind;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * Calls one provider, each call in bounded time and with a bounded answer. Follows no redirect and keeps no cookie: a
 * token must not go where the configuration doesn't say. For several threads at once.
 */
public final class ProviderHttp implements AutoCloseable {

    /** The most bytes of an answer that are taken. */
    public static final int MAX_BODY_BYTES = 1024 * 1024;

    private final String provider;
    private final HttpTimeouts timeouts;
    private final ExecutorService threads;
    private final HttpClient client;
    private final Map<HttpRequest, CompletableFuture<?>> underWay =
            Collections.synchronizedMap(new IdentityHashMap<>());
    private volatile boolean closed;

    /**
     * Connects to nothing yet.
     *
     * @param provider what messages call the provider, at the beginning of a sentence
     * @param trust which certificates are trusted; empty: those that the Java runtime trusts
     */
    public ProviderHttp(String provider, HttpTimeouts timeouts, Optional<SSLContext> trust) {
        this.provider = provider;
        this.timeouts = timeouts;
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "account-http");
            thread.setDaemon(true);
            return thread;
        });
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofMillis(timeouts.connectMs()))
                .executor(threads);
        trust.ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    /** What messages call the provider. */
    public String provider() {
        return provider;
    }

    /**
     * Sends a request and waits for its whole answer.
     *
     * @param doing what is asked for, such as {@code reading an account}: stands in messages
     * @throws ProviderException UNAVAILABLE, if there is no answer
     */
    public Answer send(HttpRequest request, String doing) throws ProviderException, InterruptedException {
        CompletableFuture<HttpResponse<Answer>> call;
        try {
            call = client.sendAsync(request, head -> new BoundedBody(head.statusCode(), MAX_BODY_BYTES));
        } catch (RejectedExecutionException e) {
            throw stopping(e);
        }
        underWay.put(request, call);
        try {
            if (closed) { // perhaps after close() went through them
                call.cancel(true);
            }
            // The client's own timeout ends with the answer's head; this one ends with its last byte.
            return call.get(timeouts.callMs(), TimeUnit.MILLISECONDS).body();
        } catch (TimeoutException e) {
            throw new ProviderException(
                    Kind.UNAVAILABLE,
                    provider + " gave no answer to " + doing + " within " + timeouts.callMs() + " ms",
                    e);
        } catch (CancellationException e) {
            throw stopping(e);
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause(), doing);
        } finally {
            call.cancel(true);
            underWay.remove(request);
        }
    }

    private ProviderException failure(Throwable cause, String doing) {
        if (closed) {
            return stopping(cause);
        }
        String what;
        if (cause instanceof HttpConnectTimeoutException) {
            what = provider + " can't be reached within " + timeouts.connectMs() + " ms";
        } else if (cause instanceof ConnectException) {
            what = provider + " can't be reached";
        } else if (cause instanceof SSLException) {
            what = "no TLS connection to " + provider + " that can be trusted came about";
        } else {
            what = "the connection to " + provider + " broke off";
        }
        return new ProviderException(Kind.UNAVAILABLE, what + ", " + doing, cause);
    }

    private static ProviderException stopping(Throwable cause) {
        return new ProviderException(Kind.UNAVAILABLE, "the program is stopping", cause);
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        closed = true;
        List<CompletableFuture<?>> calls;
        synchronized (underWay) {
            calls = List.copyOf(underWay.values());
        }
        calls.forEach(call -> call.cancel(true));
        threads.shutdown();
    }
}
