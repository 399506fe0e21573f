package io.tocsin.rules.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.LoginEvent;
import java.util.HashSet;
import java.util.List;
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

    private static LoginEvent login(String tenant, String userId, @Nullable String sourceIp) {
        return new LoginEvent(new EventId(tenant, "idp", "1"), 0, null, userId, false, sourceIp, null);
    }
}
