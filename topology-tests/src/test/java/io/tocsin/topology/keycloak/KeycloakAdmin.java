package io.tocsin.topology.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** The Admin REST API as the server's own administrator uses it; whatever isn't a success fails the test. */
final class KeycloakAdmin {

    private static final Duration LONGEST_CALL = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KeycloakServer server;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LONGEST_CALL).build();

    KeycloakAdmin(KeycloakServer server) {
        this.server = server;
    }

    /** What stands at a path below {@code /admin/realms}. */
    JsonNode get(String path) throws InterruptedException {
        return call("GET", path, "");
    }

    /** Makes something, and gives the answer. */
    JsonNode post(String path, String json) throws InterruptedException {
        return call("POST", path, json);
    }

    /** Changes something. */
    void put(String path, String json) throws InterruptedException {
        call("PUT", path, json);
    }

    /** Removes something. */
    void delete(String path) throws InterruptedException {
        call("DELETE", path, "");
    }

    private JsonNode call(String method, String path, String json) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.address() + "/admin/realms" + path))
                .timeout(LONGEST_CALL)
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/json")
                .method(method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                .build();
        return send(request);
    }

    /** A new one for each call: they are good for a minute only. */
    private String token() throws InterruptedException {
        String form = form(Map.of(
                "grant_type",
                "password",
                "client_id",
                "admin-cli",
                "username",
                KeycloakServer.ADMIN,
                "password",
                server.adminPassword()));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(server.address() + "/realms/master/protocol/openid-connect/token"))
                .timeout(LONGEST_CALL)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        return send(request).path("access_token").asText();
    }

    private JsonNode send(HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new AssertionError(request.method() + " " + request.uri().getPath() + " was answered "
                        + answer.statusCode() + " " + answer.body());
            }
            return answer.body().isEmpty() ? MissingNode.getInstance() : JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As forms are sent. */
    static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
