package io.tocsin.rules.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Texts that come with the program, on its class path. */
public final class TextResource {
    private TextResource() {}

    /**
     * The text of a resource, in UTF-8.
     *
     * @param owner a class of the module that the resource belongs to
     * @param path its absolute path, such as {@code /io/tocsin/rules/roster/default-roster.yml}
     */
    public static String read(Class<?> owner, String path) {
        try (InputStream in = owner.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + path + " is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the resource " + path + " can't be read", e);
        }
    }
}
