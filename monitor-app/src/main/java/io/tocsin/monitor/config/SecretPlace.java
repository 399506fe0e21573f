package io.tocsin.monitor.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where a secret is found: configuration files hold the place, never the secret. */
public sealed interface SecretPlace {

    /** An environment variable. */
    record Env(String name) implements SecretPlace {}

    /** A file whose first line is the secret. */
    record SecretFile(Path path) implements SecretPlace {}

    /**
     * The secret.
     *
     * @param env the environment
     * @throws IOException if the file can't be read
     * @throws IllegalStateException if the place is empty
     */
    default String read(Map<String, String> env) throws IOException {
        String secret;
        String place;
        if (this instanceof Env variable) {
            secret = env.getOrDefault(variable.name(), "");
            place = "the environment variable " + variable.name();
        } else {
            Path path = ((SecretFile) this).path();
            secret = Files.readString(path).lines().findFirst().orElse("");
            place = "the file " + path;
        }
        if (secret.isEmpty()) {
            throw new IllegalStateException(place + " is empty; a secret is expected there");
        }
        return secret;
    }
}
