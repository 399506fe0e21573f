package io.tocsin.rules.containment;

import io.tocsin.rules.hash.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The locks of one tenant that count against its budget: a sliding window of append time, kept lock by lock.
 *
 * <p>Three limits hold for the locks of a window: those of accounts of any kind, those whose failures came from one source
 * network, and a reserve that is kept for critical accounts once one of the other two is reached. Otherwise an attacker would
 * lock everybody out, or burn the budget to switch the protection of the most valuable accounts off.
 *
 * @param locks the locks within the window, in the order in which they were granted; at most {@link
 *     ContainmentPolicy#budget()} and {@link ContainmentPolicy#reserve()}
 */
public record LockBudget(List<Spent> locks) {

    /** No lock was granted lately. */
    public static final LockBudget UNTOUCHED = new LockBudget(List.of());

    /**
     * One lock.
     *
     * @param atMs append time, milliseconds since the epoch
     * @param fromReserve whether it was taken from the reserve
     * @param networks the source networks that it counts for, as {@link Source#countedNetwork()} says them, each once
     * @param account whose lock it is, as the first eight bytes of the SHA-256 of its name; 0 for one from before it was kept
     */
    public record Spent(long atMs, boolean fromReserve, List<Long> networks, long account) {
        public Spent {
            networks = List.copyOf(networks);
        }
    }

    /** What a lock is taken from. */
    enum Share {
        COMMON,
        RESERVE,
        /** No more locks are allowed. */
        NONE
    }

    public LockBudget {
        locks = List.copyOf(locks);
    }

    /** What another lock for this alert would be taken from at {@code nowMs}. */
    Share share(ContainmentPolicy policy, AlertCause alert, long nowMs) {
        Map<Long, Integer> ofNetworks = new HashMap<>();
        networks(alert).forEach(network -> ofNetworks.put(network, 0));
        int common = 0;
        int reserved = 0;
        for (Spent lock : locks) {
            if (!isWithinWindow(lock.atMs(), nowMs)) {
                continue;
            }
            if (lock.fromReserve()) {
                reserved++;
                continue;
            }
            common++;
            lock.networks().forEach(network -> ofNetworks.computeIfPresent(network, (key, count) -> count + 1));
        }
        boolean networksAllow = ofNetworks.values().stream().allMatch(count -> count < policy.networkBudget());
        if (common < policy.budget() && networksAllow) {
            return Share.COMMON;
        }
        boolean isCritical = alert.grounds().assetPoints() >= ContainmentPolicy.CRITICAL_POINTS;
        return isCritical && reserved < policy.reserve() ? Share.RESERVE : Share.NONE;
    }

    /** The same with one more lock, which {@link #share} allowed, and without those that have left the window. */
    LockBudget spend(ContainmentPolicy policy, String account, AlertCause alert, long nowMs) {
        List<Spent> after = new ArrayList<>();
        locks.stream().filter(lock -> isWithinWindow(lock.atMs(), nowMs)).forEach(after::add);
        boolean fromReserve = share(policy, alert, nowMs) == Share.RESERVE;
        after.add(new Spent(nowMs, fromReserve, networks(alert), hash(account)));
        return new LockBudget(after);
    }

    /**
     * The same without the lock that an account was granted at a time: to the share, and for the networks, that it was taken
     * from. Where that one cost nothing, or has left the window, nothing is given back.
     */
    LockBudget giveBack(String account, long atMs) {
        long hash = hash(account);
        for (int i = locks.size() - 1; i >= 0; i--) {
            if (locks.get(i).atMs() == atMs && locks.get(i).account() == hash) {
                List<Spent> after = new ArrayList<>(locks);
                after.remove(i);
                return new LockBudget(after);
            }
        }
        return this;
    }

    private static long hash(String account) {
        return ByteBuffer.wrap(Sha256.of(account.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    private static List<Long> networks(AlertCause alert) {
        return alert.grounds().sources().stream()
                .map(Source::countedNetwork)
                .distinct()
                .toList();
    }

    /** A time ahead of {@code nowMs} counts: a broker's clock that was set back must not free the budget. */
    private static boolean isWithinWindow(long atMs, long nowMs) {
        return atMs > nowMs - ContainmentPolicy.BUDGET_WINDOW_MS;
    }
}
