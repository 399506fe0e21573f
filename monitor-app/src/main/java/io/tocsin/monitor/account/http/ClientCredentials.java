package io.tocsin.monitor.account.http;

import io.tocsin.monitor.account.ProviderException;
import io.tocsin.monitor.account.ProviderException.Kind;
import io.tocsin.monitor.wire.ForeignJson;
import io.tocsin.monitor.wire.MalformedRecordException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.LongSupplier;

/**
 * Tokens that a client fetches with its own id and secret (OAuth 2.0, RFC 6749, 4.4), each for as long as its server says.
 * One thread fetches, the others wait for what it gets.
 */
public final class ClientCredentials implements BearerTokens {

    /** A token that ends within this time is renewed before: it has to last for a call. */
    private static final long LONGEST_MARGIN_MS = 30_000;

    /** A server that doesn't say how long a token is good is asked again after this time. */
    private static final long UNKNOWN_LIFETIME_S = 60;

    private static final long LONGEST_LIFETIME_S = 86_400;

    private final ProviderHttp http;
    private final URI endpoint;
    private final String clientId;
    private final Secret secret;
    private final LongSupplier nowMs;

    /** Empty: none yet. */
    private String token = "";

    private long renewAtMs;

    /**
     * Asks for nothing yet.
     *
     * @param endpoint the server's token endpoint
     * @param nowMs milliseconds from any start, never going back
     */
    public ClientCredentials(ProviderHttp http, URI endpoint, String clientId, Secret secret, LongSupplier nowMs) {
        this.http = http;
        this.endpoint = endpoint;
        this.clientId = clientId;
        this.secret = secret;
        this.nowMs = nowMs;
    }

    @Override
    public synchronized String current() throws ProviderException, InterruptedException {
        if (token.isEmpty() || nowMs.getAsLong() >= renewAtMs) {
            fetch();
        }
        return token;
    }

    @Override
    public synchronized String insteadOf(String refused) throws ProviderException, InterruptedException {
        if (token.equals(refused)) {
            fetch();
        }
        return token;
    }

    private void fetch() throws ProviderException, InterruptedException {
        token = "";
        long askedAtMs = nowMs.getAsLong();
        Answer answer = http.send(
                HttpRequest.newBuilder(endpoint)
                        .header("Authorization", "Basic " + credentials())
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Accept", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                        .build(),
                "fetching a token");
        switch (answer.status()) {
            case 200 -> take(answer, askedAtMs);
            case 400, 401, 403, 404 ->
                throw new ProviderException(
                        Kind.UNAUTHORIZED,
                        http.provider() + " gives the client '" + clientId + "' no token (" + answer.status()
                                + "); check the address, the client's id and secret, and that it may fetch tokens for"
                                + " itself");
            default -> throw answer.failure(http.provider(), "fetching a token");
        }
    }

    private void take(Answer answer, long askedAtMs) throws ProviderException {
        String fetched;
        Long lifetimeS;
        try {
            ForeignJson json = ForeignJson.parse(answer.body());
            fetched = json.text("access_token");
            lifetimeS = json.integer("expires_in");
        } catch (MalformedRecordException e) {
            throw answer.unreadable(http.provider(), "a token");
        }
        if (fetched == null || fetched.isEmpty()) {
            throw answer.unreadable(http.provider(), "a token");
        }
        long lifetimeMs =
                1_000 * Math.max(0, Math.min(lifetimeS == null ? UNKNOWN_LIFETIME_S : lifetimeS, LONGEST_LIFETIME_S));
        token = fetched;
        renewAtMs = askedAtMs + lifetimeMs - Math.min(LONGEST_MARGIN_MS, lifetimeMs / 4);
    }

    private String credentials() throws ProviderException {
        try {
            String pair = form(clientId) + ":" + form(secret.read());
            return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException | IllegalStateException e) {
            throw new ProviderException(
                    Kind.UNAUTHORIZED, "the secret of the client '" + clientId + "' can't be read from its place", e);
        }
    }

    private static String form(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
