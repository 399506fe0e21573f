package io.tocsin.monitor.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where login services can ask whether an account is locked, and gateways which sources are blocked.
 *
 * @param address an IP address or a host name; of this machine alone, if there is no TLS
 * @param port 1 to 65535, or 0 for any that is free
 * @param tls how the server and its clients prove who they are; empty on loopback alone
 * @param onFailure what a login service is to do without an answer
 * @param tenants what it is to do instead for these tenants
 * @param bouncers the gateways that ask as CrowdSec's bouncers do, by name; without any, all who may ask may do so
 */
public record LookupConfig(
        String address,
        int port,
        Optional<Tls> tls,
        OnFailure onFailure,
        Map<String, OnFailure> tenants,
        Map<String, Bouncer> bouncers) {
    static final String DEFAULT_ADDRESS = "127.0.0.1";
    static final int DEFAULT_PORT = 9465;

    /** What a login service does where it can't learn whether an account is locked. */
    public enum OnFailure {
        /** Lets people in: a broken Tocsin locks nobody out, and locks don't hold meanwhile. */
        OPEN,
        /** Lets nobody in: locks hold, and a broken Tocsin keeps everybody out. */
        CLOSED;

        /** The word in configuration files and answers. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Key stores, PKCS#12.
     *
     * @param keyStore the server's key and its chain
     * @param keyStorePassword where the password is that opens it
     * @param trustStore the certificates that issue those of clients
     * @param trustStorePassword where the password is that opens it
     */
    public record Tls(Path keyStore, SecretPlace keyStorePassword, Path trustStore, SecretPlace trustStorePassword) {}

    /**
     * A gateway.
     *
     * @param key where its key is
     * @param tenant whose blocks it is told of
     */
    public record Bouncer(SecretPlace key, String tenant) {}

    public LookupConfig {
        tenants = Map.copyOf(tenants);
        bouncers = Map.copyOf(bouncers);
    }

    /** What a login service is to do for a tenant's accounts without an answer. */
    public OnFailure onFailure(String tenant) {
        return tenants.getOrDefault(tenant, onFailure);
    }
}
