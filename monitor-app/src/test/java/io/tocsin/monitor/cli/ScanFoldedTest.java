package io.tocsin.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scan counts as the stages do: what the configuration makes of names holds for it, too. */
class ScanFoldedTest {

    @TempDir
    private Path folder;

    private Shell.Result scan(String configuration) throws Exception {
        Files.writeString(folder.resolve("tocsin.yml"), "embedded: true\nmail: {maildir: mail}\n" + configuration);
        StringBuilder lines = new StringBuilder();
        for (String name : new String[] {"Admin1", "ADMIN1", "admin1", "aDMIN1", "admiN1"}) {
            lines.append("{\"time\":\"2026-01-01T00:00:0")
                    .append(lines.length() % 7)
                    .append("Z\",\"userId\":\"")
                    .append(name)
                    .append("\",\"success\":false}\n");
        }
        Files.writeString(folder.resolve("events.ndjson"), lines);
        return new Shell(folder, false).run("scan", "--config", "tocsin.yml", "--format", "ndjson", "events.ndjson");
    }

    @Test
    void spellingsOfOneAccountAreCountedTogetherWhereCaseIsFolded() throws Exception {
        Shell.Result folding = scan("ingest: {fold_case: true}\n");
        assertEquals(ExitCode.DONE, folding.code(), folding.err());
        assertTrue(folding.out().contains("\"admin1\""), folding.out() + folding.err());

        Shell.Result verbatim = scan("");
        assertEquals("", verbatim.out());
    }
}
