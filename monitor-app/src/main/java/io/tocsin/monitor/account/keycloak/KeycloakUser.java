package io.tocsin.monitor.account.keycloak;

import io.tocsin.monitor.wire.ForeignJson;
import io.tocsin.monitor.wire.MalformedRecordException;
import org.jspecify.annotations.Nullable;

/**
 * What is taken of Keycloak's {@code UserRepresentation}.
 *
 * @param id Keycloak's own
 * @param username as Keycloak keeps it, in small letters unless it comes from elsewhere
 * @param email absent for many
 * @param enabled whether the account may log in
 */
record KeycloakUser(String id, String username, @Nullable String email, boolean enabled) {

    static KeycloakUser of(ForeignJson json) throws MalformedRecordException {
        String id = json.text("id");
        String username = json.text("username");
        Boolean enabled = json.truth("enabled");
        if (id == null || id.isEmpty() || username == null || enabled == null) {
            throw new MalformedRecordException("not a user with an id, a name and whether it is enabled");
        }
        return new KeycloakUser(id, username, json.text("email"), enabled);
    }
}
