package io.tocsin.rules.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.FieldTree;
import io.tocsin.rules.event.JsonEvent;
import io.tocsin.rules.event.LogSource;
import io.tocsin.rules.event.LoginEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GroupTest {

    @Test
    void anEventWithoutAFieldOfTheGroupIsNotCounted() {
        assertEquals(Optional.empty(), Group.of(login("default", "alice", null), List.of("sourceIp")));
        assertEquals(Optional.empty(), Group.of(login("default", "alice", null), List.of("userId", "sourceIp")));
    }

    @Test
    void valuesStayVerbatim() {
        List<String> names = List.of("admin", "admin ", " admin", "ADMIN", "", " ", " 0101", "0101", "101", "a\u0000");
        Set<Group> groups = new HashSet<>();
        for (String name : names) {
            Group group =
                    Group.of(login("default", name, null), List.of("userId")).orElseThrow();
            assertEquals(name, group.values().get("userId"));
            groups.add(group);
        }
        assertEquals(names.size(), groups.size());
    }

    @Test
    void tenantsAreApart() {
        assertNotEquals(
                Group.of(login("a", "alice", null), List.of("userId")),
                Group.of(login("b", "alice", null), List.of("userId")));
    }

    @Test
    void severalFieldsKeepTheOrderOfTheRule() {
        Group group = Group.of(login("default", "alice", "192.0.2.1"), List.of("sourceIp", "userId"))
                .orElseThrow();
        assertEquals(List.of("sourceIp", "userId"), List.copyOf(group.values().keySet()));
    }

    @Test
    void aListOfOneValueCountsAsThatValueAndOfSeveralNotAtAll() {
        List<String> user = List.of("user");
        Optional<Group> alice = Group.of(json("alice"), user);
        assertEquals(Optional.of("alice"), alice.map(group -> group.values().get("user")));
        assertEquals(alice, Group.of(json(List.of("alice")), user));
        for (Object other : List.of(List.of("alice", "bob"), List.of(), Map.of("name", "alice"), Map.of())) {
            assertEquals(Optional.empty(), Group.of(json(other), user), other.toString());
        }
    }

    @Test
    void aLongValueIsCutAndWhatDiffersStaysDifferent() {
        String longest = "a".repeat(1_024);
        assertEquals(longest, grouped(longest));
        String cut = grouped("a".repeat(60_000));
        assertEquals(1_026, cut.length());
        Set<String> different = new HashSet<>();
        for (String text : List.of("a".repeat(60_000), "a".repeat(60_001), cut, longest)) {
            different.add(grouped(text));
        }
        assertEquals(4, different.size());
    }

    private static String grouped(String value) {
        return Group.of(json(value), List.of("user"))
                .map(group -> group.values().get("user"))
                .orElseThrow();
    }

    private static JsonEvent json(Object user) {
        EventStream stream = new EventStream("other", List.of(new LogSource("other", null, null)), null, List.of());
        return new JsonEvent(
                new EventId("default", "other", "1"), 0, null, stream, new FieldTree(Map.of("user", user)));
    }

    private static LoginEvent login(String tenant, String userId, @Nullable String sourceIp) {
        return new LoginEvent(new EventId(tenant, "idp", "1"), 0, null, userId, false, sourceIp, null);
    }
}
