package io.tocsin.rules.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.RuleSet;
import java.util.List;
import java.util.Map;
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
}
