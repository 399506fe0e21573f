package io.tocsin.monitor.config;

import io.tocsin.monitor.account.http.ProviderAddress;
import io.tocsin.monitor.account.scim.ScimAttribute;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The identity provider at which account commands are carried out.
 *
 * @param provider what it is and how it is reached
 * @param authorities PEM file of the certificates whose issues are trusted; empty: those that the Java runtime trusts
 * @param limits how long it may take, and how often it is asked
 */
public record IdentityConfig(Provider provider, Optional<Path> authorities, Limits limits) {

    /** What carries locks out. */
    public sealed interface Provider {
        /** What results call it, such as {@code keycloak:payments}. */
        String name();

        /** The address below which its resources stand. */
        ProviderAddress url();
    }

    /**
     * A realm of Keycloak.
     *
     * @param url the server, without {@code /realms/…}
     * @param realm the realm of the accounts and of the client
     * @param client who acts there
     */
    public record Keycloak(ProviderAddress url, String realm, Client client) implements Provider {
        @Override
        public String name() {
            return "keycloak:" + realm;
        }
    }

    /**
     * A SCIM 2.0 service provider.
     *
     * @param name what results call it
     * @param url below which {@code /Users} stands
     * @param findBy what the {@code userId} of events is there
     * @param access what calls carry
     */
    public record Scim(String name, ProviderAddress url, ScimAttribute findBy, ScimAccess access) implements Provider {}

    /**
     * A home-grown identity service.
     *
     * @param name what results call it
     * @param url where requests are posted
     * @param secret where the signing secret is found; never the secret itself
     */
    public record Webhook(String name, ProviderAddress url, SecretPlace secret) implements Provider {}

    /** What calls of a SCIM service provider carry. */
    public sealed interface ScimAccess {}

    /**
     * A token that somebody else puts there, and may replace.
     *
     * @param place where it is found
     */
    public record Token(SecretPlace place) implements ScimAccess {}

    /**
     * Tokens that a client fetches.
     *
     * @param client who fetches them
     * @param url the token endpoint
     */
    public record FetchedToken(Client client, ProviderAddress url) implements ScimAccess {}

    /**
     * A client that signs in with a secret.
     *
     * @param id its id
     * @param secret where its secret is found; never the secret itself
     */
    public record Client(String id, SecretPlace secret) {}

    /**
     * How long a provider may take, and how often it is asked.
     *
     * @param connectTimeout for a connection, TLS included
     * @param callTimeout for a whole call
     * @param firstWait after the first failure; waits double from there
     * @param longestWait between two attempts
     * @param workers how many accounts are worked on at once
     */
    public record Limits(
            Duration connectTimeout, Duration callTimeout, Duration firstWait, Duration longestWait, int workers) {

        /** 3 s, 10 s, 1 s, 20 s, 8. */
        public static final Limits DEFAULT = new Limits(
                Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(20), 8);

        public Limits {
            if (longestWait.compareTo(firstWait) < 0) {
                throw new IllegalArgumentException("identity.longest_wait is " + Durations.format(longestWait)
                        + ", below identity.first_wait, " + Durations.format(firstWait));
            }
        }
    }

    /** The secret that must be there before anything is started. */
    public SecretPlace secret() {
        if (provider instanceof Keycloak keycloak) {
            return keycloak.client().secret();
        }
        if (provider instanceof Webhook webhook) {
            return webhook.secret();
        }
        ScimAccess access = ((Scim) provider).access();
        return access instanceof Token token
                ? token.place()
                : ((FetchedToken) access).client().secret();
    }
}
