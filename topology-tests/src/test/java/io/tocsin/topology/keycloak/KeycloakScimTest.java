package io.tocsin.topology.keycloak;

import static io.tocsin.topology.keycloak.KeycloakRealm.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.monitor.account.AccountSnapshot;
import io.tocsin.monitor.account.AccountSnapshot.Presence;
import io.tocsin.monitor.account.keycloak.KeycloakProvider;
import io.tocsin.monitor.account.scim.ScimProvider;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A lock over Keycloak's SCIM endpoint, which is a preview: without sessions, and without versions. */
@Keycloak
class KeycloakScimTest {

    private final KeycloakServer server;
    private KeycloakRealm realm;
    private ScimProvider provider;
    private String alice;

    KeycloakScimTest(KeycloakServer server) {
        this.server = server;
    }

    @BeforeEach
    void setUp() throws InterruptedException {
        realm = KeycloakRealm.create(server);
        alice = realm.addUser("alice");
        provider = realm.scimProvider();
    }

    @AfterEach
    void tearDown() {
        provider.close();
    }

    @Test
    void refusesTheRightPasswordAndLeavesTheRestAlone() throws Exception {
        JsonNode profile = realm.profile(alice);
        assertTrue(realm.loginPage().accepts("alice", PASSWORD));
        AccountSnapshot before = provider.read("alice");
        assertEquals(new AccountSnapshot(Presence.ENABLED, alice, before.version(), OptionalInt.empty()), before);

        for (int i = 0; i < 2; i++) {
            provider.disable(before);
        }
        provider.endSessions(before);
        assertEquals(Presence.DISABLED, provider.read("alice").presence());
        assertFalse(realm.loginPage().accepts("alice", PASSWORD));
        assertEquals(profile, realm.profile(alice));
        // SCIM ends none, which is why it proves less than the Admin API.
        assertEquals(1, realm.sessions(alice));

        for (int i = 0; i < 2; i++) {
            provider.enable(before);
        }
        assertEquals(Presence.ENABLED, provider.read("alice").presence());
        assertTrue(realm.loginPage().accepts("alice", PASSWORD));
        assertEquals(profile, realm.profile(alice));
    }

    @Test
    void whatIsChangedOverScimShowsInTheVersionOfTheAdminApi() throws Exception {
        try (KeycloakProvider admin = new KeycloakProvider(realm.settings(), InstantSource.system())) {
            admin.disable(admin.read("alice"));
            String version = admin.read("alice").version();
            provider.enable(provider.read("alice"));
            assertNotEquals(version, admin.read("alice").version());
        }
    }

    @Test
    void anAccountThatIsNotThereIsAbsent() throws Exception {
        for (String account : List.of("nobody", "alic", "ali*", "a\" or userName pr or userName eq \"b", "a\\")) {
            assertEquals(AccountSnapshot.absent(), provider.read(account), account);
        }
        assertEquals(alice, provider.read("ALICE").id());
        realm.remove(alice);
        assertEquals(AccountSnapshot.absent(), provider.read("alice"));
    }
}
