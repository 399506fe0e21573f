package io.tocsin.rules.containment;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one account between decisions. It changes only by {@link #apply}: replaying the commands of an
 * account gives the same memory.
 *
 * @param lock the lock that stands, or {@code null}
 * @param lockedAtMs append time of the command by which the lock that stands began to count, before whatever extended it,
 *     milliseconds since the epoch; 0 where none stands
 * @param undone whether an identity provider answered that it did not do the lock: it stands on the record until its end, so
 *     that whatever was half done is undone then, but the next request counts as the first, and no alert holds it
 * @param locks how many locks in a row the account had, see {@link AccountCommand#repetition}; extensions don't count
 * @param decaysAtMs append time from which on an account that isn't locked has been quiet for long enough to begin a new
 *     row, milliseconds since the epoch; means nothing where {@code locks} is 0
 * @param decidedIds the ids of the requests decided last, oldest first, at most {@link #ID_LIMIT}
 * @param decidedAtMs append time of the last decision, milliseconds since the epoch
 * @param ended the lock that stood last, so that it can still be contested; {@code null} while one stands
 * @param contested the command by which the lock was contested, until it is reviewed, or {@code null}
 * @param held the locks that alerts were granted which are still open, one for each alert, oldest first, at most {@link
 *     #HELD_LIMIT}: the lock that stands goes on at its end. None where no lock stands
 */
public record AccountMemory(
        @Nullable AccountCommand lock,
        long lockedAtMs,
        boolean undone,
        int locks,
        long decaysAtMs,
        List<String> decidedIds,
        long decidedAtMs,
        @Nullable AccountCommand ended,
        @Nullable AccountCommand contested,
        List<AccountCommand> held) {

    /** An account of which nothing is remembered. */
    public static final AccountMemory NONE =
            new AccountMemory(null, 0, false, 0, 0, List.of(), 0, null, null, List.of());

    /** How many ids of decided requests are kept per account; a doublet behind that many others is decided again. */
    public static final int ID_LIMIT = 64;

    /** How many open alerts are kept per account; what comes beyond takes the place of the oldest. */
    public static final int HELD_LIMIT = 8;

    /**
     * A lock that is held is renewed so long before its end, milliseconds, at most half of its length: whoever goes by its
     * end must know of the new one by then.
     */
    public static final long RENEWED_BEFORE_MS = 30_000;

    /** The ids of an account that isn't locked are forgotten this long after the last decision, in append time. */
    public static final long FORGET_AFTER_MS = 24 * 3_600_000L;

    public AccountMemory {
        decidedIds = List.copyOf(decidedIds);
        if (decidedIds.size() > ID_LIMIT) {
            throw new IllegalArgumentException(
                    decidedIds.size() + " request ids are remembered; at most " + ID_LIMIT + " are allowed");
        }
        held = List.copyOf(held);
        boolean counts = lock != null && !undone;
        if (held.size() > (counts ? HELD_LIMIT : 0)) {
            throw new IllegalArgumentException(held.size() + " alerts hold " + (counts ? "a lock" : "no lock")
                    + "; at most " + HELD_LIMIT + " can hold one that stands");
        }
        if (lock == null && (undone || lockedAtMs != 0)) {
            throw new IllegalArgumentException(
                    "no lock stands; so none began at " + lockedAtMs + ", and none is undone");
        }
    }

    /** Whether a request of this id was decided and is still remembered. */
    public boolean hasDecided(String requestId) {
        return decidedIds.contains(requestId);
    }

    /** Whether a lock stands that counts, as no identity provider has answered that it did not do it. */
    public boolean isLocked() {
        return lock != null && !undone;
    }

    /** How many locks in a row are remembered at this time: none after a quiet time. */
    public int locksInARow(long nowMs) {
        return lock == null && nowMs >= decaysAtMs ? 0 : locks;
    }

    /**
     * Append time from which a tick has something to do: the lock runs out or goes on, or the account is forgotten. It isn't
     * as long as a contested lock waits for its review.
     */
    public long dueAtMs() {
        if (lock != null) {
            long aheadMs = held.isEmpty() ? 0 : Math.min(RENEWED_BEFORE_MS, (lock.untilMs() - lock.decidedAtMs()) / 2);
            return lock.untilMs() - aheadMs;
        }
        if (contested != null) {
            return Long.MAX_VALUE - 1;
        }
        long idsMs = decidedAtMs + FORGET_AFTER_MS;
        return locks == 0 ? idsMs : Math.max(idsMs, decaysAtMs);
    }

    /**
     * The memory after a command.
     *
     * @param decayMs how long an account must be quiet from now on until its next lock is a first one again
     */
    public AccountMemory apply(AccountCommand command, long decayMs) {
        if (command.code() == AccountCommand.Code.DUPLICATE) {
            return this;
        }
        if (command.code() == AccountCommand.Code.CLOSED) {
            return new AccountMemory(
                    lock,
                    lockedAtMs,
                    undone,
                    locks,
                    decaysAtMs,
                    decidedIds,
                    decidedAtMs,
                    ended,
                    contested,
                    heldBesides(command));
        }
        int row = locksInARow(command.decidedAtMs());
        return switch (command.action()) {
            case LOCK -> after(command, command, command.repetition(), command.untilMs() + decayMs);
            // A lock that ran out ended at its time, whenever the tick came that says so.
            case UNLOCK ->
                after(
                        command,
                        null,
                        locks,
                        command.code() == AccountCommand.Code.EXPIRED ? decaysAtMs : command.decidedAtMs() + decayMs);
            case STEP_UP, NONE ->
                after(
                        command,
                        lock,
                        row,
                        disturbs(command) ? Math.max(decaysAtMs, command.decidedAtMs() + decayMs) : decaysAtMs);
        };
    }

    /** Whether a refused request shows that the account isn't quiet; history doesn't, nor does an operator's unlock. */
    private static boolean disturbs(AccountCommand refusal) {
        return refusal.request().action() == AccountRequest.Action.LOCK
                && refusal.code() != AccountCommand.Code.SKIPPED_STALE;
    }

    private AccountMemory after(
            AccountCommand command, @Nullable AccountCommand newLock, int newLocks, long newDecaysAtMs) {
        boolean isUndone = newLock != null
                && command.action() != AccountCommand.Action.LOCK
                && (undone || command.code().isUndone());
        return new AccountMemory(
                newLock,
                lockedAtMsAfter(command, newLock),
                isUndone,
                newLocks,
                newLocks == 0 ? 0 : newDecaysAtMs,
                idsAfter(command),
                Math.max(decidedAtMs, command.decidedAtMs()),
                newLock != null ? null : lock != null ? lock : ended,
                contestedAfter(command),
                newLock == null || isUndone ? List.of() : heldAfter(command));
    }

    private long lockedAtMsAfter(AccountCommand command, @Nullable AccountCommand newLock) {
        if (newLock == null) {
            return 0;
        }
        return command.action() == AccountCommand.Action.LOCK && !isLocked() ? command.decidedAtMs() : lockedAtMs;
    }

    /** Whoever unlocks an account does it for all alerts that were open; only a new one locks it again. */
    private List<AccountCommand> heldAfter(AccountCommand command) {
        boolean isAskedByAlert = command.action() == AccountCommand.Action.LOCK
                && command.code() == AccountCommand.Code.GRANTED
                && !command.request().isByOperator();
        if (!isAskedByAlert) {
            return held;
        }
        List<AccountCommand> after = new ArrayList<>(heldBesides(command));
        after.add(command);
        return after.subList(Math.max(0, after.size() - HELD_LIMIT), after.size());
    }

    private List<AccountCommand> heldBesides(AccountCommand command) {
        AlertCause alert = command.request().alert();
        return held.stream()
                .filter(each -> !isOf(alert, each.request().alert()))
                .toList();
    }

    private static boolean isOf(@Nullable AlertCause alert, @Nullable AlertCause other) {
        return alert != null && other != null && alert.uid().equals(other.uid());
    }

    private @Nullable AccountCommand contestedAfter(AccountCommand command) {
        return switch (command.code()) {
            case CONTESTED -> contested == null ? command : contested;
            case UPHELD, LIFTED -> null;
            default -> contested;
        };
    }

    private List<String> idsAfter(AccountCommand command) {
        boolean isTimeAlone =
                command.code() == AccountCommand.Code.EXPIRED || command.code() == AccountCommand.Code.RENEWED;
        if (isTimeAlone) {
            return decidedIds;
        }
        List<String> ids = new ArrayList<>(decidedIds);
        ids.add(command.id());
        return ids.subList(Math.max(0, ids.size() - ID_LIMIT), ids.size());
    }
}
