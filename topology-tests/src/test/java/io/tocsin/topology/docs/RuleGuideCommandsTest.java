package io.tocsin.topology.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.cli.Cli;
import io.tocsin.monitor.cli.Context;
import io.tocsin.monitor.cli.Input;
import io.tocsin.monitor.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the pages about rules, run as they stand there, in a folder with the files that stand there. */
class RuleGuideCommandsTest {
    private static final Path DOCS = Path.of("..", "docs");

    /** A file that a page shows: its name ends the sentence before it. */
    private static final Pattern FILE = Pattern.compile("`([\\w./-]+\\.yml)`:\n\n```yaml\n(.*?)```", Pattern.DOTALL);

    /** What the configuration says besides. */
    private static final String BESIDE = "embedded: true\nops: {port: 0}\nmail: {maildir: mail}\n";

    private static final Pattern SOURCES = Pattern.compile("`tocsin.yml` has, .*:\n\n```yaml\n([^`]*)```");

    private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    /** The line of a log in JSON. */
    private static final Pattern LINE = Pattern.compile("`(\\{\"UtcTime\".*})`");

    /** Where what a command finds goes. */
    private static final Pattern TO_FILE = Pattern.compile(" > (\\S+)$");

    /** How the commands about JSON begin on the page of logs; the others need logs that aren't here. */
    private static final List<String> JSON =
            List.of("./tocsin scan --format json", "./tocsin scan --config", "./tocsin import --config");

    /** What a scan shows of the alert that the pages' events are due. */
    private static final String ALERT = "Looking around on one computer: host.name 'ws-1', 3 of 3";

    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        Files.createDirectory(folder.resolve("my-rules"));
        Files.createDirectory(folder.resolve("windows-rules"));
        for (String page : List.of("rules.md", "configuration.md", "rule-tests.md")) {
            Matcher files = FILE.matcher(Files.readString(DOCS.resolve(page)));
            while (files.find()) {
                Files.writeString(folder.resolve(files.group(1)), files.group(2));
            }
        }
        Matcher sources = SOURCES.matcher(Files.readString(DOCS.resolve("configuration.md")));
        assertTrue(sources.find(), "the page shows a source");
        Files.writeString(folder.resolve("tocsin.yml"), BESIDE + sources.group(1));
        for (String named : List.of(
                "my-rules/deleted_orders.test.yml", "ecs-windows.yml", "windows-rules/looking_around.test.yml")) {
            assertTrue(Files.exists(folder.resolve(named)), named + " is shown");
        }
        Files.writeString(
                folder.resolve("events.ndjson"),
                "{\"time\":\"2026-01-01T00:00:00Z\",\"userId\":\"alice\",\"success\":false}\n");
        Matcher line = LINE.matcher(Files.readString(DOCS.resolve("logs.md")));
        assertTrue(line.find(), "the page shows a line");
        Files.writeString(folder.resolve("sysmon.ndjson"), (line.group(1) + "\n").repeat(3));
    }

    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(command);
        while (matcher.find()) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return words.subList(1, words.size());
    }

    /** What a person sees on a terminal: both outputs in one. */
    private String run(String command) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        Context context = new Context(
                new Terminal(out, out, true, false, false),
                new Input(InputStream.nullInputStream(), false),
                Map.of("LANG", "C.UTF-8"),
                Clock.systemUTC(),
                folder,
                false);
        int code = new Cli(context).execute(words(command).toArray(String[]::new));
        String shown = bytes.toString(StandardCharsets.UTF_8);
        assertEquals(0, code, command + "\n" + shown);
        return shown;
    }

    /** Runs what a page shows of these commands, and returns what each came to. */
    private List<String> runAll(String page, String... commands) throws IOException {
        List<String> shown = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(Files.readString(DOCS.resolve(page)));
        while (blocks.find()) {
            String block = blocks.group(2);
            if (block.startsWith("$ ./tocsin rules")) {
                int end = block.indexOf('\n');
                shown.add(run(block.substring(2, end)));
                assertShown(block.substring(end + 1), shown.get(shown.size() - 1));
                continue;
            }
            block.lines()
                    .filter(line -> Stream.of(commands).anyMatch(line::startsWith))
                    .forEach(line -> shown.add(run(TO_FILE.matcher(line).replaceFirst(""))));
        }
        return shown;
    }

    /** A line that ends with an ellipsis in the page may go on as it likes. */
    private static void assertShown(String page, String shown) {
        List<String> expected = page.lines().toList();
        List<String> actual = shown.lines().toList();
        assertEquals(expected.size(), actual.size(), shown);
        for (int i = 0; i < expected.size(); i++) {
            String line = expected.get(i);
            boolean isOpen = line.endsWith("…");
            assertEquals(
                    isOpen ? line.substring(0, line.length() - 1) : line,
                    isOpen
                            ? actual.get(i)
                                    .substring(
                                            0,
                                            Math.min(
                                                    line.length() - 1,
                                                    actual.get(i).length()))
                            : actual.get(i));
        }
    }

    @Test
    void everyCommandOfTheGuideRunsAsItStandsThere() throws IOException {
        assertTrue(runAll("rules.md", "./tocsin rules", "./tocsin scan").size() >= 8, "the guide shows its commands");
        assertTrue(Files.exists(folder.resolve("layer.json")), "coverage wrote its layer");
    }

    @Test
    void everyCommandOfThePageOfTestsRunsAsItStandsThere() throws IOException {
        List<String> shown = runAll("rule-tests.md", "./tocsin rules");
        assertEquals(2, shown.size(), "the page shows its commands");
        assertTrue(shown.get(1).contains("looking_around.test.yml:3: three commands on one computer"), shown.get(1));
    }

    @Test
    void everyCommandAboutASourceRunsAsItStandsInTheConfiguration() throws IOException {
        List<String> shown = runAll("configuration.md", "./tocsin");
        assertEquals(5, shown.size(), "the page shows its commands");
        assertTrue(shown.get(0).contains(" 0 problems, 0 warnings"), shown.get(0));
        assertTrue(
                shown.get(1)
                        .contains("process.command_line|contains: '*whoami*'  (line 7; the event has 'whoami /all')"),
                shown.get(1));
        assertTrue(shown.get(2).contains("Sent 3 events to tocsin.events.windows"), shown.get(2));
        assertTrue(shown.get(3).contains(ALERT), shown.get(3));
        assertTrue(shown.get(4).contains("imported, 3 events added, 3 lines"), shown.get(4));
    }

    @Test
    void everyCommandAboutJsonRunsAsItStandsOnThePageOfLogs() throws IOException {
        List<String> shown = runAll("logs.md", JSON.toArray(String[]::new));
        assertEquals(3, shown.size(), "the page shows its commands");
        assertTrue(shown.get(0).contains(ALERT), shown.get(0));
        assertTrue(shown.get(1).contains(ALERT), shown.get(1));
        assertTrue(shown.get(2).contains("imported, 3 events added, 3 lines"), shown.get(2));
    }
}
