package io.tocsin.monitor.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.monitor.lookup.BlockedSources.Changes;
import io.tocsin.monitor.lookup.BlockedSources.Position;
import io.tocsin.monitor.wire.BlockedSource;
import io.tocsin.rules.containment.BlockState;
import io.tocsin.rules.containment.BlockState.Status;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BlockedSourcesTest {
    private static final String TENANT = "default";

    private final BlockedSources blocks = new BlockedSources(3, 2);
    private Position position = Position.NONE;

    private static List<String> names(List<BlockedSource> found) {
        return found.stream().map(each -> each.source().text()).toList();
    }

    private void told(long nowMs, List<String> standing, List<String> ended) {
        Changes changes = blocks.since(TENANT, position, nowMs);
        assertEquals(standing, names(changes.standing()), "standing at " + nowMs);
        assertEquals(ended, names(changes.ended()), "ended at " + nowMs);
        position = changes.position();
    }

    @Test
    void aBlockIsHeldUntilItIsLiftedRunsOutOrIsForgotten() {
        BlockState state = Blocks.blocked("192.0.2.1", 100, 1);
        for (Status over : List.of(Status.RELEASED, Status.EXPIRED)) {
            Blocks.take(blocks, state);
            assertEquals(List.of("192.0.2.1"), names(blocks.blocked(TENANT, 99)));
            assertEquals(List.of(), names(blocks.blocked(TENANT, 100)));
            assertEquals(List.of(), names(blocks.blocked("other", 99)));
            Blocks.take(blocks, Blocks.state(TENANT, "192.0.2.1", over, 100, 2));
            assertEquals(List.of(), names(blocks.blocked(TENANT, 99)));
        }
        Blocks.take(blocks, state);
        Blocks.forget(blocks, state);
        assertEquals(0, blocks.size());
    }

    @Test
    void aRefusalBlocksNothing() {
        Blocks.take(blocks, Blocks.state(TENANT, "192.0.2.1", Status.REFUSED, 0, 1));

        told(5, List.of(), List.of());
    }

    @Test
    void whatChangedSinceIsToldAndNothingElse() {
        Blocks.take(blocks, Blocks.blocked("192.0.2.1", 1_000, 1));
        Blocks.take(blocks, Blocks.blocked("192.0.2.2", 1_000, 2));
        told(10, List.of("192.0.2.1", "192.0.2.2"), List.of());
        told(20, List.of(), List.of());

        Blocks.take(blocks, Blocks.state(TENANT, "192.0.2.1", Status.RELEASED, 1_000, 25));
        Blocks.take(blocks, Blocks.blocked("192.0.2.3", 1_000, 26));
        told(30, List.of("192.0.2.3"), List.of("192.0.2.1"));
        told(40, List.of(), List.of());

        Blocks.take(blocks, Blocks.state(TENANT, "192.0.2.2", Status.RELEASED, 1_000, 45));
        Blocks.take(blocks, Blocks.blocked("192.0.2.2", 1_000, 46));
        told(50, List.of("192.0.2.2"), List.of());
    }

    @Test
    void aBlockWhoseTimeIsOverHasEndedEvenIfNobodyHasNotedIt() {
        Blocks.take(blocks, Blocks.blocked("192.0.2.1", 100, 1));
        told(99, List.of("192.0.2.1"), List.of());
        told(100, List.of(), List.of("192.0.2.1"));
        told(101, List.of(), List.of());
    }

    /** nftables keeps an element's first timeout, and CrowdSec's firewall bouncer leaves elements alone that are there. */
    @Test
    void whatIsBlockedForLongerIsToldAgainOnceItsEarlierEndsHavePassed() {
        Blocks.take(blocks, Blocks.blocked("192.0.2.1", 100, 1));
        told(10, List.of("192.0.2.1"), List.of());
        Blocks.take(blocks, Blocks.blocked("192.0.2.1", 150, 20));
        Blocks.take(blocks, Blocks.blocked("192.0.2.1", 1_000, 25));
        told(30, List.of("192.0.2.1"), List.of());
        told(90, List.of(), List.of());
        told(100, List.of("192.0.2.1"), List.of());
        told(120, List.of("192.0.2.1"), List.of());
        told(160, List.of("192.0.2.1"), List.of());
        told(170, List.of(), List.of());

        Blocks.take(blocks, Blocks.blocked("192.0.2.1", 2_000, 200));
        told(210, List.of("192.0.2.1"), List.of());
        told(999, List.of(), List.of());
        told(1_000, List.of("192.0.2.1"), List.of());
    }

    @Test
    void whatIsReadAgainIsToldAgain() {
        Blocks.take(blocks, Blocks.blocked("192.0.2.1", 100, 1));
        told(10, List.of("192.0.2.1"), List.of());

        blocks.clear();
        Blocks.take(blocks, Blocks.blocked("192.0.2.1", 100, 1));

        told(20, List.of("192.0.2.1"), List.of());
    }

    @Test
    void whatIsHeldIsBounded() {
        for (int i = 1; i <= 5; i++) {
            Blocks.take(blocks, Blocks.blocked("192.0.2." + i, 100, i));
        }
        assertEquals(3, blocks.size());
        assertEquals(2, blocks.leftOut());
        Blocks.take(blocks, Blocks.blocked("192.0.2.1", 200, 6));
        assertEquals(2, blocks.leftOut(), "what is held may change");

        for (int i = 1; i <= 3; i++) {
            Blocks.take(blocks, Blocks.state(TENANT, "192.0.2." + i, Status.RELEASED, 100, 10 + i));
        }
        told(20, List.of(), List.of("192.0.2.2", "192.0.2.3"));
        blocks.clear();
        assertEquals(0, blocks.leftOut());
    }

    /** Who applies every answer to what it knew has the whole list, whatever happened in between. */
    @Test
    void changesAddUpToTheList() {
        long seed = 7;
        Random random = new Random(seed);
        BlockedSources many = new BlockedSources();
        Set<String> known = new TreeSet<>();
        Position at = Position.NONE;
        for (long nowMs = 1; nowMs < 3_000; nowMs++) {
            String source = "192.0.2." + random.nextInt(20);
            Status status = List.of(Status.BLOCKED, Status.BLOCKED, Status.RELEASED, Status.REFUSED)
                    .get(random.nextInt(4));
            Blocks.take(many, Blocks.state(TENANT, source, status, nowMs + 1 + random.nextInt(60), nowMs));
            if (random.nextInt(3) == 0) {
                Changes changes = many.since(TENANT, at, nowMs);
                known.removeAll(new HashSet<>(names(changes.ended())));
                known.addAll(names(changes.standing()));
                at = changes.position();
                assertEquals(
                        names(many.blocked(TENANT, nowMs)), List.copyOf(known), "at " + nowMs + " with seed " + seed);
            }
        }
    }
}
