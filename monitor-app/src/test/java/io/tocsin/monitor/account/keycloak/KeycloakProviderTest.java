package io.tocsin.monitor.account.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.account.AccountSnapshot;
import io.tocsin.monitor.account.AccountSnapshot.Presence;
import io.tocsin.monitor.account.ProviderException;
import io.tocsin.monitor.account.ProviderException.Kind;
import io.tocsin.monitor.account.http.HttpTimeouts;
import io.tocsin.monitor.account.http.ProviderAddress;
import io.tocsin.monitor.account.http.Secret;
import io.tocsin.monitor.account.http.TestServer;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeycloakProviderTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-10T00:00:00Z"));
    private static final HttpTimeouts TIMEOUTS = new HttpTimeouts(2_000, 2_000);
    private static final HttpTimeouts SHORT = new HttpTimeouts(300, 300);

    private final FakeKeycloak keycloak = new FakeKeycloak();
    private final TestServer server = keycloak.server;
    private final FakeKeycloak.User alice = keycloak.add("Alice", "alice@example.com");
    private KeycloakProvider provider = provider(TIMEOUTS, () -> FakeKeycloak.SECRET);

    private KeycloakProvider provider(HttpTimeouts timeouts, Secret secret) {
        return new KeycloakProvider(
                new KeycloakSettings(server.address(), "payments", "tocsin", secret, Optional.empty(), timeouts),
                CLOCK);
    }

    @AfterEach
    void stop() {
        provider.close();
        keycloak.close();
    }

    private ProviderException failure(String account) {
        return assertThrows(ProviderException.class, () -> provider.read(account));
    }

    private static void assertFailure(Kind kind, String part, ProviderException failure) {
        assertEquals(kind, failure.kind(), failure.toString());
        assertTrue(failure.getMessage().contains(part), failure.getMessage());
        for (String secret : List.of("alice", FakeKeycloak.SECRET, "token-", "127.0.0.1")) {
            assertFalse(failure.getMessage().contains(secret), failure.getMessage());
        }
    }

    @Test
    void locksAndReleasesAnAccountAndChangesNothingElse() throws Exception {
        alice.sessions = 2;
        AccountSnapshot before = provider.read("alice");
        assertEquals(new AccountSnapshot(Presence.ENABLED, alice.id, "", OptionalInt.of(2)), before);

        provider.disable(before);
        provider.endSessions(before);
        AccountSnapshot locked = provider.read("alice");
        assertEquals(Presence.DISABLED, locked.presence());
        assertEquals(OptionalInt.of(0), locked.sessions());
        TestServer.Asked put = server.asked("PUT").get(0);
        assertEquals("{\"enabled\":false}", put.body());
        assertEquals("application/json", put.contentType());

        provider.enable(locked);
        assertEquals(Presence.ENABLED, provider.read("alice").presence());
        assertEquals("{\"enabled\":true}", server.asked("PUT").get(1).body());
        assertEquals("keycloak:payments", provider.name());
    }

    @Test
    void findsTheAccountThatWouldBeLoggedInWhateverTheCase() throws Exception {
        for (String typed : List.of("alice", "ALICE", "aLiCe", "Alice@Example.COM", alice.id)) {
            assertEquals(alice.id, provider.read(typed).id(), typed);
        }
        for (String typed : List.of(
                "nobody",
                "ali",
                " alice",
                "alice@elsewhere.example",
                "",
                " ",
                "*",
                "00000000-0000-4000-8000-999999999999",
                "../users",
                "a&exact=false&b=\"ü",
                "\ud800")) {
            assertEquals(AccountSnapshot.absent(), provider.read(typed), typed);
        }
    }

    @Test
    void anIdIsMeantBeforeANameThatLooksLikeIt() throws Exception {
        FakeKeycloak.User impostor = keycloak.add(alice.id, "impostor@example.com");
        assertEquals(alice.id, provider.read(alice.id).id());
        assertEquals(impostor.id, provider.read(impostor.id).id());
    }

    @Test
    void believesNoSearchThatFindsAnotherName() throws Exception {
        server.next("username=ali", 200, "[{\"id\":\"" + alice.id + "\",\"username\":\"alice\",\"enabled\":true}]");
        assertEquals(AccountSnapshot.absent(), provider.read("ali"));
    }

    @Test
    void locksNeitherOfTwoAccountsThatMayBeMeant() throws Exception {
        server.next(
                "username=alice",
                200,
                "[{\"id\":\"1\",\"username\":\"alice\",\"enabled\":true},"
                        + "{\"id\":\"2\",\"username\":\"Alice\",\"enabled\":true}]");
        assertFailure(Kind.REFUSED, "more than one account", failure("alice"));
        // Somebody whose user name is somebody else's address.
        keycloak.add("alice@example.com", "other@example.com");
        assertFailure(Kind.REFUSED, "more than one account", failure("alice@example.com"));
        // Where an address may belong to two, nobody logs in by it.
        keycloak.add("bob", "both@example.com");
        keycloak.add("eve", "both@example.com");
        assertEquals(AccountSnapshot.absent(), provider.read("both@example.com"));
    }

    @Test
    void theVersionIsTheNewestAdminEventAndEveryChangeMovesIt() throws Exception {
        AccountSnapshot before = provider.read("alice");
        assertEquals("", before.version());
        provider.disable(before);
        provider.endSessions(before);
        String locked = provider.read("alice").version();
        assertEquals("event:1700000000002/1", locked);
        assertEquals(locked, provider.read("ALICE").version());
        keycloak.event("users/someone-else");
        assertEquals(locked, provider.read("alice").version());
        keycloak.event("scim/v2/Users/" + alice.id);
        assertNotEquals(locked, provider.read("alice").version());
        assertTrue(server.asked("admin-events").get(0).path().contains("dateFrom=2026-02-07&"));
    }

    @Test
    void twoEventsOfOneMillisecondAreAnotherVersionThanOne() throws Exception {
        String event = "{\"time\":5,\"resourcePath\":\"users/x\"}";
        server.next("admin-events", 200, "[" + event + "]");
        assertEquals("event:5/1", provider.read("alice").version());
        server.next("admin-events", 200, "[" + event + "," + event + ",{\"time\":4}]");
        assertEquals("event:5/2", provider.read("alice").version());
    }

    @Test
    void withoutTheRightToSeeAdminEventsThereIsNoVersion() throws Exception {
        server.next("admin-events", 403, "{}");
        assertEquals("", provider.read("alice").version());
    }

    @Test
    void aTokenIsFetchedOnceAndOnceMoreWhenItIsRefused() throws Exception {
        provider.read("alice");
        provider.read("alice");
        assertEquals(1, server.asked("POST /realms/").size());
        keycloak.revokeTokens();
        assertEquals(alice.id, provider.read("alice").id());
        assertEquals(2, server.asked("POST /realms/").size());

        server.next("GET /admin", 401, "{}");
        server.next("GET /admin", 401, "{}");
        assertFailure(Kind.UNAUTHORIZED, "401", failure("alice"));
        assertEquals(3, server.asked("POST /realms/").size());
    }

    @Test
    void aTokenIsRenewedBeforeItEnds() throws Exception {
        keycloak.tokenLifetimeS = 0;
        provider.read("alice");
        assertEquals(
                server.asked("/admin/").size(), server.asked("POST /realms/").size());
    }

    @Test
    void saysWhatIsWrongWithTheClient() throws Exception {
        provider.close();
        provider = provider(TIMEOUTS, () -> "wrong");
        assertFailure(Kind.UNAUTHORIZED, "gives the client 'tocsin' no token (401)", failure("alice"));
        provider.close();
        provider = provider(TIMEOUTS, () -> {
            throw new IOException("no such file");
        });
        assertFailure(Kind.UNAUTHORIZED, "secret of the client 'tocsin' can't be read", failure("alice"));
        provider.close();
        provider = provider(TIMEOUTS, () -> FakeKeycloak.SECRET);
        server.next("openid-connect/token", 200, "{\"access_token\":\"token-1\\r\\nX: y\",\"expires_in\":60}");
        assertFailure(Kind.UNAUTHORIZED, "no bearer token has", failure("alice"));
    }

    @Test
    void saysWhichRightIsMissingAndThatAnAccountIsGone() throws Exception {
        AccountSnapshot snapshot = provider.read("alice");
        server.next("GET /admin", 403, "{}");
        assertFailure(Kind.UNAUTHORIZED, "lacks the right", failure("alice"));
        server.next("PUT", 403, "{}");
        assertFailure(
                Kind.UNAUTHORIZED,
                "manage-users",
                assertThrows(ProviderException.class, () -> provider.disable(snapshot)));
        server.next("GET /admin", 404, "{}");
        assertFailure(Kind.UNAUTHORIZED, "no such realm", failure("alice"));
        server.next("GET /admin/realms/payments/users/", 404, "{}");
        assertEquals(AccountSnapshot.absent(), provider.read("alice"));
        keycloak.users.clear();
        assertFailure(Kind.REFUSED, "no more", assertThrows(ProviderException.class, () -> provider.disable(snapshot)));
        assertFailure(
                Kind.REFUSED, "no more", assertThrows(ProviderException.class, () -> provider.endSessions(snapshot)));
        assertThrows(IllegalArgumentException.class, () -> provider.enable(AccountSnapshot.absent()));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 409, 429, 500, 502, 503, 504})
    void whatMayPassIsTriedAgainByTheCaller(int status) throws Exception {
        AccountSnapshot snapshot = provider.read("alice");
        server.next("GET /admin", status, "{\"error\":\"alice\"}");
        assertFailure(Kind.UNAVAILABLE, String.valueOf(status), failure("alice"));
        server.next("PUT", status, "<html>alice</html>");
        assertFailure(
                Kind.UNAVAILABLE,
                String.valueOf(status),
                assertThrows(ProviderException.class, () -> provider.disable(snapshot)));
        assertTrue(alice.enabled);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 405, 415, 501})
    void whatIsRefusedStaysRefused(int status) throws Exception {
        AccountSnapshot snapshot = provider.read("alice");
        server.next("PUT", status, "{\"errorMessage\":\"User is read only!\"}");
        assertFailure(
                Kind.REFUSED,
                String.valueOf(status),
                assertThrows(ProviderException.class, () -> provider.disable(snapshot)));
    }

    @Test
    void followsNoRedirect() throws Exception {
        server.trouble("GET /admin", exchange -> {
            exchange.getResponseHeaders()
                    .set("Location", server.address().at("/elsewhere").toString());
            exchange.sendResponseHeaders(302, -1);
        });
        assertFailure(Kind.UNAUTHORIZED, "redirect", failure("alice"));
        assertEquals(List.of(), server.asked("elsewhere"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "{}",
                "[1]",
                "[{}]",
                "[{\"id\":\"1\",\"username\":\"alice\",\"enabled\":\"true\"}]",
                "null",
                "<html>"
            })
    void believesNoAnswerThatIsNoListOfUsers(String body) {
        server.next("GET /admin", 200, body);
        assertFailure(Kind.UNAVAILABLE, "not a list of users", failure("alice"));
    }

    @Test
    void takesNoMoreOfAnAnswerThanItsBound() throws Exception {
        String large = "[{\"id\":\"" + "x".repeat(1024 * 1024) + "\"}]";
        server.next("GET /admin", 200, large);
        assertFailure(Kind.UNAVAILABLE, "more than 1048576 bytes", failure("alice"));
        // Sessions beyond the bound must not keep their account from being locked.
        server.next("/sessions", 200, large);
        assertEquals(OptionalInt.of(Integer.MAX_VALUE), provider.read("alice").sessions());
    }

    @Test
    void waitsNoLongerThanItMay() throws Exception {
        provider.close();
        provider = provider(SHORT, () -> FakeKeycloak.SECRET);
        provider.read("alice");
        server.hang("GET /admin");
        assertFailure(Kind.UNAVAILABLE, "within 300 ms", failure("alice"));
        server.drip("GET /admin");
        assertFailure(Kind.UNAVAILABLE, "within 300 ms", failure("alice"));
        server.hang("openid-connect/token");
        keycloak.revokeTokens();
        assertFailure(Kind.UNAVAILABLE, "within 300 ms", failure("alice"));
        assertEquals(alice.id, provider.read("alice").id());
    }

    @Test
    void aConnectionThatEndsEarlyIsNoAnswer() throws Exception {
        AccountSnapshot snapshot = provider.read("alice");
        server.cut("GET /admin");
        assertFailure(Kind.UNAVAILABLE, "broke off", failure("alice"));
        server.trouble("PUT", exchange -> {}); // closed without a word
        assertFailure(
                Kind.UNAVAILABLE, "broke off", assertThrows(ProviderException.class, () -> provider.disable(snapshot)));
        assertEquals(1, server.asked("PUT").size(), "not sent again by the client");
        keycloak.close();
        assertFailure(Kind.UNAVAILABLE, "Keycloak", failure("alice"));
    }

    @Test
    void isSpokenToWithTlsUnlessItIsOnThisMachine() {
        for (String address : List.of(
                "http://id.example.com",
                "http://192.0.2.1",
                "ftp://localhost",
                "localhost",
                "http://127.0.0.1.example.com",
                "https://u:p@localhost",
                "https://localhost/?a",
                "https:///x")) {
            assertThrows(IllegalArgumentException.class, () -> new ProviderAddress(URI.create(address)), address);
        }
        for (String address : List.of(
                "https://id.example.com/auth/", "http://localhost:8080", "http://[::1]:1", "http://127.0.0.5")) {
            assertFalse(
                    new ProviderAddress(URI.create(address)).base().toString().endsWith("/"));
        }
    }
}
