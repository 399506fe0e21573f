package io.tocsin.topology.keycloak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Keycloak's own login form, filled in as a browser does it: each attempt in a new browser. */
final class LoginPage {

    private static final String REDIRECT = "http://127.0.0.1/signed-in";
    private static final Duration LONGEST_CALL = Duration.ofSeconds(30);
    private static final Pattern ACTION = Pattern.compile("action=\"([^\"]+)\"");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LONGEST_CALL).build();
    private final URI page;

    /** @param authorization the realm's authorization endpoint (OpenID Connect) */
    LoginPage(URI authorization) {
        this.page = URI.create(authorization + "?"
                + KeycloakAdmin.form(Map.of(
                        "client_id", "shop",
                        "response_type", "code",
                        "scope", "openid",
                        "redirect_uri", REDIRECT)));
    }

    /** Tries to log in: whether the browser is sent back to the shop with a code. */
    boolean accepts(String username, String password) throws InterruptedException {
        HttpResponse<String> form = send(HttpRequest.newBuilder(page));
        Matcher action = ACTION.matcher(form.body());
        if (form.statusCode() != 200 || !action.find()) {
            throw new AssertionError("no login form but " + form.statusCode() + " " + form.body());
        }
        // By hand, as they are marked secure and Java's cookies then want TLS even to this machine.
        String cookies = form.headers().allValues("Set-Cookie").stream()
                .map(cookie -> cookie.substring(0, cookie.indexOf(';')))
                .collect(Collectors.joining("; "));
        HttpResponse<String> answer = send(HttpRequest.newBuilder(
                        URI.create(action.group(1).replace("&amp;", "&")))
                .header("Cookie", cookies)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(KeycloakAdmin.form(Map.of("username", username, "password", password)))));
        if (answer.statusCode() == 302) {
            String location = answer.headers().firstValue("Location").orElse("");
            if (!location.startsWith(REDIRECT) || !location.contains("code=")) {
                throw new AssertionError("after the login the browser is sent elsewhere: " + location);
            }
            return true;
        }
        if (answer.statusCode() != 200 || !answer.body().contains("name=\"password\"")) {
            throw new AssertionError("neither signed in nor asked again: " + answer.statusCode() + " " + answer.body());
        }
        return false;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws InterruptedException {
        try {
            return http.send(request.timeout(LONGEST_CALL).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
