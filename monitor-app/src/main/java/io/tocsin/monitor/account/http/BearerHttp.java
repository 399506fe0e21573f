package io.tocsin.monitor.account.http;

import io.tocsin.monitor.account.ProviderException;
import io.tocsin.monitor.account.ProviderException.Kind;
import java.net.http.HttpRequest;
import java.util.regex.Pattern;

/** Calls that carry a token, renewed once if it is refused. */
public final class BearerHttp implements AutoCloseable {

    /** RFC 6750, 2.1. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private static final int UNAUTHORIZED = 401;

    private final ProviderHttp http;
    private final BearerTokens tokens;

    /** Closes the client when it is closed. */
    public BearerHttp(ProviderHttp http, BearerTokens tokens) {
        this.http = http;
        this.tokens = tokens;
    }

    /** What messages call the provider. */
    public String provider() {
        return http.provider();
    }

    /**
     * Sends a request and waits for its whole answer, of whatever status.
     *
     * @param request without its token
     * @param doing what is asked for: stands in messages
     * @throws ProviderException if there is no token or no answer
     */
    public Answer send(HttpRequest.Builder request, String doing) throws ProviderException, InterruptedException {
        String token = tokens.current();
        Answer answer = http.send(with(token, request), doing);
        if (answer.status() != UNAUTHORIZED) {
            return answer;
        }
        return http.send(with(tokens.insteadOf(token), request), doing);
    }

    private HttpRequest with(String token, HttpRequest.Builder request) throws ProviderException {
        if (!TOKEN.matcher(token).matches()) {
            // The HTTP client would say so itself, and show it.
            throw new ProviderException(
                    Kind.UNAUTHORIZED, "the token for " + provider() + " has characters that no bearer token has");
        }
        return request.copy().header("Authorization", "Bearer " + token).build();
    }

    @Override
    public void close() {
        http.close();
    }
}
