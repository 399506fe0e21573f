package io.tocsin.topology.keycloak;

import static io.tocsin.topology.keycloak.KeycloakRealm.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tocsin.monitor.account.AccountSnapshot;
import io.tocsin.monitor.account.AccountSnapshot.Presence;
import io.tocsin.monitor.account.ProviderException;
import io.tocsin.monitor.account.ProviderException.Kind;
import io.tocsin.monitor.account.keycloak.KeycloakProvider;
import io.tocsin.monitor.wire.JsonLine;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A lock over Keycloak's Admin REST API, and what Keycloak itself says of it. */
@Keycloak
class KeycloakLockTest {

    private final KeycloakServer server;
    private KeycloakRealm realm;
    private KeycloakProvider provider;
    private String alice;

    KeycloakLockTest(KeycloakServer server) {
        this.server = server;
    }

    @BeforeEach
    void setUp() throws InterruptedException {
        realm = KeycloakRealm.create(server);
        alice = realm.addUser("alice");
        provider = new KeycloakProvider(realm.settings(), InstantSource.system());
    }

    @AfterEach
    void tearDown() {
        provider.close();
    }

    @Test
    void refusesTheRightPasswordEndsSessionsAndLeavesTheRestAlone() throws Exception {
        JsonNode profile = realm.profile(alice);
        assertTrue(realm.loginPage().accepts("alice", PASSWORD));
        assertTrue(realm.loginPage().accepts("alice@example.com", PASSWORD));
        AccountSnapshot before = provider.read("alice");
        assertEquals(Presence.ENABLED, before.presence());
        assertEquals(alice, before.id());
        assertEquals(OptionalInt.of(2), before.sessions());

        provider.disable(before);
        assertFalse(realm.loginPage().accepts("alice", PASSWORD));
        // Keycloak itself lets sessions live on.
        assertEquals(OptionalInt.of(2), provider.read("alice").sessions());
        provider.endSessions(before);

        AccountSnapshot locked = provider.read("alice");
        assertEquals(Presence.DISABLED, locked.presence());
        assertEquals(OptionalInt.of(0), locked.sessions());
        assertEquals(0, realm.sessions(alice));
        assertEquals(profile, realm.profile(alice));

        provider.enable(locked);
        assertEquals(Presence.ENABLED, provider.read("alice").presence());
        assertTrue(realm.loginPage().accepts("alice", PASSWORD));
        assertEquals(profile, realm.profile(alice));
    }

    @Test
    void afterALockNoTokenIsRenewedAndOnlyThoseWhoAskKeycloakRefuseTheOldOnes() throws Exception {
        JsonNode tokens = realm.loginPage().tokens("alice", PASSWORD);
        String access = tokens.path("access_token").asText();
        String refresh = tokens.path("refresh_token").asText();
        assertTrue(realm.loginPage().honours(access));

        AccountSnapshot before = provider.read("alice");
        provider.disable(before);
        provider.endSessions(before);
        assertFalse(realm.loginPage().refreshes(refresh));
        assertFalse(realm.loginPage().honours(access));
        // Nothing of this is in the token itself.
        byte[] claims = Base64.getUrlDecoder().decode(access.split("\\.")[1]);
        Instant end = Instant.ofEpochSecond(
                new ObjectMapper().readTree(claims).path("exp").asLong());
        assertTrue(end.isAfter(Instant.now()), "the access token ended at " + end);
    }

    @Test
    void everyStepMayBeDoneTwice() throws Exception {
        AccountSnapshot before = provider.read("alice");
        for (int i = 0; i < 2; i++) {
            provider.disable(before);
            provider.endSessions(before);
        }
        assertEquals(Presence.DISABLED, provider.read("alice").presence());
        for (int i = 0; i < 2; i++) {
            provider.enable(before);
        }
        assertEquals(Presence.ENABLED, provider.read("alice").presence());
    }

    @Test
    void theVersionChangesWithWhatAnAdministratorDoesAndWithNothingElse() throws Exception {
        provider.disable(provider.read("alice"));
        AccountSnapshot locked = provider.read("alice");
        assertNotEquals("", locked.version());

        assertFalse(realm.loginPage().accepts("alice", "wrong"));
        assertFalse(realm.loginPage().accepts("alice", PASSWORD));
        String bob = realm.addUser("bob");
        realm.change(bob, new JsonLine().put("lastName", "Other"));
        assertEquals(locked, provider.read("alice"));

        realm.change(alice, new JsonLine().put("lastName", "Other"));
        AccountSnapshot changed = provider.read("alice");
        assertNotEquals(locked.version(), changed.version());
        realm.change(alice, new JsonLine().put("enabled", true));
        assertNotEquals(changed.version(), provider.read("alice").version());
    }

    @Test
    void findsAnAccountByWhateverSpellingKeycloakAcceptsAndByItsId() throws Exception {
        for (String account : List.of("alice", "ALICE", "Alice@Example.com", alice)) {
            assertEquals(alice, provider.read(account).id(), account);
        }
        for (String account : List.of(
                "alic", "alice ", "ali*", "*", "nobody@example.com", "00000000-0000-4000-8000-000000000000", "../x")) {
            assertEquals(AccountSnapshot.absent(), provider.read(account), account);
        }
        realm.remove(alice);
        assertEquals(AccountSnapshot.absent(), provider.read("alice"));
        assertEquals(AccountSnapshot.absent(), provider.read(alice));
    }

    @Test
    void saysWhichRightIsMissing() throws Exception {
        AccountSnapshot before = provider.read("alice");
        realm.revoke("view-events");
        renewToken();
        assertEquals("", provider.read("alice").version());

        realm.revoke("manage-users");
        renewToken();
        ProviderException refused = assertThrows(ProviderException.class, () -> provider.disable(before));
        assertEquals(Kind.UNAUTHORIZED, refused.kind());
        assertTrue(refused.getMessage().contains("manage-users"), refused.getMessage());
        assertTrue(realm.isEnabled(alice));
    }

    /** Rights stand in the token. */
    private void renewToken() {
        provider.close();
        provider = new KeycloakProvider(realm.settings(), InstantSource.system());
    }
}
