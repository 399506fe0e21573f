package io.tocsin.rules.containment;

import java.util.ArrayList;
import java.util.List;

/**
 * The locks of one tenant that count against its budget: a sliding window of append time, kept lock by lock. Holds at
 * most as many times as the budget allows locks, 8 bytes each when stored.
 *
 * @param lockedAtMs append times of the locks within the window, in the order in which they were granted
 */
public record LockBudget(List<Long> lockedAtMs) {

    /** No lock was granted lately. */
    public static final LockBudget UNTOUCHED = new LockBudget(List.of());

    public LockBudget {
        lockedAtMs = List.copyOf(lockedAtMs);
    }

    /** Whether another lock at {@code nowMs} leaves at most {@code budget} in the window that ends there. */
    public boolean allows(int budget, long nowMs) {
        return lockedAtMs.stream().filter(at -> isWithinWindow(at, nowMs)).count() < budget;
    }

    /** The same with one more lock, without the times that have left the window. */
    public LockBudget spend(long nowMs) {
        List<Long> after = new ArrayList<>();
        lockedAtMs.stream().filter(at -> isWithinWindow(at, nowMs)).forEach(after::add);
        after.add(nowMs);
        return new LockBudget(after);
    }

    /** A time ahead of {@code nowMs} counts: a broker's clock that was set back must not free the budget. */
    private static boolean isWithinWindow(long atMs, long nowMs) {
        return atMs > nowMs - ContainmentPolicy.BUDGET_WINDOW_MS;
    }
}
