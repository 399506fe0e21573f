package io.tocsin.topology.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.wire.RejectReason;
import io.tocsin.monitor.wire.RejectedRecord;
import io.tocsin.monitor.wire.TopicCatalogue;
import io.tocsin.monitor.wire.TopicSettings;
import io.tocsin.monitor.wire.TopicSpec;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.roster.Roster;
import io.tocsin.topology.fixture.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentationTest {
    private static final Path ROOT = Path.of("..");
    private static final Path SEMANTICS = ROOT.resolve("docs/semantics.md");
    private static final Path CONTAINMENT = ROOT.resolve("docs/containment.md");
    private static final Path TOPICS = ROOT.resolve("docs/topics.md");
    private static final Pattern TEST_NAME = Pattern.compile("`(\\w+Test)\\.(\\w+)`");
    private static final Pattern NUMBER = Pattern.compile("(?m)^\\*\\*(\\d+)\\. ");

    static Stream<Path> pagesThatNameTests() {
        return Stream.of(SEMANTICS, CONTAINMENT, ROOT.resolve("docs/other-engines.md"));
    }

    static Stream<Path> pagesWithNumberedRules() {
        return Stream.of(SEMANTICS, CONTAINMENT);
    }

    @ParameterizedTest
    @MethodSource("pagesThatNameTests")
    void everyTestThatARuleNamesExists(Path page) throws IOException {
        Map<String, Path> sources = testSources();
        List<String> missing = new ArrayList<>();
        Matcher names = TEST_NAME.matcher(Files.readString(page));
        while (names.find()) {
            Path source = sources.get(names.group(1) + ".java");
            if (source == null || !Files.readString(source).contains("void " + names.group(2) + "(")) {
                missing.add(names.group());
            }
        }
        assertEquals(List.of(), missing);
    }

    @ParameterizedTest
    @MethodSource("pagesWithNumberedRules")
    void rulesAreNumberedWithoutGapsAndEachNamesATest(Path page) throws IOException {
        String text = Files.readString(page);
        String[] entries = NUMBER.split(text);
        Matcher numbers = NUMBER.matcher(text);
        int expected = 0;
        while (numbers.find()) {
            expected++;
            assertEquals(expected, Integer.parseInt(numbers.group(1)));
            assertTrue(TEST_NAME.matcher(entries[expected]).find(), "number " + expected + " names no test");
        }
        assertTrue(expected > 0, "no numbers were found");
    }

    @Test
    void everyTopicAndReasonIsDocumented() throws IOException {
        String text = Files.readString(TOPICS);
        for (TopicSpec topic : TopicCatalogue.of(new Topics(""), Roster.REQUIRED_ROLES, TopicSettings.cluster())) {
            assertTrue(text.contains("`" + topic.name() + "`"), topic.name() + " isn't described");
        }
        for (RejectReason reason : RejectReason.values()) {
            assertTrue(text.contains("| `" + reason + "` |"), reason + " isn't described");
        }
        for (String header : List.of(
                RejectedRecord.REASON,
                RejectedRecord.DETAIL,
                RejectedRecord.TOPIC,
                RejectedRecord.PARTITION,
                RejectedRecord.OFFSET,
                RejectedRecord.TIMESTAMP,
                RejectedRecord.LENGTH,
                RejectedRecord.SHA_256,
                RejectedRecord.KEY_LENGTH,
                RejectedRecord.KEY_SHA_256)) {
            assertTrue(text.contains("`" + header + "`"), header + " isn't described");
        }
    }

    @Test
    void everySchemaIsDocumentedAndEveryDocumentedSchemaExists() throws IOException {
        String text = Files.readString(TOPICS);
        try (Stream<Path> files = Files.list(Schemas.FOLDER)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                assertTrue(text.contains("(schemas/" + name + ")"), name + " isn't named");
            }
        }
        Matcher links = Pattern.compile("\\(schemas/([^)]+)\\)").matcher(text);
        while (links.find()) {
            assertTrue(Files.exists(Schemas.FOLDER.resolve(links.group(1))), links.group(1) + " doesn't exist");
        }
        assertFalse(text.contains("schemas/)"));
    }

    private static Map<String, Path> testSources() throws IOException {
        try (Stream<Path> files = Stream.of("alert-rules", "monitor-app", "topology-tests")
                .map(module -> ROOT.resolve(module).resolve("src/test/java"))
                .flatMap(DocumentationTest::walk)) {
            return files.filter(file -> file.toString().endsWith("Test.java"))
                    .collect(Collectors.toMap(file -> file.getFileName().toString(), file -> file, (a, b) -> a));
        }
    }

    @SuppressWarnings("StreamResourceLeak") // flatMap closes it
    private static Stream<Path> walk(Path folder) {
        try {
            return Files.walk(folder);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
