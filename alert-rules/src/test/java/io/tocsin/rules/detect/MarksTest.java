package io.tocsin.rules.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tocsin.rules.event.FieldTree;
import io.tocsin.rules.sigma.CorrelationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What rules count of an event, whatever the form of the value. */
class MarksTest {

    @Test
    void ofAListOfOneThatValueIsCountedAndOfSeveralNone() {
        CorrelationRule distinct = rule("value_count", "[userId, userAgent]", 2);
        Long alice = mark(distinct, "alice");
        assertNotNull(alice);
        assertEquals(alice, mark(distinct, List.of("alice")));
        assertNotEquals(alice, mark(distinct, List.of("bob")));
        for (Object none : List.of(List.of("alice", "bob"), List.of(), Map.of("name", "alice"))) {
            assertNull(mark(distinct, none), none.toString());
        }
    }

    @Test
    void ofAListOfOneNumberThatNumberIsSummedAndOfSeveralNone() {
        CorrelationRule sum = rule("value_sum", "userId", 100);
        assertEquals(2_500, mark(sum, 2.5));
        assertEquals(2_500, mark(sum, List.of(2.5)));
        assertEquals(2_500, mark(sum, List.of("2.5")));
        for (Object none : List.of(List.of(2L, 3L), List.of(), List.of("many"), Map.of("n", 2L))) {
            assertNull(mark(sum, none), none.toString());
        }
    }

    private static @Nullable Long mark(CorrelationRule rule, Object user) {
        return Marks.of(rule, rule.info(), new FieldTree(Map.of("userId", user, "userAgent", "curl")));
    }

    private static CorrelationRule rule(String type, String field, int threshold) {
        return ChainedRules.compile(List.of("""
                title: Failure
                id: 11111111-1111-4111-8111-000000000001
                name: failure
                logsource: {category: login}
                detection:
                    sel: {success: false}
                    condition: sel
                """, """
                title: Counted
                id: 11111111-1111-4111-8111-000000000002
                correlation:
                    type: %s
                    rules: [failure]
                    group-by: [sourceIp]
                    timespan: 5m
                    condition: {gte: %d, field: %s}
                """.formatted(type, threshold, field)))
                .correlations()
                .get(0);
    }
}
