package io.tocsin.topology.keycloak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts Keycloak for the first test that wants it, and stops it after the last: a start takes most of a minute. */
final class SharedKeycloak implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == KeycloakServer.class;
    }

    @Override
    public KeycloakServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
        KeycloakServer server = context.getRoot()
                .getStore(Namespace.create(SharedKeycloak.class))
                .computeIfAbsent(KeycloakServer.class, type -> prepared(), KeycloakServer.class);
        try {
            server.ensureStarted();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Keycloak started", e);
        }
        return server;
    }

    private static KeycloakServer prepared() {
        try {
            // Below target, so that its output can be read when a test has failed.
            Path target =
                    Files.createDirectories(Path.of("target", "keycloak-runs").toAbsolutePath());
            return new KeycloakServer(Files.createTempDirectory(target, "run-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
