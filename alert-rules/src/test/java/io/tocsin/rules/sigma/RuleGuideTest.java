package io.tocsin.rules.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.EventType;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/rules.md shows is what happens. */
class RuleGuideTest {
    private static final String FILE = "my-rules/deleted_orders.yml";

    private static final String HEADER = "title: Of the guide\nid: 33333333-3333-4333-8333-333333333333\n";

    private final String guide;
    private final String rule;

    RuleGuideTest() throws IOException {
        guide = Files.readString(Path.of("..", "docs", "rules.md"));
        int start = guide.indexOf("```yaml\n") + "```yaml\n".length();
        rule = guide.substring(start, guide.indexOf("```", start));
    }

    private RuleSet compile(String text) throws InvalidDocumentException {
        return RuleCompiler.compile(List.of(new RuleFile(FILE, text)));
    }

    @Test
    void theRuleOfTheGuideWorks() throws InvalidDocumentException {
        CorrelationRule correlation = compile(rule).correlations().get(0);
        assertEquals(20, correlation.threshold());
        assertEquals(600_000, correlation.timespanMs());
        assertEquals(60, correlation.baseScore());
        assertTrue(correlation.isInPlace());
    }

    @Test
    void theRuleOfTheGuideThatWaitsForNothingWorks() throws InvalidDocumentException {
        int start = guide.indexOf("```yaml\ntitle: No more heartbeats") + "```yaml\n".length();
        CorrelationRule correlation = compile(guide.substring(start, guide.indexOf("```", start)))
                .correlations()
                .get(0);
        assertEquals(JudgedAt.EXPIRIES, correlation.judgedAt());
        assertTrue(correlation.isInPlace());
    }

    /** Whole rules beside the shipped ones, parts of rules within one; tests and configuration are run by their commands. */
    @Test
    void everyExampleOfTheGuideCompiles() throws InvalidDocumentException {
        int compiled = 0;
        Matcher examples = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(guide);
        while (examples.find()) {
            String example = examples.group(1);
            String key = example.substring(0, example.indexOf(':'));
            switch (key) {
                case "title" -> compileBesideShipped(example);
                case "detection", "filter" -> compileBesideShipped(HEADER + "logsource: {category: login}\n" + example);
                case "keywords" ->
                    compileBesideShipped(HEADER + "logsource: {category: login}\ndetection:\n" + example.indent(4)
                            + "    condition: keywords or all_of_them\n");
                case "taxonomy" -> assertMaps(example);
                case "rules" -> compiled--;
                default -> throw new AssertionError("no rule, and no part of one: " + example);
            }
            compiled++;
        }
        assertEquals(7, compiled);
    }

    private static void compileBesideShipped(String example) throws InvalidDocumentException {
        List<RuleFile> files = new ArrayList<>(ShippedRules.files());
        files.add(new RuleFile(FILE, example));
        ValueLists lists = new ValueLists(Map.of("office", List.of("192.0.2.0/24")));
        RuleSet rules = RuleCompiler.compile(files, LogSources.OWN, lists);
        assertEquals(List.of(), rules.warnings(), example);
    }

    private static void assertMaps(String example) {
        Problems problems = new Problems();
        EventStream mapped = FieldMappings.with(EventStream.LOGIN, "crm.yml", example, problems);
        assertEquals(List.of(), problems.sorted());
        assertTrue(mapped.mappings().stream().anyMatch(each -> each.taxonomy().equals("crm")), example);
    }

    @Test
    void theProblemsOfTheGuideAreReportedSo() {
        String broken = rule.replace("method:", "metod:").replace("10m", "10 min");
        InvalidDocumentException e = assertThrows(InvalidDocumentException.class, () -> compile(broken));
        String shown = e.problems().stream()
                .map(each -> each.file() + ":" + each.line() + ": problem: " + each.message() + "\n")
                .collect(Collectors.joining());
        assertTrue(guide.contains("```\n" + shown + "```"), shown);
    }

    @Test
    void theGuideNamesEveryFieldOfEveryEvent() {
        for (EventType type : EventType.values()) {
            String row = guide.lines()
                    .filter(line -> line.startsWith("| `" + type.label() + "`"))
                    .findFirst()
                    .orElseThrow();
            for (String field : type.fields()) {
                assertTrue(row.contains("`" + field + "`"), type.label() + "." + field);
            }
        }
    }
}
