package io.tocsin.rules.containment;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one account between decisions. It changes only by {@link #apply}: replaying the commands of an
 * account gives the same memory.
 *
 * @param lock the lock that stands, or {@code null}
 * @param locks how many times it was locked since it was last forgotten; extensions don't count
 * @param decidedIds the ids of the requests decided last, oldest first, at most {@link #ID_LIMIT}
 * @param decidedAtMs append time of the last decision, milliseconds since the epoch
 */
public record AccountMemory(@Nullable AccountCommand lock, int locks, List<String> decidedIds, long decidedAtMs) {

    /** An account of which nothing is remembered. */
    public static final AccountMemory NONE = new AccountMemory(null, 0, List.of(), 0);

    /** How many ids of decided requests are kept per account; a doublet behind that many others is decided again. */
    public static final int ID_LIMIT = 64;

    /** An account that isn't locked is forgotten this long after the last decision, milliseconds of append time. */
    public static final long FORGET_AFTER_MS = 24 * 3_600_000L;

    public AccountMemory {
        decidedIds = List.copyOf(decidedIds);
        if (decidedIds.size() > ID_LIMIT) {
            throw new IllegalArgumentException(
                    decidedIds.size() + " request ids are remembered; at most " + ID_LIMIT + " are allowed");
        }
    }

    /** Whether a request of this id was decided and is still remembered. */
    public boolean hasDecided(String requestId) {
        return decidedIds.contains(requestId);
    }

    /** Append time from which a tick has something to do: the lock runs out, or the account is forgotten. */
    public long dueAtMs() {
        return lock != null ? lock.untilMs() : decidedAtMs + FORGET_AFTER_MS;
    }

    /** The memory after a command. */
    public AccountMemory apply(AccountCommand command) {
        if (command.code() == AccountCommand.Code.DUPLICATE) {
            return this;
        }
        return switch (command.action()) {
            case LOCK -> after(command, command, lock == null ? locks + 1 : locks);
            case UNLOCK -> after(command, null, locks);
            case NONE -> after(command, lock, locks);
        };
    }

    private AccountMemory after(AccountCommand command, @Nullable AccountCommand newLock, int newLocks) {
        return new AccountMemory(newLock, newLocks, idsAfter(command), Math.max(decidedAtMs, command.decidedAtMs()));
    }

    private List<String> idsAfter(AccountCommand command) {
        if (command.code() == AccountCommand.Code.EXPIRED) {
            return decidedIds;
        }
        List<String> ids = new ArrayList<>(decidedIds);
        ids.add(command.id());
        return ids.subList(Math.max(0, ids.size() - ID_LIMIT), ids.size());
    }
}
