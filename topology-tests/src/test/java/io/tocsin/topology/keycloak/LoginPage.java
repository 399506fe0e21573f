package io.tocsin.topology.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Keycloak's own login form, filled in as a browser does it: each attempt in a new browser. */
final class LoginPage {

    private static final String REDIRECT = "http://127.0.0.1/signed-in";
    private static final Duration LONGEST_CALL = Duration.ofSeconds(30);
    private static final Pattern ACTION = Pattern.compile("action=\"([^\"]+)\"");

    private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LONGEST_CALL).build();
    private final String endpoints;
    private final URI page;

    /** @param endpoints the address below which the realm's endpoints of OpenID Connect stand */
    LoginPage(String endpoints) {
        this.endpoints = endpoints;
        this.page = URI.create(endpoints + "/auth?"
                + KeycloakAdmin.form(Map.of(
                        "client_id", "shop",
                        "response_type", "code",
                        "scope", "openid",
                        "redirect_uri", REDIRECT)));
    }

    /** Tries to log in: whether the browser is sent back to the shop. */
    boolean accepts(String username, String password) throws InterruptedException {
        return code(username, password).isPresent();
    }

    /** Logs in and fetches tokens, as the shop does with the code that the browser brings back. */
    JsonNode tokens(String username, String password) throws InterruptedException, IOException {
        String code = code(username, password).orElseThrow();
        HttpResponse<String> answer =
                token(Map.of("grant_type", "authorization_code", "code", code, "redirect_uri", REDIRECT));
        if (answer.statusCode() != 200) {
            throw new AssertionError("no tokens but " + answer.statusCode() + " " + answer.body());
        }
        return new ObjectMapper().readTree(answer.body());
    }

    /** Whether new tokens are given for a refresh token. */
    boolean refreshes(String refreshToken) throws InterruptedException {
        return token(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken))
                        .statusCode()
                == 200;
    }

    /** Whether Keycloak, being asked, takes an access token. */
    boolean honours(String accessToken) throws InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(endpoints + "/userinfo"))
                                .header("Authorization", "Bearer " + accessToken))
                        .statusCode()
                == 200;
    }

    private HttpResponse<String> token(Map<String, String> grant) throws InterruptedException {
        Map<String, String> fields = new HashMap<>(grant);
        fields.put("client_id", "shop");
        return send(HttpRequest.newBuilder(URI.create(endpoints + "/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(KeycloakAdmin.form(fields))));
    }

    private Optional<String> code(String username, String password) throws InterruptedException {
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
            Matcher code = CODE.matcher(location);
            if (!location.startsWith(REDIRECT) || !code.find()) {
                throw new AssertionError("after the login the browser is sent elsewhere: " + location);
            }
            return Optional.of(code.group(1));
        }
        if (answer.statusCode() != 200 || !answer.body().contains("name=\"password\"")) {
            throw new AssertionError("neither signed in nor asked again: " + answer.statusCode() + " " + answer.body());
        }
        return Optional.empty();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws InterruptedException {
        try {
            return http.send(request.timeout(LONGEST_CALL).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
