package io.tocsin.rules.containment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.BlockState.Code;
import io.tocsin.rules.containment.BlockState.Status;
import io.tocsin.rules.containment.ContainmentPolicy.Mode;
import io.tocsin.rules.match.IpNetwork;
import io.tocsin.rules.match.IpNetwork.InvalidNetworkException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BlockingTest {
    private static final long NOW_MS = 1_700_000_000_000L;
    private static final long HOUR_MS = 3_600_000;
    private static final Blocking ENFORCE = new Blocking(policy(Mode.ENFORCE, "198.51.100.0/24"));

    static ContainmentPolicy policy(Mode mode, String... allowed) {
        return new ContainmentPolicy(
                mode,
                1_000,
                2_000,
                3_000,
                Set.of(),
                0,
                HOUR_MS,
                Arrays.stream(allowed).map(BlockingTest::network).toList(),
                Set.of());
    }

    private static IpNetwork network(String text) {
        try {
            return IpNetwork.parse(text);
        } catch (InvalidNetworkException e) {
            throw new AssertionError(e);
        }
    }

    private static BlockRequest byAlert(String id, String source, boolean stale) {
        return new BlockRequest(
                id,
                "default",
                Source.parse(source),
                BlockRequest.Action.BLOCK,
                "5 failed logins",
                "rule:failed-logins",
                new AlertCause("uid", "rule", "failed-logins", 0, Severity.HIGH, stale),
                0);
    }

    private static BlockRequest byOperator(String id, BlockRequest.Action action, long durationMs) {
        return new BlockRequest(
                id, "default", Source.parse("192.0.2.1"), action, "a ticket", "operator:eve", null, durationMs);
    }

    private static BlockState decide(@Nullable BlockState before, BlockRequest request, long nowMs) {
        return ENFORCE.decide(before, request, nowMs).orElseThrow();
    }

    @Test
    void anAlertBlocksASourceForAnHourAndATickEndsItOnce() {
        BlockRequest request = byAlert("r1", "192.0.2.1", false);

        BlockState blocked = decide(null, request, NOW_MS);

        assertEquals(new BlockState(Status.BLOCKED, Code.GRANTED, request, request, NOW_MS + HOUR_MS, NOW_MS), blocked);
        assertEquals(Optional.empty(), ENFORCE.tick(blocked, NOW_MS + HOUR_MS - 1));
        BlockState expired = ENFORCE.tick(blocked, NOW_MS + HOUR_MS + 7).orElseThrow();
        assertEquals(Status.EXPIRED, expired.status());
        assertEquals(NOW_MS + HOUR_MS + 7, expired.changedAtMs());
        assertEquals(Optional.empty(), ENFORCE.tick(expired, NOW_MS + 2 * HOUR_MS));
    }

    @Test
    void aFurtherRequestMovesTheEndLaterAndNeverSooner() {
        BlockState long1 = decide(null, byOperator("o1", BlockRequest.Action.BLOCK, 5 * HOUR_MS), NOW_MS);

        BlockState after = decide(long1, byAlert("r1", "192.0.2.1", false), NOW_MS + HOUR_MS);
        BlockState later = decide(after, byAlert("r2", "192.0.2.1", false), NOW_MS + 4 * HOUR_MS + 1);

        assertEquals(NOW_MS + 5 * HOUR_MS, after.untilMs());
        assertEquals(NOW_MS + 5 * HOUR_MS + 1, later.untilMs());
    }

    @Test
    void theSameRequestAgainChangesNothing() {
        BlockState blocked = decide(null, byAlert("r1", "192.0.2.1", false), NOW_MS);

        assertEquals(Optional.empty(), ENFORCE.decide(blocked, byAlert("r1", "192.0.2.1", false), NOW_MS + 1));
    }

    @Test
    void whatMayNotBeBlockedIsRefusedWithTheReason() {
        Blocking observe = new Blocking(policy(Mode.OBSERVE));

        assertEquals(
                Code.ALLOWED,
                decide(null, byAlert("r1", "198.51.100.9", false), NOW_MS).code());
        assertEquals(
                Code.ALLOWED,
                decide(null, byAlert("r1", "198.51.0.0/16", false), NOW_MS).code());
        assertEquals(
                Code.SKIPPED_STALE,
                decide(null, byAlert("r1", "192.0.2.1", true), NOW_MS).code());
        BlockState observed =
                observe.decide(null, byAlert("r1", "192.0.2.1", false), NOW_MS).orElseThrow();
        assertEquals(Code.OBSERVED, observed.code());
        assertFalse(observed.isBlocked());
    }

    @Test
    void aRefusalLeavesABlockStanding() {
        BlockState blocked = decide(null, byAlert("r1", "192.0.2.1", false), NOW_MS);

        BlockState after = decide(blocked, byAlert("r2", "192.0.2.1", true), NOW_MS + 1);

        assertTrue(after.isBlocked());
        assertEquals(Code.SKIPPED_STALE, after.code());
        assertEquals(blocked.untilMs(), after.untilMs());
        assertEquals(blocked.block(), after.block());
    }

    @Test
    void anOperatorLiftsABlockAndOnlyThat() {
        BlockState blocked = decide(null, byAlert("r1", "192.0.2.1", false), NOW_MS);

        BlockState lifted = decide(blocked, byOperator("o1", BlockRequest.Action.UNBLOCK, 0), NOW_MS + 1);
        BlockState again = decide(lifted, byOperator("o2", BlockRequest.Action.UNBLOCK, 0), NOW_MS + 2);
        BlockState overdue = decide(blocked, byOperator("o3", BlockRequest.Action.UNBLOCK, 0), NOW_MS + HOUR_MS);

        assertEquals(Status.RELEASED, lifted.status());
        assertEquals(Code.NOT_BLOCKED, again.code());
        assertEquals(Status.RELEASED, again.status());
        assertEquals(Code.NOT_BLOCKED, overdue.code());
        assertEquals(Status.EXPIRED, overdue.status());
    }

    @Test
    void aNetworkThatIsAllowedNowLiftsTheBlock() {
        BlockState blocked = decide(null, byAlert("r1", "192.0.2.1", false), NOW_MS);
        Blocking later = new Blocking(policy(Mode.ENFORCE, "192.0.2.0/24"));

        BlockState lifted = later.allow(blocked, NOW_MS + 5).orElseThrow();

        assertEquals(Status.RELEASED, lifted.status());
        assertEquals(Code.ALLOWED, lifted.code());
        assertEquals(ContainmentRequest.ALLOWLIST, lifted.request().requestedBy());
        assertEquals(Optional.empty(), later.allow(lifted, NOW_MS + 6));
        assertEquals(Optional.empty(), ENFORCE.allow(blocked, NOW_MS + 5));
    }

    @Test
    void whatEndedIsForgottenADayLaterAndABlockNever() {
        BlockState blocked = decide(null, byAlert("r1", "192.0.2.1", false), NOW_MS);
        BlockState lifted = decide(blocked, byOperator("o1", BlockRequest.Action.UNBLOCK, 0), NOW_MS);

        assertFalse(Blocking.isForgotten(blocked, NOW_MS + 100 * HOUR_MS));
        assertFalse(Blocking.isForgotten(lifted, NOW_MS + 24 * HOUR_MS - 1));
        assertTrue(Blocking.isForgotten(lifted, NOW_MS + 24 * HOUR_MS));
    }

    @Test
    void requestsThatMakeNoSenseAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> byOperator("o1", BlockRequest.Action.UNBLOCK, 5_000));
        assertThrows(IllegalArgumentException.class, () -> byOperator("o1", BlockRequest.Action.BLOCK, 999));
        assertThrows(
                IllegalArgumentException.class,
                () -> new BlockRequest(
                        "o1",
                        "default",
                        Source.parse("192.0.2.1"),
                        BlockRequest.Action.BLOCK,
                        " ",
                        "operator:eve",
                        null,
                        0));
        assertThrows(IllegalArgumentException.class, () -> policy(Mode.ENFORCE, "2001:db8::1/128"));
        assertEquals(List.of(), policy(Mode.ENFORCE).allowed());
    }
}
