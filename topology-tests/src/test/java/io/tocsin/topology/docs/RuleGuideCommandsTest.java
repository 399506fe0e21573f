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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the pages about rules, run as they stand there, in a folder with the files that stand there. */
class RuleGuideCommandsTest {
    private static final Path DOCS = Path.of("..", "docs");

    /** A file of the guide: its name ends the sentence before it. */
    private static final Pattern FILE = Pattern.compile("`(my-rules/[\\w.]+)`:\n\n```yaml\n(.*?)```", Pattern.DOTALL);

    private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        Files.createDirectory(folder.resolve("my-rules"));
        Matcher files = FILE.matcher(Files.readString(DOCS.resolve("rules.md")));
        while (files.find()) {
            Files.writeString(folder.resolve(files.group(1)), files.group(2));
        }
        assertTrue(Files.exists(folder.resolve("my-rules/deleted_orders.test.yml")), "the guide names its files");
        Files.writeString(
                folder.resolve("events.ndjson"),
                "{\"time\":\"2026-01-01T00:00:00Z\",\"userId\":\"alice\",\"success\":false}\n");
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

    private int runAll(String page) throws IOException {
        int commands = 0;
        Matcher blocks = BLOCK.matcher(Files.readString(DOCS.resolve(page)));
        while (blocks.find()) {
            String block = blocks.group(2);
            if (block.startsWith("$ ./tocsin rules")) {
                int end = block.indexOf('\n');
                assertShown(block.substring(end + 1), run(block.substring(2, end)));
                commands++;
                continue;
            }
            for (String line : block.lines().toList()) {
                if (line.startsWith("./tocsin rules") || line.startsWith("./tocsin scan")) {
                    run(line);
                    commands++;
                }
            }
        }
        return commands;
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
        assertTrue(runAll("rules.md") >= 8, "the guide shows its commands");
        assertTrue(Files.exists(folder.resolve("layer.json")), "coverage wrote its layer");
    }

    @Test
    void everyCommandOfThePageOfTestsRunsAsItStandsThere() throws IOException {
        assertTrue(runAll("rule-tests.md") >= 1, "the page shows its command");
    }
}
