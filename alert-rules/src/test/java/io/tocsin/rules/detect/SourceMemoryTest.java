package io.tocsin.rules.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.LoginEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceMemoryTest {
    private static final long DAY_MS = 86_400_000;
    private static final String HOME = "192.0.2.7";

    private static LoginEvent login(long timeMs, boolean success, @Nullable String address) {
        return new LoginEvent(new EventId("default", "idp", "1"), timeMs, null, "ann", success, address, null);
    }

    /** Days before day 1000, at noon. */
    private static LoginEvent success(int daysAgo, String address) {
        return login((1_000 - daysAgo) * DAY_MS + DAY_MS / 2, true, address);
    }

    private static LoginEvent failure(int daysAgo) {
        return login((1_000 - daysAgo) * DAY_MS + DAY_MS / 2, false, "203.0.113.9");
    }

    private static SourceMemory of(LoginEvent... logins) {
        return of(List.of(logins));
    }

    private static SourceMemory of(List<LoginEvent> logins) {
        SourceMemory memory = SourceMemory.EMPTY;
        for (LoginEvent login : logins) {
            memory = memory.plus(login);
        }
        return memory;
    }

    private static boolean isFamiliar(SourceMemory memory) {
        return memory.isFamiliar(success(0, HOME));
    }

    @Test
    void threeDaysTheFirstMoreThanAWeekAgoMakeANetworkFamiliar() {
        assertTrue(isFamiliar(of(success(8, HOME), success(5, HOME), success(2, HOME))));
        assertTrue(isFamiliar(of(success(90, HOME), success(10, "192.0.2.250"), success(9, HOME))));
        assertFalse(isFamiliar(of(success(7, HOME), success(5, HOME), success(2, HOME))), "a week isn't over");
        assertFalse(isFamiliar(of(success(9, HOME), success(9, HOME), success(2, HOME))), "two days alone");
        assertFalse(isFamiliar(of(success(9, HOME), success(8, HOME), success(1, HOME))), "yesterday doesn't tell yet");
        assertFalse(isFamiliar(of(success(9, HOME), success(8, HOME), success(2, "192.0.3.7"))), "another network");
        assertFalse(isFamiliar(SourceMemory.EMPTY));
    }

    @Test
    void aNetworkOfIpv6IsA64() {
        SourceMemory memory = of(success(8, "2001:db8::1"), success(5, "2001:db8::ffff:2"), success(2, "2001:db8::3"));
        assertTrue(memory.isFamiliar(success(0, "2001:db8::4")));
        assertFalse(memory.isFamiliar(success(0, "2001:db8:0:1::1")));
    }

    @Test
    void fromNobodyKnowsWhereIsNotFamiliarAndNotRemembered() {
        SourceMemory memory = of(success(8, "unknown"), login(0, true, null));
        assertSame(SourceMemory.EMPTY, memory);
        assertFalse(of(success(8, HOME), success(5, HOME), success(2, HOME)).isFamiliar(success(0, "unknown")));
    }

    @Test
    void whatIsMoreThanNinetyDaysAgoIsForgotten() {
        assertTrue(isFamiliar(of(success(90, HOME), success(89, HOME), success(88, HOME))));
        assertFalse(isFamiliar(of(success(91, HOME), success(90, HOME), success(89, HOME))));
        SourceMemory long_ago = of(success(500, HOME), success(400, HOME), success(300, HOME));
        assertFalse(isFamiliar(long_ago));
        assertEquals(1, long_ago.plus(success(0, HOME)).networks().size());
        assertEquals(
                0,
                long_ago.plus(success(0, "198.51.100.1")).networks().keySet().stream()
                        .filter(network -> network.startsWith("192"))
                        .count());
    }

    /** Else an attacker's guessing would be the first of the successes that make his network familiar. */
    @Test
    void aNetworkDoesNotBecomeKnownOnADayOfFiveFailures() {
        List<LoginEvent> guessed = new ArrayList<>(List.of(success(8, HOME), success(5, HOME), success(2, HOME)));
        for (int i = 0; i < 5; i++) {
            guessed.add(i, failure(8));
        }
        assertFalse(isFamiliar(of(guessed)));
        assertTrue(isFamiliar(of(guessed.subList(1, guessed.size()))), "four are mistyped");
    }

    /** Else an attacker could make the owner's own network unfamiliar by failing every day. */
    @Test
    void failuresDoNotMakeAKnownNetworkUnknown() {
        List<LoginEvent> attacked = new ArrayList<>(List.of(success(20, HOME)));
        for (int day = 19; day >= 0; day--) {
            for (int i = 0; i < 50; i++) {
                attacked.add(failure(day));
            }
        }
        attacked.add(success(6, HOME));
        attacked.add(success(3, HOME));
        assertTrue(isFamiliar(of(attacked)));
        assertEquals(20, of(attacked).failures().size());
    }

    @Test
    void ofADayTheFirstEightNetworksByNameAreRemembered() {
        List<LoginEvent> roaming = IntStream.range(10, 40)
                .mapToObj(i -> success(3, "10.0." + i + ".1"))
                .collect(Collectors.toCollection(ArrayList::new));
        SourceMemory inOrder = of(roaming);
        Collections.reverse(roaming);

        assertEquals(SourceMemory.MOST_A_DAY, inOrder.networks().size());
        assertEquals("10.0.17.0/24", inOrder.networks().lastKey());
        assertEquals(inOrder, of(roaming));
        assertSame(inOrder, inOrder.plus(success(3, "10.0.39.1")), "nothing has to be written");
    }

    @Test
    void whatIsKnownAlreadyChangesNothing() {
        SourceMemory memory = of(success(3, HOME), failure(3), failure(3), failure(3), failure(3), failure(3));
        assertSame(memory, memory.plus(success(3, "192.0.2.200")));
        assertSame(memory, memory.plus(failure(3)));
    }

    @Test
    void itIsForgottenOnceNothingCanMatter() {
        assertEquals(1_092 * DAY_MS, of(success(0, HOME)).forgottenMs());
        assertEquals(1_002 * DAY_MS, of(failure(0)).forgottenMs());
    }

    /** Compared with a plain list of all that happened; and the order of arrival changes nothing. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void isWhatThePlainDefinitionSaysInWhateverOrder(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            List<LoginEvent> logins = new ArrayList<>();
            int span = 20 + random.nextInt(100);
            int most = 1 + random.nextInt(80);
            for (int i = 0; i < most; i++) {
                int daysAgo = random.nextInt(span);
                boolean isRun = random.nextInt(6) == 0;
                for (int n = isRun ? 6 : 1; n > 0; n--) {
                    logins.add(isRun ? failure(daysAgo) : success(daysAgo, "192.0." + random.nextInt(3) + ".1"));
                }
            }
            SourceMemory memory = of(logins);
            List<LoginEvent> shuffled = new ArrayList<>(logins);
            Collections.shuffle(shuffled, random);
            assertEquals(memory, of(shuffled), "seed " + seed + ", round " + round);
            for (int net = 0; net < 3; net++) {
                LoginEvent asked = success(0, "192.0." + net + ".9");
                assertEquals(
                        plainly(logins, asked),
                        memory.isFamiliar(asked),
                        "seed " + seed + ", round " + round + ": " + logins);
            }
        }
    }

    private static boolean plainly(List<LoginEvent> logins, LoginEvent asked) {
        long today = asked.timeMs() / DAY_MS;
        Map<Long, Long> failures = logins.stream()
                .filter(login -> !login.success())
                .collect(Collectors.groupingBy(login -> login.timeMs() / DAY_MS, TreeMap::new, Collectors.counting()));
        Set<Long> days = logins.stream()
                .filter(LoginEvent::success)
                .filter(login -> String.valueOf(asked.sourceNetwork()).equals(login.sourceNetwork()))
                .map(login -> login.timeMs() / DAY_MS)
                .filter(day -> day >= today - 90 && day <= today - 2)
                .collect(Collectors.toCollection(TreeSet::new));
        List<Long> clean = new ArrayList<>();
        for (long day : days) {
            if (!clean.isEmpty() || failures.getOrDefault(day, 0L) < 5) {
                clean.add(day);
            }
        }
        return clean.size() >= 3 && clean.get(0) <= today - 8;
    }
}
