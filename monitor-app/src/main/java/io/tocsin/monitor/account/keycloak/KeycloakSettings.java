package io.tocsin.monitor.account.keycloak;

import io.tocsin.monitor.account.http.HttpTimeouts;
import io.tocsin.monitor.account.http.ProviderAddress;
import io.tocsin.monitor.account.http.Secret;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How Keycloak is reached.
 *
 * @param address of the server, without {@code /realms/…} and {@code /admin/…}
 * @param realm the realm of the accounts and of the client
 * @param clientId a client of the realm with a service account, which holds {@code realm-management}'s roles {@code
 *     view-users}, {@code manage-users} and, for versions, {@code view-events}
 * @param secret the client's secret
 * @param trust which certificates are trusted; empty: those that the Java runtime trusts
 */
public record KeycloakSettings(
        ProviderAddress address,
        String realm,
        String clientId,
        Secret secret,
        Optional<SSLContext> trust,
        HttpTimeouts timeouts) {

    public KeycloakSettings {
        if (realm.isBlank()) {
            throw new IllegalArgumentException("Keycloak's realm must not be empty");
        }
        if (clientId.isBlank()) {
            throw new IllegalArgumentException("the id of the client at Keycloak must not be empty");
        }
    }
}
