package io.tocsin.rules.detect;

import java.util.List;

/**
 * All that one rule remembers of one group.
 *
 * <p>Two times cut it. Entries before {@code settledMs} have been judged for good and are kept only because younger ones
 * count them; entries up to {@code droppedMs} are gone, although windows may reach back to them, because a flood left no
 * room.
 *
 * @param entries the matches that are kept
 * @param settledMs what is before this time is settled, unless it was reopened; event time, milliseconds
 * @param droppedMs the newest time of an entry that was dropped for want of room; {@link Long#MIN_VALUE} for none
 * @param alerted the episodes that were alerted and not closed, in the order of their crossings
 * @param timerMs the watermark at which this state wants to be looked at again; {@link Long#MAX_VALUE} for never
 */
public record GroupState(Entries entries, long settledMs, long droppedMs, List<AlertedEpisode> alerted, long timerMs) {

    /** The state of a group of which nothing is known. */
    public static final GroupState EMPTY =
            new GroupState(Entries.EMPTY, Long.MIN_VALUE, Long.MIN_VALUE, List.of(), Long.MAX_VALUE);

    public GroupState {
        alerted = List.copyOf(alerted);
    }

    /** Whether nothing is left to remember. */
    public boolean isEmpty() {
        return entries.isEmpty() && alerted.isEmpty();
    }

    boolean isSettled(Entry entry) {
        return entry.timeMs() < settledMs && !entry.reopened();
    }

    GroupState withEntries(Entries newEntries) {
        return new GroupState(newEntries, settledMs, droppedMs, alerted, timerMs);
    }

    GroupState withAlerted(List<AlertedEpisode> newAlerted) {
        return new GroupState(entries, settledMs, droppedMs, newAlerted, timerMs);
    }

    GroupState withTimer(long newTimerMs) {
        return newTimerMs == timerMs ? this : new GroupState(entries, settledMs, droppedMs, alerted, newTimerMs);
    }
}
