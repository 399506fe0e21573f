package io.tocsin.rules.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.rules.sigma.LogSources;
import io.tocsin.rules.sigma.RuleFile;
import io.tocsin.rules.sigma.ShippedRules;
import io.tocsin.rules.sigma.ValueLists;
import io.tocsin.rules.yaml.Problem;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RuleLintTest {
    private static final String API = """
            title: T
            id: 11111111-1111-4111-8111-111111111111
            name: d
            logsource: {category: api-response}
            detection:
            """;

    private static final String ANY = API.replace("category: api-response", "product: windows");

    private static List<String> warnings(String... texts) {
        List<RuleFile> files =
                Stream.of(texts).map(text -> new RuleFile("a.yml", text)).toList();
        LintReport report = RuleLint.check(files, LogSources.ANY, ValueLists.NONE);
        assertEquals(List.of(), report.problems());
        return report.warnings().stream().map(Problem::toString).toList();
    }

    private static Arguments of(String header, String body, String... expected) {
        return Arguments.of(header + body.indent(2), List.of(expected));
    }

    static Stream<Arguments> detections() {
        return Stream.of(
                of(API, "a: {method: GET}\nb: {method: PUT}\ncondition: a or b"),
                of(
                        API,
                        "a: {method: GET}\nb: {method: PUT}\ncondition: a",
                        "a.yml:7: `b` is named in no condition, so that it changes nothing; name it, or leave it out"),
                of(
                        API,
                        "a: {method: GET}\nb: {method: PUT}\ncondition: a and b",
                        "a.yml:8: the rule never matches, because `method` (line 6) excludes `method` (line 7)"),
                of(ANY, "a: {method: GET}\nb: {method: PUT}\ncondition: a and b"),
                of(
                        ANY,
                        "a: {x|startswith: ab}\nb: {x: ABC}\ncondition: b and not a",
                        "a.yml:8: the rule never matches, because `x` (line 7) excludes not `x|startswith` (line 6)"),
                of(
                        API,
                        "a:\n  responseCode|gte: 500\n  responseCode|lt: 400\ncondition: a",
                        "a.yml:8: `a` never matches, because `responseCode|gte` (line 7) excludes `responseCode|lt` (line 8)"),
                of(
                        API.replace("logsource", "taxonomy: ecs\nlogsource"),
                        "a: {http.response.status_code|gt: 599}\ncondition: a",
                        "a.yml:7: `a` never matches, because `http.response.status_code|gt` (line 7) holds of no status,"
                                + " which are 100 to 599"),
                of(ANY, "a: {responseCode|gt: 599}\ncondition: a"),
                of(
                        API,
                        "a: {responseCode|gt: 599}\ncondition: a",
                        "a.yml:6: `a` never matches, because `responseCode|gt` (line 6) holds of no status, which are 100 to"
                                + " 599"),
                of(
                        API,
                        "a: {endpoint|startswith|all: [/a, /b]}\ncondition: a",
                        "a.yml:6: `a` never matches, because values of `endpoint|startswith|all` (line 6) exclude one another"),
                of(
                        API,
                        "a: {userAgent: null, userAgent|contains: curl}\ncondition: a",
                        "a.yml:6: `a` never matches, because `userAgent` (line 6) excludes `userAgent|contains` (line 6)"),
                of(
                        API,
                        "a: {method: GET}\ncondition: a or not a",
                        "a.yml:7: the condition holds of every event; say what makes one suspicious"),
                of(
                        API,
                        "a: {method: GET}\nb: {responseCode: 200, method: GET}\ncondition: 1 of them",
                        "a.yml:7: `b` changes nothing, because `a` matches whatever it matches; leave one of them out"),
                of(
                        API,
                        "a: {method: GET}\nb: {method: get}\ncondition: a or b",
                        "a.yml:7: `b` changes nothing, because `a` matches whatever it matches; leave one of them out"),
                of(
                        API,
                        "a: {method: GET}\nfilter_x: {method: PUT}\ncondition: a and not 1 of filter_*",
                        "a.yml:7: `filter_x` takes nothing away: no event that meets it meets what it is taken from; check its"
                                + " values, or leave it out"),
                of(
                        ANY,
                        "a: {x|contains: [foo, foobar]}\ncondition: a",
                        "a.yml:6: `x|contains`: '*foobar*' changes nothing beside '*foo*', which matches whatever it matches;"
                                + " leave it out"),
                of(
                        ANY,
                        "a: {x|contains|all: [foo, foobar]}\ncondition: a",
                        "a.yml:6: `x|contains|all`: '*foo*' changes nothing beside '*foobar*', which can't be met without it;"
                                + " leave it out"),
                of(
                        ANY,
                        "a: {x|cidr: [10.0.0.0/8, 10.1.0.0/16]}\ncondition: a",
                        "a.yml:6: `x|cidr`: '10.1.0.0/16' changes nothing beside '10.0.0.0/8', which matches whatever it"
                                + " matches; leave it out"),
                of(ANY, "a: [foo, foo]\ncondition: a"),
                of(
                        ANY,
                        "a: {x|re: '[$^]a$'}\ncondition: a",
                        "a.yml:6: the regular expression means something else here than in PCRE: `$` is the very end; PCRE takes"
                                + " it for the place before a line break at the end, too; write `\\n?$` if values may end with one"),
                of(ANY, "a: {x|re|m: 'a$'}\nb: {x|re: '\\$\\Qa$\\E'}\ncondition: a or b"),
                of(
                        ANY,
                        "a: {x|re|ignorecase: 'a'}\ncondition: any of a*",
                        "a.yml:6: the modifier `ignorecase` is better known as `i`",
                        "a.yml:7: `any of` is a word of pySigma; Sigma writes `1 of`"));
    }

    @ParameterizedTest
    @MethodSource("detections")
    void whatIsOddAboutADetectionIsSaid(String rule, List<String> expected) {
        assertEquals(expected, warnings(rule));
    }

    static Stream<Arguments> correlations() {
        return Stream.of(
                Arguments.of(
                        "value_count",
                        "{field: method, gte: 3}",
                        "no window holds so many values: of method there are at"
                                + " most 2 within a group, by the kind of the field, or the values that the detections ask"
                                + " for"),
                Arguments.of("value_count", "{field: method, gte: 2}", ""),
                Arguments.of("value_count", "{field: endpoint, gte: 3}", ""),
                Arguments.of(
                        "value_avg",
                        "{field: responseCode, gt: 599}",
                        "no window reaches it: statuses are 100 to 599, and" + " so is what is made of them"),
                Arguments.of(
                        "value_avg",
                        "{field: responseCode, gte: 100}",
                        "every window reaches it: statuses are 100 to 599," + " and so is what is made of them"),
                Arguments.of("value_median", "{field: responseCode, gte: 400}", ""),
                Arguments.of("value_sum", "{field: responseCode, gt: 599}", ""),
                Arguments.of(
                        "value_percentile",
                        "{field: endpoint, gt: 100}",
                        "no window reaches it: a share is more than 0 and" + " at most 100 percent"),
                Arguments.of("value_percentile", "{field: endpoint, lte: 1}", ""));
    }

    @ParameterizedTest
    @MethodSource("correlations")
    void whatACorrelationCanNeverReachIsSaid(String type, String condition, String expected) {
        String rules = API + "  a: {method|cased: [GET, PUT]}\n  condition: a\n" + """
                ---
                title: C
                id: 22222222-2222-4222-8222-222222222222
                correlation:
                  type: %s
                  rules: [d]
                  group-by: [clientId]
                  timespan: 5m
                  condition: %s
                """.formatted(type, condition);
        assertEquals(
                expected.isEmpty() ? List.of() : List.of("a.yml:16: `correlation.condition`: " + expected),
                warnings(rules));
    }

    @Test
    void whatARuleSaysOfItselfIsLookedAt() {
        assertEquals(
                List.of(
                        "a.yml:8: the rule says of itself that it is deprecated, and alerts nevertheless; remove the rule, or"
                                + " change its `status`",
                        "a.yml:9: the tag attack.defense_evasion is written with hyphens since Sigma 2.0; write"
                                + " attack.defense-evasion",
                        "a.yml:9: the tag attack.persuasion is no tactic, technique, group, software or data of ATT&CK, so that"
                                + " no coverage shows it; write one such as attack.t1110.001 or attack.credential-access"),
                warnings(API + """
                          a: {method: GET}
                          condition: a
                        status: deprecated
                        tags: [attack.t1110, attack.t1110.001, attack.g0001, attack.defense_evasion, attack.persuasion, car.a]
                        """));
    }

    @Test
    void filtersAreLookedAtToo() {
        String filter = """
                title: F
                id: 22222222-2222-4222-8222-222222222222
                logsource: {category: api-response}
                filter:
                  rules: [d]
                  a: {clientId: probe}
                  b: {clientId: other}
                  condition: %s
                """;
        String rules = API + "  a: {method: GET}\n  condition: a\n---\n";

        assertEquals(List.of(), warnings(rules + filter.formatted("not 1 of them")));
        assertEquals(
                List.of(
                        "a.yml:15: `b` is named in no condition, so that it changes nothing; name it, or leave it out",
                        "a.yml:16: the filter lets through only events that meet its condition; to leave these out, put `not`"
                                + " before it"),
                warnings(rules + filter.formatted("a")));
    }

    @Test
    void whatEpisodesHoldIsNotBoundedByDetections() {
        String correlation = """
                title: T
                id: %s2222222-2222-4222-8222-222222222222
                name: %s
                correlation:
                  type: value_count
                  rules: [%s]
                  timespan: 5m
                  condition: {gte: 5, field: endpoint}
                """;
        assertEquals(
                List.of(),
                warnings(API + "  a: {method: GET}\n  condition: a\n---\n" + correlation.formatted(2, "c", "d")
                        + "---\n" + correlation.formatted(3, "o", "c")));
    }

    @Test
    void aRuleThatIsRefusedStillGetsTheWarningsThatItsTextGives() {
        LintReport report = RuleLint.check(
                List.of(new RuleFile("a.yml", API + "  a: {metod: GET}\n  condition: any of a\n")),
                LogSources.OWN,
                ValueLists.NONE);
        assertEquals(1, report.rules());
        assertEquals(1, report.problems().size());
        assertEquals(1, report.warnings().size());
    }

    @Test
    void theShippedRulesAreNotOdd() {
        LintReport report = RuleLint.check(ShippedRules.files(), LogSources.OWN, ValueLists.NONE);
        assertEquals(List.of(), report.problems());
        assertEquals(List.of(), report.warnings());
    }
}
