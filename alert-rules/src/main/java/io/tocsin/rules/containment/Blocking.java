package io.tocsin.rules.containment;

import io.tocsin.rules.containment.BlockState.Code;
import io.tocsin.rules.containment.BlockState.Status;
import io.tocsin.rules.containment.ContainmentPolicy.Mode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides on requests to block sources. Pure: the source's state comes in, its new one goes out; time is the append time of
 * the record that is being decided.
 *
 * <p>Of the reasons to refuse a block the first that holds is given: {@link Code#SKIPPED_STALE}, {@link Code#ALLOWED},
 * {@link Code#OBSERVED}. A source that is blocked already is blocked for longer. There is no budget: nobody loses more by a
 * block than his way in, and it ends by itself.
 */
public final class Blocking {

    private final ContainmentPolicy policy;

    public Blocking(ContainmentPolicy policy) {
        this.policy = policy;
    }

    /**
     * Decides on one request.
     *
     * @param before the source's state, or {@code null} where nothing is known of it
     * @param nowMs append time of the request, milliseconds since the epoch
     * @return the new state; empty where the request was the last one that was decided
     */
    public Optional<BlockState> decide(@Nullable BlockState before, BlockRequest request, long nowMs) {
        if (before != null && before.request().id().equals(request.id())) {
            return Optional.empty();
        }
        BlockState now = before == null ? null : tick(before, nowMs).orElse(before);
        BlockState after = switch (request.action()) {
            case BLOCK -> block(now, request, nowMs);
            case UNBLOCK -> unblock(now, request, nowMs);
        };
        return Optional.of(after);
    }

    /**
     * What time alone decides: a block that has run out.
     *
     * @param nowMs append time of the tick, milliseconds since the epoch
     * @return the new state; empty where it stays as it is
     */
    public Optional<BlockState> tick(BlockState state, long nowMs) {
        if (!state.isBlocked() || nowMs < state.untilMs()) {
            return Optional.empty();
        }
        return Optional.of(
                new BlockState(Status.EXPIRED, Code.EXPIRED, state.request(), state.block(), state.untilMs(), nowMs));
    }

    /** Whether nothing needs to be known of a source any longer. */
    public static boolean isForgotten(BlockState state, long nowMs) {
        return !state.isBlocked() && nowMs >= state.dueAtMs();
    }

    /** What the networks that are allowed now make of a block from before they were: it is lifted. */
    public Optional<BlockState> allow(BlockState state, long nowMs) {
        if (!state.isBlocked() || policy.mayBlock(state.source())) {
            return Optional.empty();
        }
        BlockRequest asked = state.request();
        BlockRequest ofItself = new BlockRequest(
                asked.id() + AccountCommand.ALLOWED_SUFFIX,
                asked.tenant(),
                asked.source(),
                BlockRequest.Action.UNBLOCK,
                "the source is allowed now",
                ContainmentRequest.ALLOWLIST,
                null,
                0);
        return Optional.of(
                new BlockState(Status.RELEASED, Code.ALLOWED, ofItself, state.block(), state.untilMs(), nowMs));
    }

    /**
     * What a lock that can't be asks for: where the budget is spent, or nobody has the account's name, the sources of the attack
     * are blocked instead.
     */
    public static List<BlockRequest> insteadOf(AccountCommand command) {
        AlertCause alert = command.request().alert();
        boolean isUnknown = command.code() == AccountCommand.Code.NO_SUCH_ACCOUNT;
        boolean isInstead = isUnknown || command.code() == AccountCommand.Code.SKIPPED_BUDGET;
        if (!isInstead || alert == null) {
            return List.of();
        }
        String reason = ContainmentRequest.because(
                isUnknown ? "the account is unknown" : "the budget of locks is spent",
                command.request().reason());
        return alert.grounds().sources().stream()
                .map(source -> new BlockRequest(
                        command.id(),
                        command.request().tenant(),
                        source,
                        BlockRequest.Action.BLOCK,
                        reason,
                        isUnknown ? ContainmentRequest.UNKNOWN_ACCOUNT : ContainmentRequest.BUDGET,
                        alert,
                        0))
                .toList();
    }

    private BlockState block(@Nullable BlockState before, BlockRequest request, long nowMs) {
        Code code = code(request);
        long endMs = nowMs + (request.durationMs() > 0 ? request.durationMs() : policy.blockMs());
        if (code != Code.GRANTED) {
            return refused(before, code, request, nowMs);
        }
        // A block that stands is made to end later, never sooner.
        long untilMs = before != null && before.isBlocked() ? Math.max(before.untilMs(), endMs) : endMs;
        return new BlockState(Status.BLOCKED, Code.GRANTED, request, request, untilMs, nowMs);
    }

    private Code code(BlockRequest request) {
        AlertCause alert = request.alert();
        if (alert != null && alert.stale()) {
            return Code.SKIPPED_STALE;
        }
        if (!policy.mayBlock(request.source())) {
            return Code.ALLOWED;
        }
        return policy.mode() == Mode.OBSERVE ? Code.OBSERVED : Code.GRANTED;
    }

    private static BlockState unblock(@Nullable BlockState before, BlockRequest request, long nowMs) {
        if (before == null || !before.isBlocked()) {
            return refused(before, Code.NOT_BLOCKED, request, nowMs);
        }
        return new BlockState(Status.RELEASED, Code.GRANTED, request, before.block(), before.untilMs(), nowMs);
    }

    /** A refusal leaves what stands, or stood, as it is. */
    private static BlockState refused(@Nullable BlockState before, Code code, BlockRequest request, long nowMs) {
        return before == null
                ? new BlockState(Status.REFUSED, code, request, null, 0, nowMs)
                : new BlockState(before.status(), code, request, before.block(), before.untilMs(), nowMs);
    }
}
