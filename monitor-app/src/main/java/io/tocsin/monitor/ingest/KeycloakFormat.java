package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.monitor.wire.ForeignJson;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.Rfc3339;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.SecurityEvent;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keycloak's login events, {@code LOGIN} and {@code LOGIN_ERROR}, in three forms that may be mixed, one a line: the JSON
 * of its event export (an {@code EventRepresentation}), the server's log as text, and the server's log as JSON. In the
 * logs the events are what the jboss-logging listener writes under {@code org.keycloak.events}.
 *
 * <p>The user is {@code userId}, Keycloak's own id, which is the same however the name was typed; what was typed stands
 * beside it. Where Keycloak knows no such account the user is what was typed; an error that names neither (a cookie was
 * missing, a client unknown) is no attempt on an account. Nor is one that was refused because the account is disabled: the
 * login form says so only after the right password, and counting it would lock people out for knowing theirs.
 *
 * <p>Keycloak escapes a quotation mark in a value, but no backslash. So a value ends at a mark that the next name with
 * its bare mark follows: no value can hold that. Older versions write no marks; there a line with a name twice may be
 * forged by what somebody typed, and is not believed.
 */
final class KeycloakFormat implements LogFormat {
    static final String NAME = "keycloak";

    private static final String LOGGER = "org.keycloak.events";
    private static final String DISABLED = "user_disabled";
    private static final Pattern LOG_LINE =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)[ T](\\d\\d:\\d\\d:\\d\\d)[,.](\\d{1,9}) +[A-Z]+ +\\["
                    + Pattern.quote(LOGGER) + "] \\([^)]*\\) (?=type=)");
    private static final Pattern QUOTED = Pattern.compile("(\\w+)=\"(.*?)\"(?:, (?=\\w+=\")|$)", Pattern.DOTALL);
    private static final Pattern BARE = Pattern.compile("(\\w+)=(.*?)(?:, (?=\\w+=)|$)", Pattern.DOTALL);

    private final @Nullable String realm;

    /** @param realm the name or the id of the realm whose events are taken; {@code null}: those of every realm */
    KeycloakFormat(@Nullable String realm) {
        this.realm = realm;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public LineParser parser(LogSettings settings) {
        return (line, place) -> parse(line, place, settings.zone());
    }

    /** What an event says, whatever its form. */
    private record Attempt(
            long timeMs,
            @Nullable String realmName,
            @Nullable String realmId,
            @Nullable String type,
            @Nullable String error,
            @Nullable String username,
            @Nullable String userId,
            @Nullable String address) {}

    private List<SecurityEvent> parse(byte[] line, LinePlace place, ZoneId zone) throws UnparsableLineException {
        if (LogText.isBlank(line)) {
            return List.of();
        }
        try {
            Attempt attempt = line[0] == '{' ? json(ForeignJson.parse(line)) : text(LogText.decode(line), zone);
            return attempt == null || !isOfRealm(attempt) ? List.of() : events(attempt, place);
        } catch (MalformedRecordException e) {
            throw new UnparsableLineException(e.getMessage());
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new UnparsableLineException("its time doesn't exist");
        }
    }

    private boolean isOfRealm(Attempt attempt) {
        return realm == null || realm.equals(attempt.realmName()) || realm.equals(attempt.realmId());
    }

    private static List<SecurityEvent> events(Attempt attempt, LinePlace place) throws UnparsableLineException {
        boolean success = "LOGIN".equals(attempt.type());
        if (!success && (!"LOGIN_ERROR".equals(attempt.type()) || DISABLED.equals(attempt.error()))) {
            return List.of();
        }
        String typed = attempt.username();
        String user = attempt.userId() == null ? typed : attempt.userId();
        if (user == null) {
            return List.of();
        }
        if (Math.max(user.length(), typed == null ? 0 : typed.length()) > EventCodec.MAX_NAME_CHARS) {
            throw new UnparsableLineException("the user's name is longer than " + EventCodec.MAX_NAME_CHARS);
        }
        if (attempt.timeMs() < 0 || attempt.timeMs() > Rfc3339.MAX_TIME_MS) {
            throw new UnparsableLineException("its time is before 1970 or after 9999");
        }
        String address = attempt.address();
        boolean fits = address != null && address.length() <= EventCodec.MAX_ADDRESS_CHARS;
        return List.of(new LoginEvent(
                place.id(),
                attempt.timeMs(),
                place.origin(),
                user,
                user.equals(typed) ? null : typed,
                success,
                fits ? address : null,
                null));
    }

    private static @Nullable Attempt json(ForeignJson event) throws UnparsableLineException {
        String message = event.text("message");
        if (message != null) {
            String timestamp = event.text("timestamp");
            if (!LOGGER.equals(event.text("loggerName"))) {
                return null;
            } else if (timestamp == null) {
                throw new UnparsableLineException("it has no timestamp");
            }
            return message(message, Rfc3339.parse(timestamp));
        }
        Long timeMs = event.integer("time");
        if (timeMs == null || event.text("type") == null) {
            throw new UnparsableLineException("it has no time in milliseconds, or no type");
        }
        return new Attempt(
                timeMs,
                event.text("realmName"),
                event.text("realmId"),
                event.text("type"),
                event.text("error"),
                event.text("details", "username"),
                event.text("userId"),
                event.text("ipAddress"));
    }

    private static @Nullable Attempt text(String line, ZoneId zone) throws UnparsableLineException {
        Matcher head = LOG_LINE.matcher(line);
        if (!head.lookingAt()) {
            return null;
        }
        LocalDateTime time = LocalDateTime.parse(head.group(1) + "T" + head.group(2) + "." + head.group(3));
        return message(line.substring(head.end()), time.atZone(zone).toInstant().toEpochMilli());
    }

    private static Attempt message(String message, long timeMs) throws UnparsableLineException {
        Map<String, String> fields = fields(message);
        return new Attempt(
                timeMs,
                fields.get("realmName"),
                fields.get("realmId"),
                fields.get("type"),
                fields.get("error"),
                fields.get("username"),
                fields.get("userId"),
                fields.get("ipAddress"));
    }

    private static Map<String, String> fields(String message) throws UnparsableLineException {
        boolean quoted = message.startsWith("type=\"");
        Matcher field = (quoted ? QUOTED : BARE).matcher(message);
        Map<String, String> fields = new LinkedHashMap<>();
        int at = 0;
        while (at < message.length() && field.find(at) && field.start() == at) {
            String value = quoted ? field.group(2).replace("\\\"", "\"") : field.group(2);
            String name = field.group(1);
            if (!value.equals("null") && fields.putIfAbsent(name, value) != null && !quoted) {
                throw new UnparsableLineException("it says " + name + " twice");
            }
            at = field.end();
        }
        if (at < message.length()) {
            throw new UnparsableLineException("it isn't a list of names and values to its end");
        }
        return fields;
    }
}
