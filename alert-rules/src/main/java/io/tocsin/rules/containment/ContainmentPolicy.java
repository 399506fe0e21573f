package io.tocsin.rules.containment;

import io.tocsin.rules.event.AccountName;
import io.tocsin.rules.match.IpNetwork;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the platform allows when accounts are locked and sources are blocked by themselves.
 *
 * @param mode whether locks are asked for or only recorded
 * @param baseLockMs how long an account's first lock lasts, milliseconds; each further lock in a row lasts twice as long as
 *     the one before. PCI DSS 8.3.4 asks for 30 minutes at least
 * @param maxLockMs no lock lasts longer unless an operator says so, milliseconds: none is permanent by itself
 * @param decayMs how long an account must be quiet until its next lock is a first one again, milliseconds: no lock of it
 *     stands, and nobody asks for one
 * @param breakGlass accounts that are never locked by themselves, in any tenant; compared without regard to case, because some
 *     identity providers fold it and would lock {@code admin} for {@code ADMIN}
 * @param statedAccounts how many active accounts the platform says it has; sets the {@link #budget()}
 * @param blockMs how long a source is blocked, milliseconds
 * @param allowed networks that are never blocked, and whose failures alone lock no account; at most {@link
 *     #MOST_ALLOWED}, those of IPv6 with at most 64 bits, as sources are told apart no finer
 * @param rootLike names that everybody knows and tries, in any tenant and without regard to case: no alert locks them, as
 *     anybody could lock out whoever runs the platform; a second factor is asked for instead
 */
public record ContainmentPolicy(
        Mode mode,
        long baseLockMs,
        long maxLockMs,
        long decayMs,
        Set<String> breakGlass,
        long statedAccounts,
        long blockMs,
        List<IpNetwork> allowed,
        Set<String> rootLike) {

    /** How long the first lock of an account lasts where nothing else is configured. */
    public static final long DEFAULT_BASE_LOCK_MS = 30 * 60_000L;

    /** How long a lock may last where nothing else is configured. */
    public static final long DEFAULT_MAX_LOCK_MS = 24 * 3_600_000L;

    /** How long an account must be quiet where nothing else is configured. */
    public static final long DEFAULT_DECAY_MS = 24 * 3_600_000L;

    /** How long a source is blocked where nothing else is configured. */
    public static final long DEFAULT_BLOCK_MS = 3_600_000;

    /** The names that everybody knows where nothing else is configured. */
    public static final Set<String> DEFAULT_ROOT_LIKE = Set.of("root", "admin", "administrator");

    /** How many networks can be allowed. */
    public static final int MOST_ALLOWED = 1_100;

    /** The asset points from which on an account is critical, so that a reserve of locks is kept for it. */
    public static final int CRITICAL_POINTS = 10;

    /** The length of the window that the budget holds for, milliseconds of append time. */
    public static final long BUDGET_WINDOW_MS = 600_000;

    /** The budget of the smallest platform. */
    public static final int SMALLEST_BUDGET = 20;

    private static final int SMALLEST_RESERVE = 5;
    private static final int LONGEST_V6_PREFIX = 64;

    static final long SHORTEST_LOCK_MS = 1_000;
    static final long LONGEST_LOCK_MS = 30 * 86_400_000L;
    private static final long MOST_ACCOUNTS = 10_000_000_000L;

    /** Whether decisions are acted on. */
    public enum Mode {
        /** Decide and record everything, act on nothing. */
        OBSERVE,
        /** Decide, record and act. */
        ENFORCE
    }

    public ContainmentPolicy {
        breakGlass = folded(breakGlass);
        rootLike = folded(rootLike);
        allowed = List.copyOf(allowed);
        if (baseLockMs < SHORTEST_LOCK_MS || baseLockMs > LONGEST_LOCK_MS) {
            throw new IllegalArgumentException("the first lock lasts " + baseLockMs + " ms; " + SHORTEST_LOCK_MS
                    + " to " + LONGEST_LOCK_MS + " are allowed");
        }
        if (maxLockMs < baseLockMs || maxLockMs > LONGEST_LOCK_MS) {
            throw new IllegalArgumentException("the longest lock lasts " + maxLockMs + " ms; " + baseLockMs
                    + " (the first lock's length) to " + LONGEST_LOCK_MS + " are allowed");
        }
        if (decayMs < SHORTEST_LOCK_MS || decayMs > LONGEST_LOCK_MS) {
            throw new IllegalArgumentException("a lock is a first one again after " + decayMs + " quiet ms; "
                    + SHORTEST_LOCK_MS + " to " + LONGEST_LOCK_MS + " are allowed");
        }
        if (statedAccounts < 0 || statedAccounts > MOST_ACCOUNTS) {
            throw new IllegalArgumentException(
                    statedAccounts + " accounts are stated; 0 to " + MOST_ACCOUNTS + " are allowed");
        }
        if (blockMs < SHORTEST_LOCK_MS || blockMs > LONGEST_LOCK_MS) {
            throw new IllegalArgumentException("a source is blocked for " + blockMs + " ms; " + SHORTEST_LOCK_MS
                    + " to " + LONGEST_LOCK_MS + " are allowed");
        }
        if (allowed.size() > MOST_ALLOWED) {
            throw new IllegalArgumentException(
                    allowed.size() + " networks are allowed; at most " + MOST_ALLOWED + " can be");
        }
        for (IpNetwork network : allowed) {
            if (isTooFine(network)) {
                throw new IllegalArgumentException(
                        "the allowed network " + network.text() + " has more than " + LONGEST_V6_PREFIX
                                + " bits; sources of IPv6 are told apart by the first " + LONGEST_V6_PREFIX);
            }
        }
    }

    /** A policy that blocks sources for the default time, and takes no network and no name for more than others. */
    public ContainmentPolicy(
            Mode mode, long baseLockMs, long maxLockMs, long decayMs, Set<String> breakGlass, long statedAccounts) {
        this(mode, baseLockMs, maxLockMs, decayMs, breakGlass, statedAccounts, DEFAULT_BLOCK_MS, List.of(), Set.of());
    }

    /** A policy with the default length of locks. */
    public static ContainmentPolicy of(Mode mode, Set<String> breakGlass, long statedAccounts) {
        return new ContainmentPolicy(
                mode, DEFAULT_BASE_LOCK_MS, DEFAULT_MAX_LOCK_MS, DEFAULT_DECAY_MS, breakGlass, statedAccounts);
    }

    /**
     * How many accounts of a tenant alerts may lock within {@link #BUDGET_WINDOW_MS}: 0.1 % of the stated accounts,
     * rounded up, and never less than {@link #SMALLEST_BUDGET}. Whoever fails five logins on every account would
     * otherwise lock everybody out.
     */
    public int budget() {
        return (int) Math.max(SMALLEST_BUDGET, (statedAccounts + 999) / 1_000);
    }

    /** How many of them failures from one source network may lock: half of the {@link #budget()}. */
    public int networkBudget() {
        return budget() / 2;
    }

    /** How many accounts of at least {@link #CRITICAL_POINTS} may be locked beyond that: a quarter, at least five. */
    public int reserve() {
        return Math.max(SMALLEST_RESERVE, budget() / 4);
    }

    /** Whether a network is smaller than what sources are told apart by. */
    public static boolean isTooFine(IpNetwork network) {
        return !network.v4() && network.prefix() > LONGEST_V6_PREFIX;
    }

    /** Whether failures from these sources alone lock nobody: there are some, and all are allowed. */
    public boolean allows(List<Source> sources) {
        return !sources.isEmpty() && sources.stream().allMatch(source -> source.isWithin(allowed));
    }

    /** Whether a source may be blocked: none of its addresses is allowed. */
    public boolean mayBlock(Source source) {
        return !source.touches(allowed);
    }

    /** Whether an account is kept open for emergencies. */
    public boolean isBreakGlass(String account) {
        return breakGlass.contains(AccountName.folded(account));
    }

    /** Whether an account has a name that everybody knows and tries. */
    public boolean isRootLike(String account) {
        return rootLike.contains(AccountName.folded(account));
    }

    /** The same policy with other names that everybody knows. */
    public ContainmentPolicy withRootLike(Set<String> names) {
        return new ContainmentPolicy(
                mode, baseLockMs, maxLockMs, decayMs, breakGlass, statedAccounts, blockMs, allowed, names);
    }

    /** The same policy with further networks that are always allowed. */
    public ContainmentPolicy alsoAllowing(List<IpNetwork> networks) {
        List<IpNetwork> all = Stream.concat(allowed.stream(), networks.stream()).toList();
        return new ContainmentPolicy(
                mode, baseLockMs, maxLockMs, decayMs, breakGlass, statedAccounts, blockMs, all, rootLike);
    }

    /**
     * How long a lock lasts, milliseconds.
     *
     * @param earlierLocks how many locks of the account came before it in a row
     */
    public long lockMs(int earlierLocks) {
        long lockMs = baseLockMs;
        for (int i = 0; i < earlierLocks && lockMs < maxLockMs; i++) {
            lockMs *= 2;
        }
        return Math.min(lockMs, maxLockMs);
    }

    private static Set<String> folded(Set<String> accounts) {
        Set<String> folded = new HashSet<>();
        accounts.forEach(account -> folded.add(AccountName.folded(account)));
        return Set.copyOf(folded);
    }
}
