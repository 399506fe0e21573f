package io.tocsin.rules.containment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.AlertCause.Grounds;
import io.tocsin.rules.containment.ContainmentPolicy.Mode;
import io.tocsin.rules.containment.LockBudget.Share;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LockBudgetTest {
    private static final long NOW_MS = 1_700_000_000_000L;
    private static final long WINDOW_MS = ContainmentPolicy.BUDGET_WINDOW_MS;
    private static final ContainmentPolicy POLICY = ContainmentPolicy.of(Mode.ENFORCE, Set.of(), 0);

    private LockBudget budget = LockBudget.UNTOUCHED;

    static AlertCause from(int assetPoints, String... sources) {
        Grounds grounds = new Grounds(
                "00",
                5,
                0,
                0,
                assetPoints,
                Arrays.stream(sources).map(Source::parse).toList());
        return new AlertCause("uid", "rule", "rule", 0, Severity.MEDIUM, false, grounds);
    }

    private Share share(AlertCause alert, long nowMs) {
        return budget.share(POLICY, alert, nowMs);
    }

    /** Takes locks as long as there are some. */
    private int spendAll(AlertCause alert, long nowMs) {
        int spent = 0;
        while (share(alert, nowMs) != Share.NONE) {
            budget = budget.spend(POLICY, "alice", alert, nowMs);
            spent++;
        }
        return spent;
    }

    @Test
    void oneNetworkTakesHalfOfTheBudgetAndOthersTheRest() {
        assertEquals(10, spendAll(from(0, "192.0.2.1"), NOW_MS));
        assertEquals(Share.NONE, share(from(0, "192.0.2.77"), NOW_MS));
        assertEquals(Share.COMMON, share(from(0, "192.0.3.1"), NOW_MS));

        assertEquals(10, spendAll(from(0, "192.0.3.1"), NOW_MS));
        assertEquals(Share.NONE, share(from(0, "198.51.100.1"), NOW_MS));
        assertEquals(Share.NONE, share(from(0), NOW_MS));
    }

    @Test
    void allOfAnAttacksNetworksMustHaveLocksLeft() {
        spendAll(from(0, "2001:db8::1"), NOW_MS);

        assertEquals(Share.NONE, share(from(0, "198.51.100.1", "2001:db8::2"), NOW_MS));
        assertEquals(Share.COMMON, share(from(0, "198.51.100.1", "2001:db8:0:1::2"), NOW_MS));
    }

    @Test
    void aLockFromManyAddressesOfANetworkCountsForItOnce() {
        assertEquals(10, spendAll(from(0, "192.0.2.1", "192.0.2.2", "192.0.2.3"), NOW_MS));
    }

    @Test
    void criticalAccountsHaveAReserve() {
        assertEquals(20, spendAll(from(0), NOW_MS));
        assertEquals(Share.NONE, share(from(5), NOW_MS));
        assertEquals(Share.RESERVE, share(from(10), NOW_MS));

        assertEquals(5, spendAll(from(15), NOW_MS));
        assertEquals(Share.NONE, share(from(15), NOW_MS));
    }

    @Test
    void theReserveIsThereForAccountsWhoseNetworkIsSpent() {
        spendAll(from(0, "192.0.2.1"), NOW_MS);

        assertEquals(5, spendAll(from(10, "192.0.2.1"), NOW_MS));
        assertEquals(Share.COMMON, share(from(0, "192.0.3.1"), NOW_MS));
    }

    @Test
    void locksLeaveTheWindowAndTheBudget() {
        spendAll(from(15, "192.0.2.1"), NOW_MS);

        assertEquals(Share.NONE, share(from(0, "192.0.2.1"), NOW_MS + WINDOW_MS - 1));
        assertEquals(Share.COMMON, share(from(0, "192.0.2.1"), NOW_MS + WINDOW_MS));
        assertEquals(
                1,
                budget.spend(POLICY, "alice", from(0), NOW_MS + WINDOW_MS)
                        .locks()
                        .size());
    }

    @Test
    void aLargePlatformHasMore() {
        ContainmentPolicy large = ContainmentPolicy.of(Mode.ENFORCE, Set.of(), 1_000_000);

        assertEquals(1_000, large.budget());
        assertEquals(500, large.networkBudget());
        assertEquals(250, large.reserve());
    }
}
