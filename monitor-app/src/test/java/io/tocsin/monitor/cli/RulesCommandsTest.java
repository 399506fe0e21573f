package io.tocsin.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands for those who write rules. */
class RulesCommandsTest {
    private static final String RULES = """
            title: Deleted
            id: 9ccfa809-c219-4be0-81fc-d1ce667c8d65
            name: deleted
            logsource:
                category: api-response
            detection:
                deletion:
                    method: DELETE
                    endpoint|startswith: /orders/
                refused:
                    responseCode|gte: 400
                condition: deletion and not refused
            ---
            title: Many deleted
            id: 7911ac12-b832-4627-9407-15b7e6b0b8c8
            name: many_deleted
            correlation:
                type: value_count
                rules: [deleted]
                group-by: [clientId]
                timespan: 10m
                condition: {field: endpoint, gte: 3}
            level: high
            tags: [attack.impact, attack.t1485]
            """;

    private static final String TESTS = """
            rules: many_deleted
            tests:
              - name: three orders
                events:
                  - api-response: {clientId: shop, method: DELETE, endpoint: "/orders/{n}", responseCode: 204}
                    repeat: 3
                alerts:
                  - {event: 3, count: 3, severity: high}
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void writeRules() throws IOException {
        Files.createDirectory(folder.resolve("my"));
        Files.writeString(folder.resolve("my/deleted.yml"), RULES);
        Files.writeString(folder.resolve("my/deleted.test.yml"), TESTS);
    }

    private Shell.Result run(String... args) {
        return new Shell(folder, false).run(args);
    }

    private Shell.Result show(String... args) {
        return new Shell(folder, true).run(args);
    }

    @Test
    void whatIsSoundEndsWithZeroAndACount() {
        Shell.Result shown = show("rules", "check", "my", "my/deleted.yml");

        assertEquals(ExitCode.DONE, shown.code(), shown.err());
        assertEquals("", shown.out());
        assertEquals("2 rules, 0 problems, 0 warnings\n", shown.err());
    }

    @Test
    void theListSaysWhoseEventsCountAndWhatIsLeftOut() throws IOException {
        Files.writeString(folder.resolve("my/deleted.yml"), RULES + "tocsin: {tenants: [shop, bank]}\n" + """
                ---
                title: Not of the robot
                name: robot
                logsource: {category: api-response}
                filter:
                    rules: [deleted]
                    robot: {clientId: robot}
                    condition: not robot
                """);

        Shell.Result listed = run("rules", "list", "--rules", "my");

        JsonNode rule = new ObjectMapper().readTree(listed.out());
        assertEquals("[\"bank\",\"shop\"]", rule.get("tenants").toString(), listed.out());
        assertEquals("[\"robot\"]", rule.get("filters").toString(), listed.out());
    }

    @Test
    void everythingWrongOrOddIsSaidAtOnce() throws IOException {
        Files.writeString(
                folder.resolve("my/deleted.yml"),
                RULES.replace("deletion and not refused", "deletion").replace("attack.t1485", "attack.x"));
        Shell.Result odd = show("rules", "check", "my");
        Shell.Result strict = show("rules", "check", "--strict", "my");
        Files.writeString(
                folder.resolve("my/deleted.yml"),
                RULES.replace("method:", "metod:").replace("10m", "ten").replace("attack.t1485", "attack.x"));
        Shell.Result wrong = run("rules", "check", "my");

        assertEquals(ExitCode.DONE, odd.code());
        assertEquals(ExitCode.FOUND_WRONG, strict.code());
        assertTrue(odd.out().startsWith("my/deleted.yml:10: warning: `refused` is named in no condition,"), odd.out());
        assertEquals("2 rules, 0 problems, 2 warnings\n", odd.err());
        assertEquals(ExitCode.FOUND_WRONG, wrong.code());
        assertEquals(3, wrong.outLines().size());
        assertTrue(
                wrong.out()
                        .startsWith(
                                "{\"file\":\"my/deleted.yml\",\"line\":8,\"kind\":\"problem\",\"message\":\"unknown field"),
                wrong.out());
        assertEquals("2 rules, 2 problems, 1 warning\n", wrong.err());
    }

    @Test
    void rulesOfOtherLogSourcesAreCheckedWhereAnyIsAllowed() throws IOException {
        Files.writeString(folder.resolve("my/deleted.yml"), """
                title: Whoever
                id: 9ccfa809-c219-4be0-81fc-d1ce667c8d65
                logsource: {product: windows, category: process_creation}
                detection: {selection: {Image|endswith: 'whoami.exe'}, condition: selection}
                """);

        assertEquals(ExitCode.FOUND_WRONG, run("rules", "check", "my").code());
        assertEquals(ExitCode.DONE, run("rules", "check", "--any-source", "my").code());
        assertEquals(ExitCode.USAGE, run("rules", "check", "none").code());
    }

    /** The shape is that of the Navigator's layer file format 4.5. */
    @Test
    void coverageIsALayerOfTheNavigator() throws IOException {
        Shell.Result piped = run("rules", "coverage", "--rules", "my");
        Shell.Result filed = run("rules", "coverage", "--rules", "my", "--output", "layer.json");

        JsonNode layer = new ObjectMapper().readTree(piped.out());
        assertEquals(layer, new ObjectMapper().readTree(Files.readString(folder.resolve("layer.json"))));
        assertEquals("", filed.out());
        assertEquals("4.5", layer.at("/versions/layer").asText());
        assertEquals("enterprise-attack", layer.get("domain").asText());
        assertTrue(layer.get("name").isTextual() && layer.get("description").isTextual());
        JsonNode technique = layer.at("/techniques/0");
        assertEquals("T1485", technique.get("techniqueID").asText());
        assertEquals(1, technique.get("score").asInt());
        assertEquals("Many deleted", technique.get("comment").asText());
        assertTrue(technique.get("enabled").isBoolean());
        assertEquals(
                "{\"name\":\"tactic\",\"value\":\"impact\"}",
                technique.at("/metadata/0").toString());
        assertEquals(
                "{\"name\":\"rule\",\"value\":\"many_deleted\"}",
                technique.at("/metadata/1").toString());
        assertEquals(2, layer.at("/gradient/colors").size());
        assertTrue(layer.at("/gradient/minValue").isNumber()
                && layer.at("/gradient/maxValue").isNumber());
        assertEquals("1 technique; of the rules that alert 1 of 1 name some\n", piped.err());
    }

    @Test
    void coverageIsATableForAPerson() {
        assertEquals("""
                TECHNIQUE  RULES  TACTICS OF THE RULES  WHICH
                T1485      1      impact                many_deleted

                TACTIC  RULES
                impact  1
                """, show("rules", "coverage", "--rules", "my").out());
    }

    @Test
    void testsThatPassEndWithZero() {
        Shell.Result shown = show("rules", "test", "--rules", "my");

        assertEquals(ExitCode.DONE, shown.code(), shown.err());
        assertEquals("pass  my/deleted.test.yml:3: three orders\n", shown.out());
        assertTrue(shown.err().startsWith("1 tests, 1 passed, 0 failed; rule set "), shown.err());
    }

    @Test
    void testsThatFailEndWithOneAndAReport() throws IOException {
        Files.writeString(folder.resolve("my/deleted.test.yml"), TESTS.replace("count: 3", "count: 4"));

        Shell.Result shown = show("rules", "test", "--rules", "my", "--junit", "report.xml");
        Shell.Result piped = run("rules", "test", "--rules", "my");

        assertEquals(ExitCode.FOUND_WRONG, shown.code());
        assertEquals("""
                FAIL  my/deleted.test.yml:3: three orders
                        line 8: there is no alert many_deleted, time 2026-01-01T00:00:02.000Z, count 4, severity high; the nearest \
                one: count is 3, not 4
                """, shown.out());
        assertTrue(Files.readString(folder.resolve("report.xml")).contains("failures=\"1\""));
        assertTrue(
                piped.out()
                        .startsWith("{\"file\":\"my/deleted.test.yml\",\"line\":3,\"test\":\"three orders\",\"rules\":"
                                + "[\"7911ac12-b832-4627-9407-15b7e6b0b8c8\"],\"passed\":false,\"failures\":[\"line 8"),
                piped.out());
    }

    @Test
    void rulesWithoutATestAreNamedAndNoTestsAreWrongUsage() throws IOException {
        Files.writeString(folder.resolve("my/deleted.test.yml"), """
                tests:
                  - name: what is deleted
                    rules: deleted
                    events:
                      - api-response: {clientId: shop, method: DELETE, endpoint: /orders/1, responseCode: 404}
                    matches: none
                """);
        assertTrue(
                run("rules", "test", "--rules", "my").err().startsWith("without a test: many_deleted\n"),
                "many_deleted");

        Files.delete(folder.resolve("my/deleted.test.yml"));
        Shell.Result none = run("rules", "test", "--rules", "my");
        assertEquals(ExitCode.USAGE, none.code());
        assertTrue(none.err().contains("there are no tests in my; they stand beside the rules"), none.err());
    }

    @Test
    void anExplanationShowsEveryPartOfTheCondition() throws IOException {
        Files.writeString(folder.resolve("event.json"), """
                {"clientId": "shop", "method": "delete", "endpoint": "/orders/5", "responseCode": 404, "status": 1}
                """);

        Shell.Result shown = show("rules", "explain", "my/deleted.yml", "event.json");

        assertEquals(ExitCode.DONE, shown.code(), shown.err());
        assertEquals("""
                - deleted  my/deleted.yml:1
                  - all of
                  |- + deletion
                  |  |- + method: 'DELETE'  (line 8; the event has 'delete')
                  |  `- + endpoint|startswith: '/orders/*'  (line 9; the event has '/orders/5')
                  `- - not
                     `- + refused
                        `- + responseCode|gte: '400'  (line 11; the event has '404')
                - many_deleted doesn't count it: it matches none of the detections
                """, shown.out());
        assertEquals(
                "no api-response event has these fields, and no rule sees them: status\n", shown.err(), shown.err());
    }

    @Test
    void anExplanationOfACorrelationSaysWhatItCounts() {
        String event = "{clientId: shop, method: DELETE, endpoint: /orders/5, responseCode: 204}";

        Shell.Result shown = show("rules", "explain", "--rules", "my", "many_deleted", event);
        Shell.Result piped = run("rules", "explain", "--rules", "my", "many_deleted", event);

        assertTrue(shown.out().endsWith("""
                        + many_deleted counts it for clientId 'shop': endpoint '/orders/5'
                          it alerts at 3 values of endpoint within 10m
                        """), shown.out());
        assertTrue(
                piped.out()
                        .endsWith(
                                "\"counts\":{\"counted\":true,\"tenant\":\"default\",\"group\":{\"clientId\":\"shop\"},"
                                        + "\"values\":[\"endpoint '/orders/5'\"],\"alerts_at\":\"3 values of endpoint\"}}\n"),
                piped.out());
    }

    @Test
    void whatIsAskedOfExplainMustBeThere() {
        Shell.Result rule = run("rules", "explain", "--rules", "my", "many_deletd", "{}");
        Shell.Result event = run("rules", "explain", "--rules", "my", "deleted", "{userId: alice}");
        Shell.Result file = run("rules", "explain", "--rules", "my", "deleted", "none.json");
        Shell.Result unknown = run(
                "rules", "explain", "--rules", "my", "many_deletd", "{clientId: a, endpoint: /, responseCode: 200}");

        assertEquals(ExitCode.USAGE, rule.code());
        assertTrue(event.err().contains("event:1: not an event: no type"), event.err());
        assertTrue(file.err().contains("there is no file"), file.err());
        assertTrue(
                unknown.err().contains("no rule has the name or id many_deletd; did you mean many_deleted?"),
                unknown.err());
    }

    @Test
    void marksAreAsciiWhereTheTerminalSaysNothingElse() {
        assertTrue(ExplanationText.isUnicode(Map.of("LANG", "en_US.UTF-8")));
        assertTrue(ExplanationText.isUnicode(Map.of("LC_ALL", "C.utf8", "LANG", "C")));
        assertFalse(ExplanationText.isUnicode(Map.of("LC_ALL", "C", "LANG", "en_US.UTF-8")));
        assertFalse(ExplanationText.isUnicode(Map.of()));
    }
}
