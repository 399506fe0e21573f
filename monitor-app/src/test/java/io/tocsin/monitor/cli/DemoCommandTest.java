package io.tocsin.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real program on the embedded broker, from an event to a locked account and a mail. */
class DemoCommandTest {
    @TempDir
    private Path folder;

    @Test
    void theDemonstrationTellsTheWholeStoryAndLeavesItBehind() throws IOException {
        Shell.Result demo = new Shell(folder, false).run("demo");

        assertEquals(ExitCode.DONE, demo.code(), demo.err());
        assertEquals(3, demo.outLines().size(), "one alert for each attack: " + demo.out());
        assertEquals(golden(), masked(demo.err()), demo.err());
        String config = Files.writeString(
                        folder.resolve("demo.yml"),
                        "embedded: true\ndata_folder: tocsin-data/demo\nmail: {maildir: tocsin-data/demo/mail}\n")
                .toString();
        shows(config);
    }

    /** What other commands show of it, once nobody runs on the folder any more. */
    private void shows(String config) {
        Shell shell = new Shell(folder, true);
        Shell.Result alerts = shell.run("alerts", "--role", "technical-lead", "--config", config);
        assertEquals(ExitCode.DONE, alerts.code(), alerts.err());
        assertEquals(3, alerts.outLines().size(), alerts.out());

        Shell.Result accounts = shell.run("accounts", "list", "--config", config);
        assertEquals(ExitCode.DONE, accounts.code(), accounts.err());
        assertTrue(accounts.out().contains("requested, not enforced by an identity provider"), accounts.out());

        Shell.Result unlock = shell.run(
                "accounts", "unlock", "somebody", "--reason", "test", "--principal", "me", "--config", config);
        assertEquals(ExitCode.FOUND_WRONG, unlock.code());
        assertTrue(unlock.err().contains("the request is recorded, and nobody is there to decide it"), unlock.err());

        Shell.Result doctor = shell.run("doctor", "--config", config);
        assertEquals(ExitCode.FOUND_WRONG, doctor.code(), "nothing runs any more: " + doctor.out());
        assertTrue(doctor.out().contains("stage detect"), doctor.out());
    }

    /** Without what differs from run to run. */
    private static List<String> masked(String text) {
        return text.lines()
                .map(line -> line.replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ", "<time>")
                        .replaceAll("(treasurer|shop)-\\d{6}", "$1-<run>")
                        .replaceAll("203\\.0\\.113\\.\\d+", "203.0.113.<n>")
                        .replaceAll("\\d+\\.\\d s", "<seconds> s")
                        .replaceAll("data in \\S+", "data in <folder>")
                        .replaceAll("\\S+/mail/new/[0-9a-f]{64}\\.eml", "<mail>")
                        .replaceAll("\\S+/mail/new", "<mails>")
                        .replace(" (completed out of order)", ""))
                .filter(line -> !line.matches("<?\\d{4}-.*(WARN|ERROR).*"))
                .toList();
    }

    private static List<String> golden() throws IOException {
        try (InputStream in = Objects.requireNonNull(DemoCommandTest.class.getResourceAsStream("/golden/demo.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
