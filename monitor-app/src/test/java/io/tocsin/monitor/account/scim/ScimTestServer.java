package io.tocsin.monitor.account.scim;

import io.tocsin.monitor.account.http.TestServer;
import io.tocsin.monitor.account.http.TestServer.Asked;
import io.tocsin.monitor.account.http.TestServer.Reply;
import io.tocsin.monitor.wire.ForeignJson;
import io.tocsin.monitor.wire.JsonLine;
import io.tocsin.monitor.wire.MalformedRecordException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A SCIM 2.0 service provider with users alone, which refuses what RFC 7644 refuses. */
final class ScimTestServer implements AutoCloseable {

    static final String TOKEN = "a.token-of_SCIM==";

    /** A filter on an attribute whose value is a JSON string. */
    private static final Pattern FILTER = Pattern.compile(
            "(userName|externalId|id) eq (\"(?:[^\"\\\\\\x00-\\x1f]|\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-f]{4})*\")");

    static final class User {
        final String id;
        final String userName;
        String externalId = "";
        boolean active = true;
        int version = 1;

        User(String id, String userName) {
            this.id = id;
            this.userName = userName;
        }
    }

    final TestServer server = new TestServer(this::answer);
    final Map<String, User> users = new LinkedHashMap<>();
    boolean hasEtags = true;
    String lastModified = "2026-01-01T00:00:00Z";

    User add(String userName) {
        User user = new User("id-" + users.size(), userName);
        users.put(user.id, user);
        return user;
    }

    private synchronized Reply answer(Asked asked) {
        if (!asked.authorization().equals("Bearer " + TOKEN)) {
            return error(401, "");
        }
        Matcher search = Pattern.compile("/Users\\?(?:.*&)?filter=([^&]*)").matcher(asked.path());
        if (asked.method().equals("GET") && search.matches()) {
            return search(URLDecoder.decode(search.group(1), StandardCharsets.UTF_8));
        }
        User user = asked.path().startsWith("/Users/") ? users.get(asked.path().substring(7)) : null;
        if (user == null) {
            return error(404, "");
        }
        if (!asked.method().equals("PATCH")) {
            return error(405, "");
        }
        return patch(user, asked);
    }

    private Reply search(String filter) {
        Matcher parts = FILTER.matcher(filter);
        if (!parts.matches()) {
            return error(400, "invalidFilter");
        }
        String wanted = parse("{\"v\":" + parts.group(2) + "}").text("v");
        String attribute = parts.group(1);
        List<JsonLine> found = users.values().stream()
                .filter(user -> switch (attribute) {
                    case "userName" -> user.userName.equalsIgnoreCase(wanted);
                    case "externalId" -> user.externalId.equals(wanted);
                    default -> user.id.equals(wanted);
                })
                .map(this::json)
                .toList();
        JsonLine list = new JsonLine()
                .put("schemas", List.of("urn:ietf:params:scim:api:messages:2.0:ListResponse"))
                .put("totalResults", found.size());
        // RFC 7644, 3.4.2: Resources is there only where there are results.
        return reply(200, found.isEmpty() ? list : list.put("Resources", found));
    }

    private Reply patch(User user, Asked asked) {
        if (!asked.contentType().equals("application/scim+json")) {
            return error(415, "");
        }
        if (!asked.ifMatch().isEmpty() && !asked.ifMatch().equals(etag(user))) {
            return error(412, "");
        }
        ForeignJson body = parse(asked.body());
        List<ForeignJson> operations = body.objects("Operations");
        if (!body.isTextIn("urn:ietf:params:scim:api:messages:2.0:PatchOp", "schemas")
                || operations == null
                || operations.isEmpty()) {
            return error(400, "invalidSyntax");
        }
        for (ForeignJson each : operations) {
            Boolean value = each.truth("value");
            if (!"replace".equals(each.text("op")) || !"active".equals(each.text("path")) || value == null) {
                return error(400, "invalidValue");
            }
            if (user.active != value) {
                user.active = value;
                user.version++;
            }
        }
        return Reply.empty(204);
    }

    private JsonLine json(User user) {
        JsonLine meta = new JsonLine()
                .put("resourceType", "User")
                .put("created", "2026-01-01T00:00:00Z")
                .put("lastModified", lastModified);
        return new JsonLine()
                .put("schemas", List.of("urn:ietf:params:scim:schemas:core:2.0:User"))
                .put("id", user.id)
                .put("userName", user.userName)
                .put("externalId", user.externalId)
                .put("active", user.active)
                .put("meta", hasEtags ? meta.put("version", etag(user)) : meta);
    }

    private static String etag(User user) {
        return "W/\"" + user.version + "\"";
    }

    private static Reply error(int status, String scimType) {
        JsonLine error = new JsonLine()
                .put("schemas", List.of("urn:ietf:params:scim:api:messages:2.0:Error"))
                .put("status", String.valueOf(status));
        return reply(status, scimType.isEmpty() ? error : error.put("scimType", scimType));
    }

    private static Reply reply(int status, JsonLine body) {
        return new Reply(status, "application/scim+json", body.toString(), "");
    }

    private static ForeignJson parse(String text) {
        try {
            return ForeignJson.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedRecordException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
