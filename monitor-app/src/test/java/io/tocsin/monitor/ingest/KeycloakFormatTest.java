package io.tocsin.monitor.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tocsin.monitor.ingest.LogFormat.LineParser;
import io.tocsin.monitor.wire.Rfc3339;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.Origin;
import io.tocsin.rules.event.SecurityEvent;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeycloakFormatTest {
    private static final String LOG = "2024-01-15 10:20:30,123 WARN  [org.keycloak.events] (executor-thread-7) ";
    private static final String FAILED = "type=\"LOGIN_ERROR\", realmId=\"1\", realmName=\"master\","
            + " clientId=\"console\", userId=\"null\", ipAddress=\"192.0.2.1\", error=\"user_not_found\","
            + " redirect_uri=\"http://x/?a=b\", username=\"%s\", auth_method=\"openid-connect\"";
    private static final String EXPORTED =
            "{\"id\":\"1\",\"time\":1700000000123,\"type\":\"LOGIN_ERROR\",\"realmId\":\"1\","
                    + "\"clientId\":\"console\",\"userId\":null,\"ipAddress\":\"192.0.2.1\",\"error\":\"invalid_user_credentials\","
                    + "\"details\":{\"auth_method\":\"openid-connect\",\"username\":\"alice\"}}";

    private final LineParser parser = LogFormats.of("keycloak")
            .parser(new LogSettings("default", null, ZoneId.of("Europe/Berlin"), Clock.systemUTC()));

    @Test
    void readsAnExportedEvent() throws Exception {
        LoginEvent expected = event(1_700_000_000_123L, "alice", false);
        assertEquals(List.of(expected), parse(EXPORTED));
        assertEquals(
                List.of(event(1_700_000_000_123L, "alice", true)), parse(EXPORTED.replace("LOGIN_ERROR", "LOGIN")));
    }

    @Test
    void readsALineOfTheLogInItsZone() throws Exception {
        long timeMs = Rfc3339.parse("2024-01-15T09:20:30.123Z");
        assertEquals(List.of(event(timeMs, "alice", false)), parse(LOG + FAILED.formatted("alice")));
        String success = "type=\"LOGIN\", realmId=\"1\", userId=\"7f\", ipAddress=\"192.0.2.1\", username=\"alice\"";
        assertEquals(List.of(event(timeMs, "7f", "alice", true)), parse(LOG.replace("WARN ", "DEBUG") + success));
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "ALICE", "alice@example.com"})
    void everySpellingOfAnAccountThatKeycloakKnowsCountsAsOne(String typed) throws Exception {
        LoginEvent expected = event(1_700_000_000_123L, "7f", typed, false);
        assertEquals(
                List.of(expected),
                parse(EXPORTED.replace("\"userId\":null", "\"userId\":\"7f\"")
                        .replace("\"alice\"", "\"" + typed + "\"")));
        LoginEvent logged =
                (LoginEvent) parse(LOG + FAILED.formatted(typed).replace("userId=\"null\"", "userId=\"7f\""))
                        .get(0);
        assertEquals(List.of("7f", typed), List.of(logged.userId(), logged.userName()));
    }

    @Test
    void ofOneRealmOnlyItsEventsAreTakenByNameOrId() throws Exception {
        String logged = LOG + FAILED.formatted("alice");
        assertEquals(List.of(1, 1, 0), List.of(count("master", logged), count("1", logged), count("payments", logged)));
        assertEquals(List.of(1, 0), List.of(count("1", EXPORTED), count("master", EXPORTED)));
        assertEquals(1, count("master", LOG + "type=LOGIN, realmId=master, userId=7f"));
    }

    private static int count(String realm, String line) throws UnparsableLineException {
        return LogFormats.keycloak(realm)
                .parser(LogSettings.defaults(Clock.systemUTC()))
                .parse(line.getBytes(StandardCharsets.UTF_8), new LinePlace("default", "import:x", "keycloak.log", 12))
                .size();
    }

    /** At the login form it takes the right password to be told so: {@code KeycloakEventsTest}. */
    @Test
    void whatIsRefusedBecauseTheAccountIsDisabledIsNoGuess() throws Exception {
        String form = FAILED.formatted("alice").replace("userId=\"null\"", "userId=\"7f\"");
        assertEquals(List.of(), parse(LOG + form.replace("user_not_found", "user_disabled")));
        assertEquals(List.of(), parse(EXPORTED.replace("invalid_user_credentials", "user_disabled")));
        assertEquals(
                1,
                parse(LOG + form.replace("user_not_found", "user_temporarily_disabled"))
                        .size());
    }

    @Test
    void readsTheLogAsJson() throws Exception {
        String line = "{\"timestamp\":\"2024-01-15T10:20:30.123456789+01:00\",\"loggerName\":\"org.keycloak.events\","
                + "\"level\":\"WARN\",\"message\":\""
                + FAILED.formatted("alice").replace("\"", "\\\"") + "\"}";
        assertEquals(List.of(event(Rfc3339.parse("2024-01-15T09:20:30.123Z"), "alice", false)), parse(line));
        assertEquals(List.of(), parse(line.replace("keycloak.events", "keycloak.services")));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "~ a b ~,~ a b ~",
                "~~,~~",
                "~a, ipAddress=6.6.6.6~,~a, ipAddress=6.6.6.6~",
                "~a\\\", ipAddress=\\\"6.6.6.6~,~a\", ipAddress=\"6.6.6.6~",
                "~a\\~,~a\\~",
                "~a\\\\\"~,~a\\\"~",
                "~a]b=c~,~a]b=c~",
            })
    void aUserNameCantForgeAField(String logged, String user) throws Exception {
        LoginEvent event = (LoginEvent) parse(LOG + FAILED.formatted(logged)).get(0);
        assertEquals(user, event.userId());
        assertEquals("192.0.2.1", event.sourceIp());
    }

    @Test
    void readsOldLinesWithoutMarksUnlessTheyMayBeForged() throws Exception {
        String bare = "type=LOGIN_ERROR, realmId=master, clientId=console, userId=null, ipAddress=192.0.2.1,"
                + " error=user_not_found, redirect_uri=http://x/?a=b, username=";
        assertEquals("al ice", parse(LOG + bare + "al ice").get(0).key());
        assertThrows(UnparsableLineException.class, () -> parse(LOG + bare + "x, username=bob"));
        assertThrows(UnparsableLineException.class, () -> parse(LOG + bare + "x, ipAddress=6.6.6.6"));
    }

    @Test
    void takesTheIdWhereNoNameWasTyped() throws Exception {
        String line = LOG + "type=\"LOGIN\", userId=\"7f\", ipAddress=\"null\"";
        LoginEvent event = (LoginEvent) parse(line).get(0);
        assertEquals("7f", event.userId());
        assertNull(event.sourceIp());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2024-01-15 10:20:30,123 INFO  [io.quarkus] (main) type=\"LOGIN\", username=\"x\"",
                "\tat org.keycloak.events.Foo(Foo.java:1)",
                LOG + "type=\"LOGOUT\", userId=\"7f\"",
                LOG + "type=\"LOGIN_ERROR\", userId=\"null\", error=\"cookie_not_found\"",
                "{\"time\":1,\"type\":\"CODE_TO_TOKEN\"}",
                "{\"time\":1,\"type\":\"LOGIN_ERROR\",\"userId\":null}",
            })
    void passesOverWhatIsNoAttemptOnAnAccount(String line) throws Exception {
        assertEquals(List.of(), parse(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{}",
                "{\"type\":\"LOGIN\",\"userId\":\"a\"}",
                "{\"time\":\"now\",\"type\":\"LOGIN\",\"userId\":\"a\"}",
                "{\"time\":-1,\"type\":\"LOGIN\",\"userId\":\"a\"}",
                "{\"loggerName\":\"org.keycloak.events\",\"message\":\"type=LOGIN, userId=a\"}",
                LOG + "type=\"LOGIN\", username=\"cut off",
                "2024-02-31 10:20:30,123 WARN  [org.keycloak.events] (t) type=\"LOGIN\", userId=\"a\"",
            })
    void refusesWhatShouldHaveBeenOne(String line) {
        assertThrows(UnparsableLineException.class, () -> parse(line));
    }

    private static LoginEvent event(long timeMs, String user, boolean success) {
        return event(timeMs, user, null, success);
    }

    private static LoginEvent event(long timeMs, String user, @Nullable String typed, boolean success) {
        return new LoginEvent(
                new EventId("default", "import:x", "000000000012"),
                timeMs,
                new Origin("keycloak.log", 12),
                user,
                typed,
                success,
                "192.0.2.1",
                null);
    }

    private List<SecurityEvent> parse(String line) throws UnparsableLineException {
        return parser.parse(
                line.getBytes(StandardCharsets.UTF_8), new LinePlace("default", "import:x", "keycloak.log", 12));
    }
}
