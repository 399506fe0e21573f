package io.tocsin.rules.containment;

import org.jspecify.annotations.Nullable;

/**
 * What was decided last on a source, and the block that stands or stood: the value of the compacted topic {@code blocks}.
 *
 * @param status where the block stands
 * @param code why it was decided so
 * @param request what was asked for last, whatever was decided on it; for a block that ran out, the block's
 * @param block the request by which it is blocked or was last; {@code null} where it never was
 * @param untilMs when the block ends by itself, milliseconds since the epoch; 0 where there is none
 * @param changedAtMs append time of the decision, milliseconds since the epoch
 */
public record BlockState(
        Status status,
        Code code,
        BlockRequest request,
        @Nullable BlockRequest block,
        long untilMs,
        long changedAtMs) {

    /** Where a block stands. */
    public enum Status {
        /** To be blocked by whoever reads this. */
        BLOCKED,
        /** Lifted, by an operator or as the source is allowed now. */
        RELEASED,
        /** Its time was over. */
        EXPIRED,
        /** It was asked for and refused. */
        REFUSED
    }

    /** Why a request was granted or refused. */
    public enum Code {
        /** The policy asks for it. */
        GRANTED,
        /** The block's time is over: time decided, nobody asked. */
        EXPIRED,
        /** The alert is about history. */
        SKIPPED_STALE,
        /** An address of it is of a network that is always allowed. */
        ALLOWED,
        /** {@code respond.mode: observe}: decided and recorded, not acted on. */
        OBSERVED,
        /** It isn't blocked, so that there is nothing to lift. */
        NOT_BLOCKED
    }

    /** A state is forgotten this long after its last change, unless the source is blocked. */
    public static final long FORGET_AFTER_MS = 24 * 3_600_000L;

    public BlockState {
        boolean never = status == Status.REFUSED;
        if ((block == null) != never || (untilMs == 0) != never) {
            throw new IllegalArgumentException("a block is " + status + " until " + untilMs + " with"
                    + (block == null ? "out" : "") + " a request that led to it; where none did, it is REFUSED and has"
                    + " no end (0)");
        }
    }

    /** Whose traffic it is. */
    public String tenant() {
        return request.tenant();
    }

    /** What it is about. */
    public Source source() {
        return request.source();
    }

    /** Whether it is to be blocked. */
    public boolean isBlocked() {
        return status == Status.BLOCKED;
    }

    /** Append time from which on a tick has something to do: the block runs out, or the state is forgotten. */
    public long dueAtMs() {
        return isBlocked() ? untilMs : changedAtMs + FORGET_AFTER_MS;
    }
}
