package io.tocsin.monitor.app;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
    private static final long NOW_MS = 1_750_000_000_000L;
    private static final long OLD_MS = NOW_MS - StateFolder.KEPT_AT_START.toMillis() - 1;

    @TempDir
    private Path folder;

    @Test
    void stateWhoseDeletionsKafkaMayHaveForgottenIsNotUsedAgain() throws IOException {
        Path outdated = task("0_1", OLD_MS);

        StateFolder.deleteOutdated(folder, NOW_MS);

        assertFalse(Files.exists(outdated));
    }

    @Test
    void whatWasWrittenLatelyStays() throws IOException {
        Path recent = task("0_1", OLD_MS);
        Files.setLastModifiedTime(recent.resolve("rocksdb/store/CURRENT"), FileTime.fromMillis(NOW_MS - 1));

        StateFolder.deleteOutdated(folder, NOW_MS);

        assertTrue(Files.exists(recent.resolve("rocksdb/store/CURRENT")));
    }

    @Test
    void whatIsNoTaskStays() throws IOException {
        Path process = Files.writeString(folder.resolve("kafka-streams-process-metadata"), "{}");
        Files.setLastModifiedTime(process, FileTime.fromMillis(OLD_MS));

        StateFolder.deleteOutdated(folder, NOW_MS);

        assertTrue(Files.exists(process));
    }

    @Test
    void aFolderThatIsMissingIsNoMatter() throws IOException {
        StateFolder.deleteOutdated(folder.resolve("none"), NOW_MS);
    }

    private Path task(String name, long writtenMs) throws IOException {
        Path task = folder.resolve(name);
        Files.createDirectories(task.resolve("rocksdb/store"));
        Files.writeString(task.resolve("rocksdb/store/CURRENT"), "MANIFEST-000004");
        try (Stream<Path> all = Files.walk(task)) {
            for (Path each : all.toList()) {
                Files.setLastModifiedTime(each, FileTime.fromMillis(writtenMs));
            }
        }
        return task;
    }
}
