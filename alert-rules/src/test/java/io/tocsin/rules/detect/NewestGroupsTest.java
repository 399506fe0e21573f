package io.tocsin.rules.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NewestGroupsTest {
    private static final int HALF = NewestGroups.MAX_HELD / 2;

    private final NewestGroups<AtomicInteger> groups = new NewestGroups<>(AtomicInteger::get);

    private static Group group(String user) {
        return new Group("default", Map.of("userId", user));
    }

    @Test
    void theOneThatWasNotLookedAtForLongestGoesFirst() {
        groups.put(group("a"), new AtomicInteger(HALF));
        groups.put(group("b"), new AtomicInteger(HALF));
        assertNotNull(groups.get(group("a")));

        groups.put(group("c"), new AtomicInteger(1));

        assertNull(groups.get(group("b")));
        assertNotNull(groups.get(group("a")));
        assertNotNull(groups.get(group("c")));
    }

    @Test
    void whatGrewCountsAsWhatItHoldsNow() {
        AtomicInteger growing = new AtomicInteger(1);
        groups.put(group("other"), new AtomicInteger(HALF));
        groups.put(group("growing"), growing);

        growing.set(HALF + 1);
        groups.grown(group("growing"), growing);

        assertNull(groups.get(group("other")));
        assertEquals(growing, groups.get(group("growing")));
    }

    @Test
    void whatIsTakenOutOrReplacedMakesRoom() {
        groups.put(group("a"), new AtomicInteger(HALF));
        groups.put(group("a"), new AtomicInteger(HALF));
        groups.put(group("b"), new AtomicInteger(HALF));
        assertNotNull(groups.get(group("a")));

        groups.remove(group("b"));
        groups.remove(group("never there"));
        groups.put(group("c"), new AtomicInteger(HALF));

        assertNotNull(groups.get(group("a")));
        assertNotNull(groups.get(group("c")));
    }

    @Test
    void whatIsLargerThanAllRoomIsNotHeld() {
        groups.put(group("a"), new AtomicInteger(NewestGroups.MAX_HELD + 1));

        assertNull(groups.get(group("a")));
    }
}
