package io.tocsin.monitor.account.scim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.account.AccountSnapshot;
import io.tocsin.monitor.account.AccountSnapshot.Presence;
import io.tocsin.monitor.account.ProviderException;
import io.tocsin.monitor.account.ProviderException.Kind;
import io.tocsin.monitor.account.http.BearerHttp;
import io.tocsin.monitor.account.http.FixedToken;
import io.tocsin.monitor.account.http.HttpTimeouts;
import io.tocsin.monitor.account.http.ProviderHttp;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScimProviderTest {

    private final ScimTestServer scim = new ScimTestServer();
    private final ScimTestServer.User alice = scim.add("Alice");
    private String token = ScimTestServer.TOKEN;
    private final ScimProvider provider = provider(ScimAttribute.USER_NAME);

    private ScimProvider provider(ScimAttribute attribute) {
        return new ScimProvider(
                "scim:staff",
                scim.server.address(),
                attribute,
                new BearerHttp(
                        new ProviderHttp("The SCIM server", new HttpTimeouts(2_000, 2_000), Optional.empty()),
                        new FixedToken(() -> token)));
    }

    @AfterEach
    void stop() {
        provider.close();
        scim.close();
    }

    private ProviderException failure() {
        return assertThrows(ProviderException.class, () -> provider.read("alice"));
    }

    private static void assertFailure(Kind kind, String part, ProviderException failure) {
        assertEquals(kind, failure.kind(), failure.toString());
        assertTrue(failure.getMessage().contains(part), failure.getMessage());
        assertFalse(failure.getMessage().contains("alice"), failure.getMessage());
    }

    @Test
    void locksAndReleasesAnAccountWithThePreconditionOfItsVersion() throws Exception {
        AccountSnapshot before = provider.read("alice");
        assertEquals(new AccountSnapshot(Presence.ENABLED, alice.id, "W/\"1\"", OptionalInt.empty()), before);
        provider.disable(before);
        provider.endSessions(before);
        AccountSnapshot locked = provider.read("ALICE");
        assertEquals(Presence.DISABLED, locked.presence());
        assertEquals("W/\"2\"", locked.version());
        provider.disable(locked);
        assertEquals(locked, provider.read("alice"));
        provider.enable(locked);
        assertTrue(alice.active);
        assertEquals("W/\"1\"", scim.server.asked("PATCH").get(0).ifMatch());

        // Somebody else changed it since.
        assertFailure(
                Kind.UNAVAILABLE,
                "changed since",
                assertThrows(ProviderException.class, () -> provider.disable(locked)));
        assertTrue(alice.active);
    }

    @Test
    void namesAreQuotedAsTheFilterWantsThem() throws Exception {
        for (String name : List.of("a\"b", "a\\", "\\\" or userName pr", "tab\tü€𝄞", "a&b=c#d+e %", "x@y.z")) {
            String id = scim.add(name).id;
            assertEquals(id, provider.read(name).id(), name);
        }
        assertEquals(AccountSnapshot.absent(), provider.read("nobody\" or userName pr or userName eq \""));
        assertEquals(AccountSnapshot.absent(), provider.read(" "));
    }

    @Test
    void whereSeveralNamesFitTheExactOneIsMeantOrNone() throws Exception {
        String id = scim.add("ALICE").id;
        assertEquals(id, provider.read("ALICE").id());
        assertFailure(Kind.REFUSED, "more than one account", failure());
    }

    @Test
    void anAccountIsFoundByTheAttributeThatItsIdIs() throws Exception {
        alice.externalId = "E-4711";
        try (ScimProvider byExternalId = provider(ScimAttribute.EXTERNAL_ID);
                ScimProvider byId = provider(ScimAttribute.ID)) {
            assertEquals(alice.id, byExternalId.read("E-4711").id());
            assertEquals(AccountSnapshot.absent(), byExternalId.read("e-4711"));
            assertEquals(AccountSnapshot.absent(), byExternalId.read("alice"));
            byId.disable(byId.read(alice.id));
            assertFalse(alice.active);
            assertEquals(AccountSnapshot.absent(), byId.read(alice.id.toUpperCase(Locale.ROOT)));
        }
    }

    @Test
    void withoutEntityTagsTheTimeOfTheLastChangeIsTheVersionIfItIsKept() throws Exception {
        scim.hasEtags = false;
        assertEquals("", provider.read("alice").version());
        provider.disable(provider.read("alice"));
        assertEquals("", scim.server.asked("PATCH").get(0).ifMatch());
        scim.lastModified = "2026-02-02T00:00:00Z";
        AccountSnapshot locked = provider.read("alice");
        assertEquals("modified:2026-02-02T00:00:00Z", locked.version());
        provider.enable(locked);
        assertEquals("", scim.server.asked("PATCH").get(1).ifMatch());
    }

    @Test
    void aTokenThatWasReplacedIsReadAnew() throws Exception {
        token = "old";
        scim.server.trouble("GET", exchange -> {
            token = ScimTestServer.TOKEN;
            exchange.sendResponseHeaders(401, -1);
        });
        assertEquals(alice.id, provider.read("alice").id());
        token = "wrong";
        assertFailure(Kind.UNAUTHORIZED, "401", failure());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"totalResults\":0}",
                "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:ListResponse\"],\"totalResults\":1}",
                "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:ListResponse\"],\"totalResults\":1,\"Resources\":[{\"id\":\"1\",\"userName\":\"alice\",\"active\":\"False\"}]}"
            })
    void believesNoAnswerThatIsNoListOfUsers(String body) {
        scim.server.next("GET", 200, body);
        assertFailure(Kind.UNAVAILABLE, "not a SCIM list", failure());
    }

    @Test
    void troubleIsToldByWhetherItMayPass() throws Exception {
        AccountSnapshot snapshot = provider.read("alice");
        scim.server.next("GET", 500, "");
        assertFailure(Kind.UNAVAILABLE, "500", failure());
        scim.server.next("GET", 429, "");
        assertFailure(Kind.UNAVAILABLE, "429", failure());
        scim.server.next("GET", 403, "");
        assertFailure(Kind.UNAUTHORIZED, "403", failure());
        scim.server.next("GET", 400, "");
        assertFailure(Kind.REFUSED, "400", failure());
        scim.server.next("GET", 404, "");
        assertFailure(Kind.UNAUTHORIZED, "address", failure());
        scim.server.next("PATCH", 501, "");
        assertFailure(Kind.REFUSED, "501", assertThrows(ProviderException.class, () -> provider.disable(snapshot)));
        scim.server.hang("GET");
        assertFailure(Kind.UNAVAILABLE, "within 2000 ms", failure());
        scim.server.cut("GET");
        assertFailure(Kind.UNAVAILABLE, "broke off", failure());
        scim.users.clear();
        assertFailure(Kind.REFUSED, "no more", assertThrows(ProviderException.class, () -> provider.disable(snapshot)));
    }
}
