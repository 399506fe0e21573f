package io.tocsin.monitor.account.keycloak;

import io.tocsin.monitor.account.http.TestServer;
import io.tocsin.monitor.account.http.TestServer.Asked;
import io.tocsin.monitor.account.http.TestServer.Reply;
import io.tocsin.monitor.wire.JsonLine;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** As much of Keycloak's Admin REST API as a lock needs, as the real one behaves: names are small, a search folds case. */
final class FakeKeycloak implements AutoCloseable {

    static final String SECRET = "s3cret/with=odd&characters";

    static final class User {
        final String id;
        final String username;
        final String email;
        boolean enabled = true;
        int sessions;

        User(String id, String username, String email) {
            this.id = id;
            this.username = username;
            this.email = email;
        }

        private JsonLine json() {
            return new JsonLine()
                    .put("id", id)
                    .put("username", username)
                    .put("email", email)
                    .put("enabled", enabled);
        }
    }

    final TestServer server = new TestServer(this::answer);
    final Map<String, User> users = new LinkedHashMap<>();
    final List<JsonLine> events = new ArrayList<>();
    boolean keepsEvents = true;
    int tokenLifetimeS = 300;
    private int tokens;
    private long timeMs = 1_700_000_000_000L;

    User add(String username, String email) {
        User user = new User(
                String.format(Locale.ROOT, "00000000-0000-4000-8000-%012d", users.size()),
                username.toLowerCase(Locale.ROOT),
                email);
        users.put(user.id, user);
        return user;
    }

    /** What an admin does, at the given time. */
    synchronized void event(String resourcePath) {
        if (keepsEvents) {
            events.add(0, new JsonLine().put("time", ++timeMs).put("resourcePath", resourcePath));
        }
    }

    /** Every token that is out is void from now on. */
    synchronized void revokeTokens() {
        tokens++;
    }

    private synchronized Reply answer(Asked asked) {
        if (asked.path().equals("/realms/payments/protocol/openid-connect/token")) {
            return asked.authorization().equals("Basic dG9jc2luOnMzY3JldCUyRndpdGglM0RvZGQlMjZjaGFyYWN0ZXJz")
                            && asked.body().equals("grant_type=client_credentials")
                    ? Reply.json(
                            200,
                            "{\"access_token\":\"token-" + ++tokens + "\",\"expires_in\":" + tokenLifetimeS
                                    + ",\"token_type\":\"Bearer\"}")
                    : Reply.json(401, "{\"error\":\"unauthorized_client\"}");
        }
        if (!asked.authorization().equals("Bearer token-" + tokens)) {
            return Reply.json(401, "{\"error\":\"HTTP 401 Unauthorized\"}");
        }
        String prefix = "/admin/realms/payments";
        if (!asked.path().startsWith(prefix)) {
            return Reply.json(404, "{\"error\":\"Realm not found.\"}");
        }
        String path = asked.path().substring(prefix.length());
        if (path.startsWith("/users?")) {
            return search(path);
        }
        if (path.startsWith("/admin-events?")) {
            String id = path.replaceAll(".*resourcePath=\\*(.*)\\*$", "$1");
            return list(events.stream()
                    .filter(event -> event.toString().contains(id))
                    .toList());
        }
        String[] parts = path.split("/");
        User user = users.get(parts[2]);
        if (user == null) {
            return Reply.json(404, "{\"error\":\"User not found\"}");
        }
        return switch (asked.method() + (parts.length > 3 ? parts[3] : "")) {
            case "GET" -> Reply.json(200, user.json().toString());
            case "GETsessions" -> list(java.util.Collections.nCopies(user.sessions, new JsonLine().put("id", "x")));
            case "POSTlogout" -> {
                user.sessions = 0;
                event("users/" + user.id + "/logout");
                yield Reply.empty(204);
            }
            case "PUT" -> {
                user.enabled = asked.body().equals("{\"enabled\":true}");
                event("users/" + user.id);
                yield Reply.empty(204);
            }
            default -> Reply.empty(405);
        };
    }

    private Reply search(String path) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String each : path.substring(path.indexOf('?') + 1).split("&")) {
            String[] pair = each.split("=", 2);
            query.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        if (!"true".equals(query.get("exact"))) {
            return Reply.json(400, "{}");
        }
        String username = query.get("username");
        Predicate<User> fits = username != null
                ? user -> user.username.equals(username.toLowerCase(Locale.ROOT))
                : user -> user.email.equals(query.get("email").toLowerCase(Locale.ROOT));
        return list(users.values().stream().filter(fits).map(User::json).toList());
    }

    private static Reply list(List<JsonLine> objects) {
        String text = objects.toString(); // brackets and commas are JSON's
        return Reply.json(200, text);
    }

    @Override
    public void close() {
        server.close();
    }
}
