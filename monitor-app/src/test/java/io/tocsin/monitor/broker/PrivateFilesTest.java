package io.tocsin.monitor.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {
    @TempDir
    private Path temporary;

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void theFoldersAboveAreAsPrivateAsTheFolder() throws Exception {
        PrivateFiles.createFolder(temporary.resolve("tocsin-data/demo"));

        assertEquals("rwx------", mode(temporary.resolve("tocsin-data")));
        assertEquals("rwx------", mode(temporary.resolve("tocsin-data/demo")));
    }

    @Test
    void aFolderThatSomeoneElseMadeStaysAsItIsUntilItIsMadePrivate() throws Exception {
        Path open = Files.createDirectory(temporary.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));

        PrivateFiles.createFolder(open);
        assertEquals("rwxr-xr-x", mode(open));

        PrivateFiles.makePrivate(open);
        assertEquals("rwx------", mode(open));
    }
}
