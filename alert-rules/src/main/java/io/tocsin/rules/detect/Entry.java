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

    /** About how many bytes its texts take where it is stored: the source once for several, as it recurs. */
    int textBytes() {
        String address = match.evidence().source();
        int bytes = match.id().length() + match.source().length() / 4 + (address == null ? 0 : address.length());
        if (!match.carried().isEmpty()) {
            for (String value : match.carried().values()) {
                bytes += 2 + value.length();
            }
        }
        return bytes;
    }
}
