package io.tocsin.rules.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tocsin.rules.detect.RuleIndex;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantsTest {
    private static final String DETECTION = Rules.detection("login", "sel: {success: false}\ncondition: sel");

    @Test
    void aRuleWithoutTenantsLooksAtEverybody() throws InvalidDocumentException {
        assertEquals(List.of("c"), hits("a", DETECTION, Rules.CORRELATION));
        assertEquals(List.of("c"), hits("b", DETECTION, Rules.CORRELATION));
    }

    @Test
    void aDetectionIsLimitedToItsTenants() throws InvalidDocumentException {
        String limited = DETECTION + "tocsin: {tenants: [a, B]}\n";
        assertEquals(List.of("c"), hits("a", limited, Rules.CORRELATION));
        assertEquals(List.of("c"), hits("B", limited, Rules.CORRELATION));
        assertEquals(List.of(), hits("b", limited, Rules.CORRELATION));
    }

    @Test
    void aDetectionThatAlertsOnItsOwnIsLimitedToo() throws InvalidDocumentException {
        String limited = DETECTION + "tocsin: {tenants: a}\n";
        assertEquals(List.of("d"), hits("a", limited));
        assertEquals(List.of(), hits("b", limited));
    }

    @Test
    void aCorrelationIsLimitedWithoutTheOthersOfItsDetections() throws InvalidDocumentException {
        String other = Rules.CORRELATION
                .replace("22222222-2222-4222-8222-222222222222", "33333333-3333-4333-8333-333333333333")
                .replace("name: c", "name: e");
        String limited = Rules.CORRELATION + "tocsin: {tenants: [a]}\n";
        assertEquals(List.of("c", "e"), hits("a", DETECTION, limited, other));
        assertEquals(List.of("e"), hits("b", DETECTION, limited, other));
    }

    @Test
    void theStepsOfACorrelationAreLimitedWithIt() throws InvalidDocumentException {
        String success = Rules.detection("login", "sel: {success: true}\ncondition: sel")
                .replace(Rules.DETECTION_ID, "44444444-4444-4444-8444-444444444444")
                .replace("name: d", "name: s");
        String sequence = """
                title: Test
                id: 55555555-5555-4555-8555-555555555555
                name: q
                correlation:
                    type: temporal_ordered
                    rules: [c, s]
                    group-by: [sourceIp]
                    timespan: 5m
                tocsin:
                    tenants: [a]
                """;
        assertEquals(List.of("q"), hits("a", DETECTION, success, Rules.CORRELATION, sequence));
        assertEquals(List.of(), hits("b", DETECTION, success, Rules.CORRELATION, sequence));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "[]! is empty; name the tenants, or leave it out for all of them",
                "[a, b, a]! names a twice",
                "{a: b}! holds a map; a list of texts is expected",
                "[a, null]! holds empty; a list of texts is expected",
            })
    void wrongTenantsAreRefused(String tenants, String problem) {
        String rule = DETECTION + "tocsin:\n    tenants: " + tenants + "\n";
        InvalidDocumentException refused =
                assertThrows(InvalidDocumentException.class, () -> Rules.compile(rule, Rules.CORRELATION));
        assertEquals("a.yml:10: `tocsin.tenants` " + problem, refused.getMessage());
    }

    @Test
    void aTenantThatIsTooLongForAnEventIsRefused() {
        String rule = DETECTION + "tocsin:\n    tenants: [" + "x".repeat(257) + "]\n";
        InvalidDocumentException refused =
                assertThrows(InvalidDocumentException.class, () -> Rules.compile(rule, Rules.CORRELATION));
        assertEquals(
                "a.yml:10: `tocsin.tenants` has a tenant of 257 characters; at most 256 are allowed",
                refused.getMessage());
    }

    @Test
    void tenantsThatLeaveNothingToCountAreRefused() {
        InvalidDocumentException refused = assertThrows(
                InvalidDocumentException.class,
                () -> Rules.compile(
                        DETECTION + "tocsin: {tenants: [b, a]}\n", Rules.CORRELATION + "tocsin: {tenants: [c]}\n"));
        assertEquals(
                "b.yml:10: `tocsin.tenants` has none of the tenants that rule `d` is limited to, so that none of its events"
                        + " would count: a, b",
                refused.getMessage());
    }

    @Test
    void aFilterLeavesOutNothingOfOtherTenants() throws InvalidDocumentException {
        String filter = """
                title: Known
                id: 66666666-6666-4666-8666-666666666666
                logsource:
                    category: login
                filter:
                    rules: [d]
                    known:
                        userId: alice
                    condition: not known
                """;
        assertEquals(List.of(), hits("a", DETECTION, Rules.CORRELATION, filter));
        assertEquals(List.of(), hits("b", DETECTION, Rules.CORRELATION, filter));
        String limited = filter + "tocsin: {tenants: [a]}\n";
        assertEquals(List.of(), hits("a", DETECTION, Rules.CORRELATION, limited));
        assertEquals(List.of("c"), hits("b", DETECTION, Rules.CORRELATION, limited));
    }

    @Test
    void aFilterMaySayNothingElse() {
        String filter = """
                title: Known
                id: 66666666-6666-4666-8666-666666666666
                logsource:
                    category: login
                filter:
                    rules: any
                    known:
                        userId: alice
                    condition: not known
                tocsin: {base_score: 5}
                """;
        InvalidDocumentException refused =
                assertThrows(InvalidDocumentException.class, () -> Rules.compile(DETECTION, Rules.CORRELATION, filter));
        assertEquals("c.yml:10: unknown key `tocsin.base_score`; known keys are tenants", refused.getMessage());
    }

    @Test
    void aDetectionThatOthersCountMaySayNothingElse() {
        InvalidDocumentException refused = assertThrows(
                InvalidDocumentException.class,
                () -> Rules.compile(DETECTION + "tocsin: {tenants: [a], base_score: 5}\n", Rules.CORRELATION));
        assertEquals(
                "a.yml:9: `tocsin` has no effect but for `tenants`: the detection doesn't alert on its own, since"
                        + " correlations refer to it; say so there, or `generate: true` in one of them",
                refused.getMessage());
    }

    private static List<String> hits(String tenant, String... documents) throws InvalidDocumentException {
        RuleSet rules = Rules.compile(documents);
        EventId id = new EventId(tenant, "test", "1");
        LoginEvent event = new LoginEvent(id, 0, null, "alice", false, "192.0.2.1", null);
        return new RuleIndex(rules)
                .search().hits(event).stream()
                        .map(hit -> hit.rule().info().name())
                        .toList();
    }
}
