package io.tocsin.monitor.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares with a file that a person has looked at; {@code -Dtocsin.accept=true} rewrites it. */
final class Golden {

    private static final Path FOLDER = Path.of("src/test/resources/golden/mail");

    private Golden() {}

    static void assertMatches(String name, String actual) throws IOException {
        String withPlainLineEnds = actual.replace("\r\n", "\n");
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean("tocsin.accept")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, withPlainLineEnds);
        }
        String expected = Files.exists(file) ? Files.readString(file) : "";
        assertEquals(
                expected,
                withPlainLineEnds,
                () -> "differs from " + file
                        + "; if that is meant, run with -Dtocsin.accept=true and look at the change");
    }
}
