package io.tocsin.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScanJsonTest {
    private static final String RULE = """
            title: Discovery
            id: 11111111-1111-4111-8111-111111111111
            logsource: {product: windows, category: process_creation}
            detection:
              selection: {CommandLine|endswith: whoami, User: ANN}
              condition: selection
            level: high
            """;

    @TempDir
    private Path folder;

    private Shell shell;

    @BeforeEach
    void writeFiles() throws IOException {
        shell = new Shell(folder, false);
        Files.writeString(folder.resolve("rule.yml"), RULE);
        Files.writeString(folder.resolve("m.yml"), "fields: {CommandLine: process.cmd}");
        // Not in the order of their times, so that they are sorted.
        Files.writeString(folder.resolve("events.json"), """
                {"UtcTime": "2026-01-01 00:00:09.000", "User": "ann", "process": {"cmd": "id"}, "Computer": "ws"}
                {"UtcTime": "2026-01-01 00:00:01.000", "User": "ann", "process": {"cmd": "WhoAmI"}, "Computer": "ws"}
                """);
        Files.writeString(folder.resolve("tocsin.yml"), """
                embedded: true
                mail: {maildir: mail}
                sources:
                  - name: windows
                    logsource: {product: windows, category: process_creation}
                    key: Computer
                    time: {field: UtcTime, pattern: 'yyyy-MM-dd HH:mm:ss.SSS'}
                    mapping: m.yml
                """);
    }

    private Shell.Result scan(String options) {
        return shell.run(("scan --format json --rules rule.yml " + options + " events.json").split(" "));
    }

    @Test
    void rulesLookAtEventsThatOptionsDescribe() {
        Shell.Result found = shell.run(
                "scan",
                "--format",
                "json",
                "--rules",
                "rule.yml",
                "--time",
                "UtcTime",
                "--time-pattern",
                "yyyy-MM-dd HH:mm:ss.SSS",
                "--key",
                "Computer",
                "--mapping",
                "m.yml",
                "--logsource",
                "product=windows,category=process_creation",
                "events.json");
        assertEquals(ExitCode.DONE, found.code(), found.err());
        assertEquals(1, found.outLines().size(), found.err());
        assertTrue(found.out().contains("\"Computer\":\"ws\""), found.out());
    }

    @Test
    void rulesLookAtEventsOfAConfiguredSource() {
        Shell.Result found = scan("--config tocsin.yml --stream windows");
        assertEquals(ExitCode.DONE, found.code(), found.err());
        assertEquals(1, found.outLines().size(), found.err());
    }

    @Test
    void anEventOfTheSourceThatARuleLooksAtIsExplained() throws IOException {
        Files.writeString(folder.resolve("tocsin.yml"), "rules: [rule.yml]\n", StandardOpenOption.APPEND);
        String event = "{\"User\": \"ann\", \"process\": {\"cmd\": \"id\"}, \"Computer\": \"ws\"}";
        String[] explain = {"rules", "explain", "--config", "tocsin.yml", "11111111-1111-4111-8111-111111111111", event
        };
        Shell.Result shown = new Shell(folder, true).run(explain);
        assertEquals(ExitCode.DONE, shown.code(), shown.err());
        assertTrue(shown.out().contains("CommandLine|endswith: '*whoami'  (line 5; the event has 'id')"), shown.out());
        assertTrue(shown.out().contains("User: 'ANN'  (line 5; the event has 'ann')"), shown.out());

        Files.writeString(
                folder.resolve("tocsin.yml"),
                Files.readString(folder.resolve("tocsin.yml"))
                        .replace("sources:", "sources:\n  - name: edr\n    logsource: {product: windows}\n"));
        Files.writeString(
                folder.resolve("rule.yml"),
                RULE.replace("category: process_creation", "").replace("windows, ", "windows"));
        Shell.Result several = new Shell(folder, true).run(explain);
        assertEquals(ExitCode.USAGE, several.code());
        assertTrue(
                several.err().contains("the event may be of edr, windows; --stream NAME says of which"), several.err());
        Shell.Result named = new Shell(folder, true)
                .run("rules", "explain", "--config", "tocsin.yml", "--stream", "windows", explain[4], event);
        assertEquals(ExitCode.DONE, named.code(), named.err());
    }

    @Test
    void saysWhatIsWrong() {
        Shell.Result none = scan("--config tocsin.yml --stream linux");
        assertTrue(none.err().contains("--stream is 'linux'; the configuration's `sources` name windows"), none.err());
        Shell.Result both = scan("--config tocsin.yml --stream windows --key x");
        assertTrue(both.err().contains("are for --format json without --stream"), both.err());
        Shell.Result part = scan("--logsource host=a");
        assertTrue(
                part.err().contains("--logsource names 'host'; there are product, category and service"), part.err());
        Shell.Result other = scan("--logsource product=linux");
        assertEquals(ExitCode.USAGE, other.code());
        assertTrue(
                other.err().contains("rule.yml:3: `logsource.product` is windows, and no events of it are configured"),
                other.err());
        Shell.Result without = shell.run("import", "--config", "tocsin.yml", "--format", "json", "events.json");
        assertEquals(ExitCode.USAGE, without.code());
        assertTrue(
                without.err().contains("--format json needs --stream NAME; the configuration's `sources` name windows"),
                without.err());
    }

    @Test
    void aLogCannotHoldTheTimeThatStandsInAHeader() throws IOException {
        Path config = folder.resolve("tocsin.yml");
        Files.writeString(config, Files.readString(config).replaceAll("(?m)^ *time:.*$", ""));
        for (String command : new String[] {"scan", "import"}) {
            Shell.Result refused = shell.run(
                    command, "--config", "tocsin.yml", "--format", "json", "--stream", "windows", "events.json");
            assertEquals(ExitCode.USAGE, refused.code());
            assertTrue(
                    refused.err().contains("--stream windows: the time of its events is in the header ce_time"),
                    refused.err());
        }
    }

    @Test
    void nothingIsEmittedIfOneEventIsWrong() throws IOException {
        Files.writeString(folder.resolve("new.json"), "{\"Computer\": \"ws\"}\n\n{\"User\": \"ann\"}\n");
        Shell.Result wrong = shell.run("emit", "json", "--config", "tocsin.yml", "--stream", "windows", "new.json");
        assertEquals(ExitCode.USAGE, wrong.code());
        assertTrue(
                wrong.err()
                        .contains("new.json:3: the event's key, field 'Computer', is missing or not one single value"
                                + "; nothing was sent"),
                wrong.err());
        Shell.Result many = shell.run(
                "emit", "json", "--config", "tocsin.yml", "--stream", "windows", "--times", "100000", "events.json");
        assertTrue(many.err().contains("these are 200000 events; 100000 are allowed"), many.err());
        Shell.Result none = shell.run("emit", "json", "--config", "tocsin.yml", "--stream", "windows", "-");
        assertTrue(none.err().contains("stdin has no event; one JSON object a line is expected"), none.err());
    }
}
