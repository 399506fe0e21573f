package io.tocsin.rules.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.FieldTree;
import io.tocsin.rules.event.JsonEvent;
import io.tocsin.rules.event.LogSource;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.match.Thousandths;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.LogSources;
import io.tocsin.rules.sigma.RuleCompiler;
import io.tocsin.rules.sigma.RuleFile;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What rules see of one another's episodes. */
class ChainsTest {
    private static final String DETECTION = """
            title: Failure
            id: 11111111-1111-4111-8111-000000000001
            name: failure
            logsource: {category: login}
            detection:
                sel: {success: false}
                condition: sel
            """;

    private static final String INNER = """
            title: Failures of an address
            id: 11111111-1111-4111-8111-000000000002
            name: inner
            correlation:
                type: event_count
                rules: [failure]
                group-by: [sourceIp]
                timespan: 5m
                condition: {gte: 1}
            """;

    private static final String OUTER = """
            title: By user and agent
            id: 11111111-1111-4111-8111-000000000003
            name: outer
            correlation:
                type: event_count
                rules: [inner]
                group-by: [who, agent, sourceIp]
                aliases:
                    who: {inner: userId}
                    agent: {11111111-1111-4111-8111-000000000002: userAgent}
                timespan: 5m
                condition: {gte: 1}
            """;

    private static LoginEvent failure(String user, String agent) {
        return new LoginEvent(new EventId("default", "s", "1"), 1_000, null, user, false, "192.0.2.1", agent);
    }

    private static Chains.Hit hit(LoginEvent event) {
        RuleSet rules = ChainedRules.compile(List.of(DETECTION, INNER, OUTER));
        CorrelationRule inner = rules.inners().get(0);
        RuleIndex.Hit first = new RuleIndex(rules).search().hits(event).get(0);
        Match crossing = first.of(Given.match(event.timeMs(), "1"));
        return new Chains(rules).hits(inner, first.group(), crossing).get(0);
    }

    @Test
    void anEpisodeHasTheFieldsOfItsGroupAndOfTheEventAtItsCrossing() {
        Chains.Hit hit = hit(failure("alice", "curl"));
        assertEquals(
                Map.of("who", "alice", "agent", "curl", "sourceIp", "192.0.2.1"),
                hit.group().values());
        assertEquals(1_000, hit.match().timeMs());
        assertEquals(Map.of(), hit.match().carried());
    }

    @Test
    void anEpisodeWhoseEventLacksAFieldOfTheGroupIsNotCounted() {
        assertNull(hit(failure("alice", null)).group());
    }

    @Test
    void aLongValueIsCutButStaysDifferentFromOthers() {
        String one =
                hit(failure("alice", "x".repeat(5_000) + "1")).group().values().get("agent");
        String other =
                hit(failure("alice", "x".repeat(5_000) + "2")).group().values().get("agent");
        assertEquals(BoundedFields.MAX_LENGTH, one.length());
        assertNotEquals(one, other);
        assertEquals(
                one,
                hit(failure("alice", "x".repeat(5_000) + "1")).group().values().get("agent"));
    }

    @Test
    void aListOfOneValueCountsAsThatValueAndOfSeveralNotAtAll() {
        for (String user : List.of("alice", "x".repeat(300), "x".repeat(5_000))) {
            List<@Nullable Group> groups = groups(user);
            assertNotNull(groups.get(0));
            assertEquals(groups.get(0), groups.get(1), "by event and by episode: " + user);
            assertEquals(groups, groups(List.of(user)));
        }
        for (Object other : List.of(List.of("alice", "bob"), List.of(), Map.of("name", "alice"))) {
            assertEquals(Arrays.asList(null, null), groups(other), other.toString());
        }
    }

    @Test
    void aLargeFractionIsStillANumberForRulesThatLookAtEpisodes() {
        for (Double number : List.of(2.5, 12_345_678.5, -1e29)) {
            Group group = Objects.requireNonNull(groups(number).get(1));
            assertEquals(Thousandths.of(number), Thousandths.of(group.values().get("user")), number.toString());
            assertEquals(group, groups(number).get(0));
        }
    }

    /** The groups that a rule counts an event in and the episode that begins with it, by their user. */
    private static List<@Nullable Group> groups(Object user) {
        EventStream crm = new EventStream("crm", List.of(new LogSource("crm", null, null)), null, List.of());
        RuleSet rules = compile(
                crm,
                DETECTION.replace("category: login", "product: crm").replace("success: false", "host: h"),
                """
                title: Failures of a host
                id: 11111111-1111-4111-8111-000000000002
                name: inner
                correlation:
                    type: event_count
                    rules: [failure]
                    group-by: [host]
                    timespan: 5m
                    condition: {gte: 1}
                """,
                """
                title: Failures and episodes of a user
                id: 11111111-1111-4111-8111-000000000003
                correlation:
                    type: event_count
                    rules: [inner, failure]
                    group-by: [user]
                    timespan: 5m
                    condition: {gte: 1}
                """);
        CorrelationRule inner = rules.inners().get(0);
        FieldTree tree = new FieldTree(Map.of("user", user, "host", "h"));
        JsonEvent event = new JsonEvent(new EventId("default", "crm", "1"), 1_000, null, crm, tree);
        Map<Boolean, RuleIndex.Hit> hits = new RuleIndex(rules)
                .search().hits(event).stream()
                        .collect(Collectors.toMap(hit -> hit.rule().isChained(), hit -> hit));
        RuleIndex.Hit first = hits.get(false);
        Match crossing = first.of(Given.match(event.timeMs(), "1"));
        Chains.Hit episode =
                new Chains(rules).hits(inner, first.group(), crossing).get(0);
        return Arrays.asList(hits.get(true).group(), episode.group());
    }

    private static RuleSet compile(EventStream stream, String... documents) {
        try {
            return RuleCompiler.compile(
                    List.of(new RuleFile("a.yml", String.join("---\n", documents))),
                    LogSources.ownAnd(List.of(stream)));
        } catch (InvalidDocumentException e) {
            throw new AssertionError(e.problems().toString(), e);
        }
    }
}
