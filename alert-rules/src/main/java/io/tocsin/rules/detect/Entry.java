package io.tocsin.rules.detect;

/**
 * A match as a group keeps it.
 *
 * @param match what was matched
 * @param reopened whether it arrived behind what had already been settled, so that it is still to be settled itself
 */
public record Entry(Match match, boolean reopened) {

    /** The event's own time, milliseconds since the epoch. */
    public long timeMs() {
        return match.timeMs();
    }
}
