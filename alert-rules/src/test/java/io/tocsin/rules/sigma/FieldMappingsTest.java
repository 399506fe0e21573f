package io.tocsin.rules.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.detect.RuleIndex;
import io.tocsin.rules.event.ApiResponseEvent;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.FieldTree;
import io.tocsin.rules.event.JsonEvent;
import io.tocsin.rules.event.LogSource;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.event.TlsVersion;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.Problems;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldMappingsTest {
    private static final EventId ID = new EventId("default", "s", "1");
    private static final SecurityEvent FAILURE = new LoginEvent(ID, 0, null, "alice", false, "192.0.2.1", "curl/8");
    private static final EventStream ANY = new EventStream(
            "windows", List.of(new LogSource("windows", "process_creation", null)), "host.name", List.of());

    private static final String COUNT = """
            title: Count
            id: 22222222-2222-4222-8222-222222222222
            taxonomy: ecs
            correlation:
              type: event_count
              rules: [11111111-1111-4111-8111-111111111111]
              group-by: [user.name]
              timespan: 5m
              condition: {gte: 5}
            """;

    private static String detection(String head, String selection) {
        return """
                title: Detection
                id: 11111111-1111-4111-8111-111111111111
                %s
                detection:
                  selection:
                    %s
                  condition: selection
                """.formatted(head, selection);
    }

    private static RuleSet compile(LogSources sources, String... documents) throws InvalidDocumentException {
        return RuleCompiler.compile(List.of(new RuleFile("a.yml", String.join("---\n", documents))), sources);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "ecs  ~ authentication ~ event.outcome: failure       ~ true",
                "ecs  ~ authentication ~ event.outcome: success       ~ false",
                "ecs  ~ authentication ~ event.outcome|startswith: f  ~ true",
                "ecs  ~ authentication ~ user.name: ALICE             ~ true",
                "ecs  ~ authentication ~ source.ip|cidr: 192.0.2.0/24 ~ true",
                "ecs  ~ login          ~ user_agent.original: 'curl*' ~ true",
                "ecs  ~ login          ~ userId: alice                ~ true",
                "ecs  ~ login          ~ user.name|fieldref: user.id  ~ true",
                "ecs  ~ login          ~ user.name|exists: false      ~ false",
                "ocsf ~ authentication ~ status_id: 2                 ~ true",
                "ocsf ~ authentication ~ status_id: 1                 ~ false",
                "ocsf ~ authentication ~ status: Failure              ~ true",
                "ocsf ~ authentication ~ actor.user.name: alice       ~ true",
                "ocsf ~ login          ~ src_endpoint.ip: 192.0.2.1   ~ true",
            })
    void ownEventsHaveNamesInOtherTaxonomies(String taxonomy, String category, String selection, boolean matches)
            throws InvalidDocumentException {
        String head = "taxonomy: " + taxonomy + "\nlogsource: {category: " + category + "}";
        RuleSet rules = compile(LogSources.OWN, detection(head, selection));
        assertEquals(matches, rules.detections().get(0).matches(FAILURE));
        assertEquals(matches, !new RuleIndex(rules).search().hits(FAILURE).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "url.path: /pay                  ~ true",
                "http.response.status_code|gte: 400 ~ true",
                "http.response.status_code: 40?  ~ true",
                "tls.version: '1.2'              ~ true",
                "tls.version: '1.3'              ~ false",
                "user.name: shop                 ~ true",
            })
    void apiResponsesToo(String selection, boolean matches) throws InvalidDocumentException {
        SecurityEvent event = new ApiResponseEvent(
                ID, 0, null, "shop", "GET", "/pay", 403, null, null, null, null, null, TlsVersion.TLS_1_2);
        RuleSet rules = compile(LogSources.OWN, detection("taxonomy: ecs\nlogsource: {category: web}", selection));
        assertEquals(matches, rules.detections().get(0).matches(event));
    }

    @Test
    void aFilterMayBeOfAnotherTaxonomyThanItsRule() throws InvalidDocumentException {
        String filter = """
                title: Not Alice
                id: 33333333-3333-4333-8333-333333333333
                taxonomy: ecs
                logsource: {category: login}
                filter:
                  rules: [11111111-1111-4111-8111-111111111111]
                  alice: {user.name: alice}
                  condition: not alice
                """;
        RuleSet rules =
                compile(LogSources.OWN, detection("logsource: {category: login}", "userAgent|contains: curl"), filter);
        assertFalse(rules.detections().get(0).matches(FAILURE));
        assertTrue(rules.detections().get(0).matches(new LoginEvent(ID, 0, null, "bob", true, null, "curl")));
    }

    @Test
    void aRuleThatGroupsByTheKeysOtherNameIsCountedInPlace() throws InvalidDocumentException {
        RuleSet rules = compile(
                LogSources.OWN,
                detection("taxonomy: ecs\nlogsource: {category: authentication}", "event.outcome: failure"),
                COUNT);
        RuleIndex.Hit hit = new RuleIndex(rules).search().hits(FAILURE).get(0);
        assertTrue(hit.isInPlace());
        assertEquals(
                Map.of("user.name", "alice"),
                String.valueOf(hit.group()).isEmpty() ? null : hit.group().values());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "unknown field `user.nam` of login events; did you mean `user.name`? | user.nam: x",
                "`event.outcome` can never match unknown; known values are success, failure | event.outcome: unknown",
                "`http.response.status_code` is a whole number | http.response.status_code: x",
            })
    void strictnessStays(String problem, String selection) {
        String category = selection.startsWith("http") ? "web" : "authentication";
        InvalidDocumentException refused = assertThrows(
                InvalidDocumentException.class,
                () -> compile(
                        LogSources.OWN,
                        detection("taxonomy: ecs\nlogsource: {category: " + category + "}", selection)));
        assertTrue(refused.getMessage().contains(problem), refused.getMessage());
    }

    @Test
    void aRuleThatNamesNoTaxonomyHasNoOtherNames() {
        InvalidDocumentException field = assertThrows(
                InvalidDocumentException.class,
                () -> compile(LogSources.OWN, detection("logsource: {category: login}", "user.name: x")));
        assertTrue(field.getMessage().contains("unknown field `user.name`"), field.getMessage());
        InvalidDocumentException source = assertThrows(
                InvalidDocumentException.class,
                () -> compile(LogSources.OWN, detection("logsource: {category: authentication}", "userId: x")));
        assertTrue(source.getMessage().contains("`logsource.category` is authentication"), source.getMessage());
        InvalidDocumentException taxonomy = assertThrows(
                InvalidDocumentException.class,
                () -> compile(LogSources.OWN, detection("taxonomy: esc\nlogsource: {category: login}", "userId: x")));
        assertTrue(
                taxonomy.getMessage()
                        .contains("`taxonomy` is esc; did you mean `ecs`?; known taxonomies are ecs, ocsf, sigma"),
                taxonomy.getMessage());
    }

    @Test
    void aStreamWhoseEventsHaveAnyFieldTakesNamesAsTheyStandAndMappedOnes() throws InvalidDocumentException {
        Problems problems = new Problems();
        EventStream mapped = FieldMappings.with(
                ANY, "m.yml", "fields: {CommandLine: process.command_line, Computer: host.name}", problems);
        problems.throwIfAny();
        LogSources sources = LogSources.ownAnd(List.of(mapped));
        String head = "logsource: {product: windows, category: process_creation}";
        RuleSet rules = compile(
                sources,
                detection(head, "CommandLine|contains: whoami\n    process.pid|gt: 4"),
                COUNT.replace("taxonomy: ecs\n", "").replace("user.name", "Computer"));
        FieldTree tree = new FieldTree(
                Map.of("host.name", "ws1", "process", Map.of("command_line", "cmd /c WHOAMI", "pid", 7L)));
        SecurityEvent event = new JsonEvent(ID, 0, null, mapped, tree);
        RuleIndex.Hit hit = new RuleIndex(rules).search().hits(event).get(0);
        assertTrue(hit.isInPlace());
        assertFalse(rules.detections().get(0).matches(FAILURE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "`fields` is missing | taxonomy: x",
                "unknown key `field`; did you mean `fields`? | {field: {}, fields: {a: userId}}",
                "`a` stands for `usrId`, which is no field of login events; did you mean `userId`? | fields: {a: usrId}",
                "`userAgent` is what the login events themselves call a field | fields: {userAgent: userId}",
                "`user.name` stands for `userId` in another mapping of login | fields: {user.name: sourceIp}",
                "`success` is never yes | fields: {a: {field: success, values: {b: 'yes'}}}",
                "`fields.a.values.c` is true, which is called b already | fields: {a: {field: success, values: {b: true, c: true}}}",
                "`fields.a.values` is missing | fields: {a: {field: success}}",
                "the log source names neither product nor category nor service | {logsource: [{}], fields: {a: userId}}",
                "`logsource.product` is tocsin | {logsource: {product: tocsin}, fields: {a: userId}}",
            })
    void aFileIsRefusedWhole(String problem, String text) {
        Problems problems = new Problems();
        FieldMappings.with(FieldMappings.own().get(0), "m.yml", text, problems);
        String found = String.valueOf(problems.sorted());
        assertTrue(found.contains(problem), found);
    }
}
