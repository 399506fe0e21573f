package io.tocsin.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Value lists of files, as the commands over rules take them; and the rules that come as an example. */
class ValueListsOptionTest {
    private static final String RULE = """
            title: Failed login from elsewhere
            id: 6b3d5a52-0c54-4a6e-9a39-0d3fb0e2a1c7
            name: elsewhere
            logsource:
                category: login
            detection:
                selection:
                    success: false
                office:
                    sourceIp|cidr|expand: '%office%'
                condition: selection and not office
            level: low
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void writeRules() throws IOException {
        Files.writeString(folder.resolve("rule.yml"), RULE);
        Files.createDirectory(folder.resolve("lists"));
        Files.writeString(folder.resolve("lists/office.txt"), "192.0.2.0/24 # Berlin\n");
        Files.writeString(folder.resolve("lists/.hidden"), "\0");
    }

    private Shell.Result run(String... args) {
        return new Shell(folder, true).run(args);
    }

    @Test
    void aRuleNeedsTheListsThatItNames() {
        Shell.Result without = run("rules", "list", "--rules", "rule.yml");
        assertEquals(ExitCode.USAGE, without.code());
        assertTrue(
                without.err()
                        .contains(
                                "rule.yml:10: a value of `sourceIp` can't be taken: `%office%` stands for no value list"),
                without.err());
        assertEquals(
                ExitCode.DONE,
                run("rules", "list", "--rules", "rule.yml", "--values", "lists").code());
        assertEquals(ExitCode.FOUND_WRONG, run("rules", "check", "rule.yml").code());
        Shell.Result checked = run("rules", "check", "rule.yml", "--values", "lists/office.txt");
        assertEquals(ExitCode.DONE, checked.code(), checked.out());
    }

    @Test
    void theConfigurationNamesLists() throws IOException {
        Files.writeString(
                folder.resolve("tocsin.yml"),
                "embedded: true\nrules: [rule.yml]\nvalue_lists: [lists]\nmail: {maildir: m}\n");
        assertEquals(
                ExitCode.DONE, run("rules", "list", "--config", "tocsin.yml").code());
    }

    @Test
    void aScanTakesThem() throws IOException {
        Files.writeString(
                folder.resolve("logins.ndjson"),
                "{\"time\":1767225600000,\"userId\":\"alice\",\"success\":false,\"sourceIp\":\"192.0.2.7\"}\n"
                        + "{\"time\":1767225600000,\"userId\":\"bob\",\"success\":false,\"sourceIp\":\"198.51.100.7\"}\n");
        List<String> scan = List.of("scan", "--format", "ndjson", "--rules", "rule.yml", "--values", "lists", "--json");
        Shell.Result found =
                run(Stream.concat(scan.stream(), Stream.of("logins.ndjson")).toArray(String[]::new));
        assertEquals(ExitCode.DONE, found.code(), found.err());
        assertEquals(1, found.out().lines().count(), found.out());
        assertTrue(found.out().contains("bob"), found.out());
    }

    @Test
    void everythingWrongWithListsIsSaidAtOnce() throws IOException {
        Files.writeString(folder.resolve("lists/office.txt"), "192.0.2.0/24\n 10.0.0.0/8\n");
        Files.writeString(folder.resolve("lists/more.yml"), "a: {b: c}\n");
        Files.writeString(folder.resolve("lists/notes.md"), "x");
        Shell.Result wrong = run("rules", "list", "--rules", "rule.yml", "--values", "lists");
        assertEquals(ExitCode.USAGE, wrong.code());
        for (String problem : List.of(
                "lists/more.yml:1: `a` holds a map; a list of values is expected",
                "lists/notes.md:1: is no value list: its name ends neither with .txt nor with .yml or .yaml",
                "lists/office.txt:2: the value begins or ends with a blank")) {
            assertTrue(wrong.err().contains(problem), wrong.err());
        }
        assertEquals(
                ExitCode.USAGE,
                run("rules", "list", "--rules", "rule.yml", "--values", "none").code());
    }

    @Test
    void whatIsAskedOfValuesMustMakeSense() {
        assertEquals(ExitCode.USAGE, run("values", "put", "office", "192.0.2.1").code());
        assertEquals(
                ExitCode.USAGE, run("values", "remove", "office", "192.0.2.1").code(), "no reason");
        assertEquals(ExitCode.USAGE, run("values", "remove", "--reason", "x").code());
        assertEquals(
                ExitCode.USAGE,
                run("values", "remove", "office", "--unreadable", "--reason", "x")
                        .code());
        assertEquals(
                ExitCode.USAGE,
                run("values", "remove", "office", "--reason", "x").code());
        assertEquals(
                ExitCode.USAGE,
                run("values", "remove", "office", "192.0.2.1", "--all", "--reason", "x")
                        .code());
        assertEquals(ExitCode.USAGE, run("values", "list", "--lines").code());
        Shell.Result nothing = run("values", "list");
        assertEquals(ExitCode.FOUND_WRONG, nothing.code());
        assertTrue(nothing.err().contains("nothing has run in the data folder"), nothing.err());
    }

    @Test
    void theExampleOfARuleThatIsNotShippedPassesItsTests() {
        String rules = Path.of("..", "docs", "rules").toAbsolutePath().toString();
        Shell.Result tested = run("rules", "test", "--rules", rules);
        assertEquals(ExitCode.DONE, tested.code(), tested.out() + tested.err());
        assertEquals(
                ExitCode.DONE,
                run("rules", "check", "--strict", "--rules", "shipped", rules).code());
    }
}
