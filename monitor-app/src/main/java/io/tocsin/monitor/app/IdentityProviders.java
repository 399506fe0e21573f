package io.tocsin.monitor.app;

import io.tocsin.monitor.account.AccountSnapshot;
import io.tocsin.monitor.account.IdentityProvider;
import io.tocsin.monitor.account.ProviderException;
import io.tocsin.monitor.account.http.Authorities;
import io.tocsin.monitor.account.http.BearerHttp;
import io.tocsin.monitor.account.http.BearerTokens;
import io.tocsin.monitor.account.http.ClientCredentials;
import io.tocsin.monitor.account.http.FixedToken;
import io.tocsin.monitor.account.http.HttpTimeouts;
import io.tocsin.monitor.account.http.ProviderHttp;
import io.tocsin.monitor.account.keycloak.KeycloakProvider;
import io.tocsin.monitor.account.keycloak.KeycloakSettings;
import io.tocsin.monitor.account.scim.ScimProvider;
import io.tocsin.monitor.account.webhook.WebhookProvider;
import io.tocsin.monitor.config.IdentityConfig;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** Makes what the configuration says of an identity provider. */
public final class IdentityProviders {
    /** Asked for by {@link #problem}; no such account is expected. */
    private static final String NOBODY = "tocsin-doctor-asks-for-nobody";

    private IdentityProviders() {}

    /**
     * The provider; nothing is connected to yet.
     *
     * @param env the environment, where the secret may be
     * @throws IOException if the secret or the authorities' certificates can't be read
     */
    public static IdentityProvider of(IdentityConfig config, Map<String, String> env, InstantSource clock)
            throws IOException {
        try {
            config.secret().read(env); // told now, rather than with the first lock
        } catch (IllegalStateException e) {
            throw new IOException("identity: " + e.getMessage(), e);
        }
        HttpTimeouts timeouts = new HttpTimeouts(
                millis(config.limits().connectTimeout()), millis(config.limits().callTimeout()));
        Optional<SSLContext> trust = trust(config);
        if (config.provider() instanceof IdentityConfig.Keycloak keycloak) {
            return new KeycloakProvider(
                    new KeycloakSettings(
                            keycloak.url(),
                            keycloak.realm(),
                            keycloak.client().id(),
                            () -> keycloak.client().secret().read(env),
                            trust,
                            timeouts),
                    clock);
        }
        if (config.provider() instanceof IdentityConfig.Webhook webhook) {
            return new WebhookProvider(
                    webhook.name(),
                    webhook.url(),
                    new ProviderHttp("The identity service", timeouts, trust),
                    () -> webhook.secret().read(env),
                    clock);
        }
        IdentityConfig.Scim scim = (IdentityConfig.Scim) config.provider();
        ProviderHttp http = new ProviderHttp("The SCIM provider", timeouts, trust);
        return new ScimProvider(
                scim.name(), scim.url(), scim.findBy(), new BearerHttp(http, tokens(scim.access(), http, env)));
    }

    private static Optional<SSLContext> trust(IdentityConfig config) throws IOException {
        if (config.authorities().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Authorities.trusted(config.authorities().get()));
        } catch (IOException e) {
            throw new IOException("identity.ca_file: " + e.getMessage(), e);
        }
    }

    private static BearerTokens tokens(IdentityConfig.ScimAccess access, ProviderHttp http, Map<String, String> env) {
        if (access instanceof IdentityConfig.Token token) {
            return new FixedToken(() -> token.place().read(env));
        }
        IdentityConfig.FetchedToken fetched = (IdentityConfig.FetchedToken) access;
        return new ClientCredentials(
                http,
                fetched.url().base(),
                fetched.client().id(),
                () -> fetched.client().secret().read(env),
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    }

    /** What keeps an account from being read at the provider, in one sentence; empty if nothing does. */
    public static Optional<String> problem(IdentityProvider provider) throws InterruptedException {
        try {
            AccountSnapshot nobody = provider.read(NOBODY);
            return nobody.presence() == AccountSnapshot.Presence.ABSENT
                    ? Optional.empty()
                    : Optional.of("knows the account " + NOBODY + ", which nobody should have made");
        } catch (ProviderException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
