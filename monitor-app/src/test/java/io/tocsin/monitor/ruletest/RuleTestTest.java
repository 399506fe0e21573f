package io.tocsin.monitor.ruletest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.LogSource;
import io.tocsin.rules.sigma.LogSources;
import io.tocsin.rules.sigma.RuleCompiler;
import io.tocsin.rules.sigma.RuleFile;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.sigma.ShippedRules;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class RuleTestTest {
    private static final RuleSet RULES = ShippedRules.load();

    private static List<RuleTest> read(String text, FilesBeside beside) throws InvalidDocumentException {
        return RuleTestReader.read(List.of(new RuleFile("a.test.yml", text)), RULES, beside);
    }

    private static List<String> problems(String text, FilesBeside beside) {
        InvalidDocumentException e = assertThrows(InvalidDocumentException.class, () -> read(text, beside));
        return e.problems().stream().map(Problem::toString).toList();
    }

    private static List<String> failures(String text) throws InvalidDocumentException {
        return new RuleTestRunner(RULES)
                .run(read(text, FilesBeside.NONE).get(0))
                .failures();
    }

    @Test
    void whatIsWrongWithATestIsSaidAllAtOnce() {
        assertEquals(
                List.of(
                        "a.test.yml:2: `rules` is missing, here and at the top of the file; name the rules that are tested",
                        "a.test.yml:2: the test expects nothing; write `alerts`, `matches` or both",
                        "a.test.yml:4: no rule has the name or id failed_logins_per_usr; did you mean"
                                + " `failed_logins_per_user`?",
                        "a.test.yml:6: unknown field `user` of login events",
                        "a.test.yml:7: not an event: field 'success' is missing",
                        "a.test.yml:8: an event is missing here",
                        "a.test.yml:9: `tests[1].events[3].time` is soon; a time after the start, such as 70s, or one of RFC"
                                + " 3339 is expected",
                        "a.test.yml:10: `tests[1].events[4].every` says how far repeated events lie apart; `repeat` is"
                                + " missing",
                        "a.test.yml:11: unknown key `tests[1].expect`"),
                problems("""
                        tests:
                          - {name: nothing, events: []}
                          - name: much
                            rules: failed_logins_per_usr
                            events:
                              - login: {user: alice}
                              - login: {userId: alice}
                              - {userId: alice, success: false}
                              - {login: {userId: a, success: false}, time: soon}
                              - {login: {userId: a, success: false}, every: 5s}
                            expect: none
                            alerts: none
                        """, FilesBeside.NONE).stream()
                        .map(each -> each.replaceAll("; (known|it stands) .*", ""))
                        .toList());
    }

    @Test
    void theTestsOfTheDocumentationPass() throws IOException, InvalidDocumentException {
        String page = Files.readString(Path.of("..", "docs", "rule-tests.md"));
        int start = page.indexOf("```yaml\n") + "```yaml\n".length();
        List<RuleTest> tests = read(page.substring(start, page.indexOf("```", start)), FilesBeside.NONE);

        assertEquals(2, tests.size());
        tests.forEach(test ->
                assertEquals(List.of(), new RuleTestRunner(RULES).run(test).failures()));
    }

    @Test
    void whatIsExpectedMustBeThereAndNothingElse() throws InvalidDocumentException {
        assertEquals(
                List.of(
                        "line 9: there is no alert failed_logins_per_user, group {userId=alice}, time"
                                + " 2026-01-01T00:00:05.000Z, count 6; the nearest one: time is 2026-01-01T00:00:04.000Z, not"
                                + " 2026-01-01T00:00:05.000Z",
                        "line 10: there is no alert failed_logins_per_user, group {userId=carol}, count 5; the nearest one: group is"
                                + " {userId=bob}, not {userId=carol}",
                        "there is an alert that isn't expected: failed_logins_per_user, group {userId=dave}, time"
                                + " 2026-01-01T00:00:16.000Z, count 7, severity medium"),
                failures("""
                        rules: failed_logins_per_user
                        tests:
                          - name: much
                            events:
                              - {login: {userId: alice, success: false}, repeat: 6}
                              - {login: {userId: bob, success: false}, repeat: 5}
                              - {login: {userId: dave, success: false}, time: 12s, repeat: 7}
                            alerts:
                              - {group: {userId: alice}, time: 5s, count: 6}
                              - {group: {userId: carol}, count: 5}
                        """));
    }

    @Test
    void anExpectationThatSaysLittleDoesNotTakeTheAlertOfOneThatSaysMore() throws InvalidDocumentException {
        assertEquals(List.of(), failures("""
                        rules: failed_logins_per_user
                        tests:
                          - name: two
                            events:
                              - {login: {userId: alice, success: false}, repeat: 5}
                              - {login: {userId: bob, success: false}, repeat: 5}
                            alerts:
                              - {severity: medium}
                              - {group: {userId: alice}, event: 5}
                        """));
    }

    @Test
    void theEventsThatMatchAreNamedByNumber() throws InvalidDocumentException {
        assertEquals(
                List.of(
                        "event 1 of 2026-01-01T00:00:00.000Z matches, and isn't expected to",
                        "event 2 of 2026-01-01T00:00:00.000Z doesn't match, and is expected to"),
                failures("""
                        rules: failed_login
                        tests:
                          - name: wrong way round
                            events:
                              - login: {userId: alice, success: false}
                              - login: {userId: alice, success: true}
                            matches: [2]
                        """));
    }

    @Test
    void eventsMayStandInAFileBesideAndInAnyOrder() throws InvalidDocumentException {
        String text = """
                rules: failed_logins_per_user
                tests:
                  - name: from a log
                    start: 2026-03-01T00:00:00Z
                    events:
                      - login: {userId: alice, success: false}
                        time: 10s
                      - file: attack.ndjson
                    alerts:
                      - {event: 1, count: 5, tenant: default}
                """;
        FilesBeside beside = (test, name) -> {
            assertEquals("a.test.yml attack.ndjson", test + " " + name);
            return "{\"time\":\"2026-03-01T00:00:01Z\",\"userId\":\"alice\",\"success\":false}\n".repeat(4);
        };
        RuleTest test = read(text, beside).get(0);
        assertEquals(5, test.events().size());
        assertEquals(List.of(), new RuleTestRunner(RULES).run(test).failures());
        assertEquals(
                List.of("a.test.yml:8: `tests[0].events[1].file` is attack.ndjson, which can't be read: gone"),
                problems(text, (each, name) -> {
                    throw new IOException("gone");
                }));
        assertEquals(
                List.of("attack.ndjson:2: not an event: not well-formed JSON"),
                problems(text, (each, name) -> "\n{,}\n"));
    }

    @Test
    void eventsOfAConfiguredStreamAreAnyJson() throws InvalidDocumentException {
        EventStream stream = new EventStream(
                "processes", List.of(new LogSource("windows", "process_creation", null)), "host", List.of());
        RuleSet rules = RuleCompiler.compile(List.of(new RuleFile("a.yml", """
                        title: Whoever
                        id: 9ccfa809-c219-4be0-81fc-d1ce667c8d65
                        name: whoami
                        logsource: {product: windows, category: process_creation}
                        detection: {selection: {process.args|contains: whoami}, condition: selection}
                        """)), LogSources.ownAnd(List.of(stream)));
        String text = """
                rules: whoami
                tests:
                  - name: three of a host are told of once
                    events:
                      - json: {host: a, process: {args: [cmd, "whoami {n}"]}}
                        repeat: 3
                      - json: {host: a, process: {args: [dir]}}
                    matches: [1, 2, 3]
                    alerts:
                      - {group: {host: a}, event: 1, count: 3}
                """;
        List<RuleTest> tests = RuleTestReader.read(List.of(new RuleFile("a.test.yml", text)), rules, FilesBeside.NONE);

        assertEquals(List.of(), new RuleTestRunner(rules).run(tests.get(0)).failures());
        assertTrue(problems(text.replace("whoami\ntests", "failed_login\ntests"), FilesBeside.NONE)
                .get(0)
                .contains("needs a configured stream that the rules look at"));
    }

    @Test
    void theReportIsWhatContinuousIntegrationReads() throws Exception {
        String text = """
                rules: failed_login
                tests:
                  - name: right & <proper>
                    events: [{login: {userId: alice, success: false}}]
                    matches: all
                  - name: "wrong \\u0001"
                    events: [{login: {userId: alice, success: false}}]
                    matches: none
                """;
        RuleTestRunner runner = new RuleTestRunner(RULES);
        String xml = JunitReport.of(
                read(text, FilesBeside.NONE).stream().map(runner::run).toList());

        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        Element suite = (Element) document.getElementsByTagName("testsuite").item(0);
        assertEquals("a.test.yml", suite.getAttribute("name"));
        assertEquals("2", suite.getAttribute("tests"));
        assertEquals("1", suite.getAttribute("failures"));
        Element first = (Element) document.getElementsByTagName("testcase").item(0);
        assertEquals("right & <proper>", first.getAttribute("name"));
        Element failure = (Element) document.getElementsByTagName("failure").item(0);
        assertEquals("wrong \uFFFD", ((Element) failure.getParentNode()).getAttribute("name"));
        assertTrue(failure.getTextContent().startsWith("event 1 of "), xml);
    }
}
