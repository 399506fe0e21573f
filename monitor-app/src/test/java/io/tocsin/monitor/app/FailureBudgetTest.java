package io.tocsin.monitor.app;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailureBudgetTest {
    private final AtomicLong nowMs = new AtomicLong();
    private final FailureBudget budget =
            new FailureBudget(2, Duration.ofMinutes(10), () -> Instant.ofEpochMilli(nowMs.get()));

    @Test
    void moreFailuresThanAllowedInASpanAreNotCovered() {
        assertTrue(budget.covers());
        assertTrue(budget.covers());
        assertFalse(budget.covers());
    }

    @Test
    void failuresThatLieASpanBackAreForgotten() {
        budget.covers();
        budget.covers();
        nowMs.set(Duration.ofMinutes(10).toMillis());

        assertTrue(budget.covers());
    }
}
