package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationRule;
import java.util.List;

/**
 * Counts the distinct values in the newest window of a group without going through it again for each match of a flood. It
 * remembers only what the entries tell as well: with or without it the counts are the same.
 */
final class NewestValues {

    /** Smaller windows are gone through. */
    private static final int WORTH_IT = 64;

    /** What is known of a window, and of how many entries of its group. */
    private static final class Known {
        private final ValueWindow window;
        private int entries;
        /** Entries up to this time were forgotten, so that no window that reaches back to it can be told. */
        private long droppedMs = Long.MIN_VALUE;

        Known(ValueWindow window, int entries) {
            this.window = window;
            this.entries = entries;
        }
    }

    private final long timespanMs;
    private final long threshold;
    private final NewestGroups<Known> groups = new NewestGroups<>(known -> known.window.capacity());

    NewestValues(CorrelationRule rule) {
        this.timespanMs = rule.timespanMs();
        this.threshold = rule.threshold();
    }

    /** Whether the distinct values in the window of a group's newest match reach the threshold. */
    boolean reach(Group group, Entries entries, Match newest) {
        long startMs = newest.timeMs() - timespanMs;
        Known known = groups.get(group);
        if (known != null && known.entries == entries.size() - 1 && known.droppedMs <= startMs) {
            append(known.window, newest);
            known.entries++;
            groups.grown(group, known);
            return known.window.size() >= threshold;
        }
        if (new Neighbours(entries).hold(threshold, newest, timespanMs)) {
            // It isn't kept up to date from here on, and its size could come to fit again by chance.
            groups.remove(group);
            return true;
        }
        List<Entry> within = entries.newest(entries.countAfter(startMs));
        ValueWindow counted = new ValueWindow();
        for (Entry entry : within) {
            append(counted, entry.match());
        }
        if (within.size() > WORTH_IT) {
            groups.put(group, new Known(counted, entries.size()));
        } else {
            groups.remove(group);
        }
        return counted.size() >= threshold;
    }

    private void append(ValueWindow window, Match match) {
        window.dropThrough(match.timeMs() - timespanMs);
        window.append(match.mark(), match.timeMs());
    }

    /** A match was put in among the others. */
    void inserted(Group group, Match match) {
        Known known = groups.get(group);
        if (known != null) {
            if (known.window.hasSince(match.mark(), match.timeMs())) {
                known.entries++;
            } else {
                groups.remove(group);
            }
        }
    }

    /** The entries of a group up to a time were forgotten. */
    void dropped(Group group, int before, int after, long throughMs) {
        Known known = before == after ? null : groups.get(group);
        if (known != null && known.entries == before) {
            known.entries = after;
            known.droppedMs = throughMs;
        } else if (known != null) {
            groups.remove(group);
        }
    }
}
