package io.tocsin.topology.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.monitor.account.http.BearerHttp;
import io.tocsin.monitor.account.http.ClientCredentials;
import io.tocsin.monitor.account.http.HttpTimeouts;
import io.tocsin.monitor.account.http.ProviderAddress;
import io.tocsin.monitor.account.http.ProviderHttp;
import io.tocsin.monitor.account.keycloak.KeycloakSettings;
import io.tocsin.monitor.account.scim.ScimAttribute;
import io.tocsin.monitor.account.scim.ScimProvider;
import io.tocsin.monitor.wire.JsonLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A realm of its own for a test: a shop that people log in to, the client that Tocsin is, and accounts. */
final class KeycloakRealm {

    /** Tocsin's client. */
    static final String CLIENT = "tocsin";

    /** The password of every account. */
    static final String PASSWORD = "the right one";

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final KeycloakServer server;
    private final KeycloakAdmin admin;
    private final String name = "payments-" + COUNT.incrementAndGet();
    private final String secret = UUID.randomUUID().toString();

    private KeycloakRealm(KeycloakServer server) {
        this.server = server;
        this.admin = new KeycloakAdmin(server);
    }

    /** A new one without accounts, as docs/keycloak.md says that it should be. */
    static KeycloakRealm create(KeycloakServer server) throws InterruptedException {
        KeycloakRealm realm = new KeycloakRealm(server);
        realm.admin.post("", realm.json());
        realm.allowFurtherAttributes();
        return realm;
    }

    private String json() {
        try (InputStream template = KeycloakRealm.class.getResourceAsStream("realm.json")) {
            return new String(template.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("${realm}", name)
                    .replace("${secret}", secret)
                    .replace("${address}", server.address());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void allowFurtherAttributes() throws InterruptedException {
        ObjectNode profile = (ObjectNode) admin.get(at("/users/profile"));
        admin.put(
                at("/users/profile"),
                profile.put("unmanagedAttributePolicy", "ENABLED").toString());
    }

    /** Makes an account that may log in, with an e-mail address, names and an attribute; gives its id. */
    String addUser(String username) throws InterruptedException {
        JsonLine user = new JsonLine()
                .put("username", username)
                .put("enabled", true)
                .put("email", username + "@example.com")
                .put("emailVerified", true)
                .put("firstName", "First " + username)
                .put("lastName", "Last " + username)
                .put("attributes", new JsonLine().put("costCentre", List.of("4711")))
                .put(
                        "credentials",
                        List.of(new JsonLine()
                                .put("type", "password")
                                .put("value", PASSWORD)
                                .put("temporary", false)));
        admin.post(at("/users"), user.toString());
        return admin.get(at("/users?exact=true&username=" + username))
                .path(0)
                .path("id")
                .asText();
    }

    /**
     * All that Keycloak shows of an account, so that it can be compared; but for what a lock changes: whether it is
     * enabled, and from when on tokens are good, which ending sessions sets.
     */
    JsonNode profile(String id) throws InterruptedException {
        return ((ObjectNode) user(id)).without(List.of("enabled", "notBefore"));
    }

    /** Whether an account may log in. */
    boolean isEnabled(String id) throws InterruptedException {
        return user(id).path("enabled").asBoolean();
    }

    private JsonNode user(String id) throws InterruptedException {
        return admin.get(at("/users/" + id));
    }

    /** Changes an account as its administrator does, with a representation of a few fields. */
    void change(String id, JsonLine fields) throws InterruptedException {
        admin.put(at("/users/" + id), fields.toString());
    }

    /** Removes an account. */
    void remove(String id) throws InterruptedException {
        admin.delete(at("/users/" + id));
    }

    /** How many sessions an account has. */
    int sessions(String id) throws InterruptedException {
        return admin.get(at("/users/" + id + "/sessions")).size();
    }

    /** Takes a role of the realm's management away from Tocsin's client. */
    void revoke(String role) throws InterruptedException {
        String management = clientUuid("realm-management");
        String account = admin.get(at("/clients/" + clientUuid(CLIENT) + "/service-account-user"))
                .path("id")
                .asText();
        // Roles are taken by a DELETE with a body, which servers may pass over: it loses all and gets the others back.
        String mappings = at("/users/" + account + "/role-mappings/clients/" + management);
        JsonNode before = admin.get(mappings);
        admin.delete(mappings);
        List<String> rest = new ArrayList<>();
        for (JsonNode each : before) {
            if (!each.path("name").asText().equals(role)) {
                rest.add(each.toString());
            }
        }
        admin.post(mappings, rest.toString());
    }

    private String clientUuid(String clientId) throws InterruptedException {
        return admin.get(at("/clients?clientId=" + clientId)).path(0).path("id").asText();
    }

    private String at(String path) {
        return "/" + name + path;
    }

    /** Without spaces. */
    String name() {
        return name;
    }

    /** Of Tocsin's client. */
    String secret() {
        return secret;
    }

    /** How Tocsin reaches the realm. */
    KeycloakSettings settings() {
        return new KeycloakSettings(
                new ProviderAddress(URI.create(server.address())),
                name,
                CLIENT,
                () -> secret,
                Optional.empty(),
                HttpTimeouts.DEFAULT);
    }

    /** Tocsin's client at the realm's SCIM endpoint. */
    ScimProvider scimProvider() {
        ProviderHttp client = new ProviderHttp("the SCIM provider", HttpTimeouts.DEFAULT, Optional.empty());
        ClientCredentials tokens = new ClientCredentials(
                client,
                URI.create(server.address() + "/realms/" + name + "/protocol/openid-connect/token"),
                CLIENT,
                () -> secret,
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        return new ScimProvider(
                "scim:" + name,
                new ProviderAddress(URI.create(server.address() + "/realms/" + name + "/scim/v2")),
                ScimAttribute.USER_NAME,
                new BearerHttp(client, tokens));
    }

    /** A line of the configuration by which the program locks accounts of this realm; its secret is put into the folder. */
    String identity(Path folder) throws IOException {
        Files.writeString(folder.resolve("keycloak.secret"), secret);
        return "identity: {kind: keycloak, url: '" + server.address() + "', realm: " + name + ", client_id: " + CLIENT
                + ", client_secret_file: keycloak.secret}";
    }

    /** A new browser at the shop's login page. */
    LoginPage loginPage() {
        return new LoginPage(server.address() + "/realms/" + name + "/protocol/openid-connect");
    }
}
