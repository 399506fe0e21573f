package io.tocsin.rules.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.event.EventType;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/rules.md shows is what happens. */
class RuleGuideTest {
    private static final String FILE = "my-rules/deleted_orders.yml";

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
