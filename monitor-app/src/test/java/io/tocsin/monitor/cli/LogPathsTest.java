package io.tocsin.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogPathsTest {

    @TempDir
    Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        for (String file : List.of(
                "auth.log",
                "auth.log.1",
                "auth.log.2.gz",
                "odd[1].log",
                "trail/b/2.json",
                "trail/a/1.json",
                "trail/a/.hidden",
                "trail/.git/3.json")) {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "x\n");
        }
        Files.createDirectory(folder.resolve("empty"));
    }

    @Test
    void filesStayAsAndWhereTheyAre() throws IOException {
        assertEquals(List.of("auth.log.1", "auth.log", "-"), expand("auth.log.1", "auth.log", "-"));
        assertEquals(List.of("odd[1].log"), expand("odd[1].log"));
    }

    @Test
    void aFolderMeansAllInItButWhatIsHidden() throws IOException {
        assertEquals(List.of("trail/a/1.json", "trail/b/2.json"), expand("trail"));
        assertEquals(List.of("trail/a/1.json", "auth.log"), expand("trail/a/", "auth.log"));
        assertEquals(List.of(), expand("empty"));
        String absolute = folder.resolve("trail/a").toString();
        assertEquals(List.of(absolute + "/1.json"), expand(absolute));
    }

    @Test
    void aPatternMeansWhatFitsIt() throws IOException {
        assertEquals(List.of("auth.log", "auth.log.1", "auth.log.2.gz"), expand("auth.log*"));
        assertEquals(List.of("trail/a/1.json", "trail/b/2.json"), expand("trail/*/*.json"));
        assertEquals(List.of("trail/a/1.json", "trail/b/2.json"), expand("trail/**.json"));
        assertEquals(List.of("auth.log.1"), expand("auth.log.[0-9]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none.log", "none*.log", "none/*.log", "trail/none", "**/*.csv"})
    void whatIsNotThereIsNamed(String asked) {
        assertEquals(
                asked,
                assertThrows(NoSuchFileException.class, () -> expand(asked)).getMessage());
    }

    @Test
    void aBrokenPatternIsWrongUsage() {
        assertThrows(CliException.class, () -> expand("auth.log[9"));
    }

    private List<String> expand(String... asked) throws IOException {
        return LogPaths.expand(folder, List.of(asked));
    }
}
