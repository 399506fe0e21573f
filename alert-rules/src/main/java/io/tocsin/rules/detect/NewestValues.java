package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationRule;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the distinct values in the newest window of a group without going through it again for each match of a flood. It
 * remembers only what the entries tell as well: with or without it the counts are the same.
 */
final class NewestValues {

    /** Smaller windows are gone through. */
    private static final int WORTH_IT = 64;

    private static final int MAX_GROUPS = 64;

    /** The newest time of each value of a window, oldest first. */
    private static final class Window {
        private final LinkedHashMap<Long, Long> newestMs = new LinkedHashMap<>();
        private int entries;

        void append(Match match, long timespanMs) {
            newestMs.remove(match.mark());
            newestMs.put(match.mark(), match.timeMs());
            Iterator<Long> oldest = newestMs.values().iterator();
            while (oldest.next() <= match.timeMs() - timespanMs) {
                oldest.remove();
            }
        }
    }

    private final long timespanMs;
    private final long threshold;
    private final LinkedHashMap<Group, Window> windows = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.@Nullable Entry<Group, Window> eldest) {
            return size() > MAX_GROUPS;
        }
    };

    NewestValues(CorrelationRule rule) {
        this.timespanMs = rule.timespanMs();
        this.threshold = rule.threshold();
    }

    /** Whether the distinct values in the window of a group's newest match reach the threshold. */
    boolean reach(Group group, Entries entries, Match newest) {
        Window known = windows.get(group);
        if (known != null && known.entries == entries.size() - 1) {
            known.append(newest, timespanMs);
            known.entries++;
            return known.newestMs.size() >= threshold;
        }
        if (entries.holdsNear(threshold, newest, timespanMs)) {
            // It isn't kept up to date from here on, and its size could come to fit again by chance.
            windows.remove(group);
            return true;
        }
        List<Entry> within = entries.newest(entries.countAfter(newest.timeMs() - timespanMs));
        Window counted = new Window();
        within.forEach(entry -> counted.append(entry.match(), timespanMs));
        counted.entries = entries.size();
        if (within.size() > WORTH_IT) {
            windows.put(group, counted);
        } else {
            windows.remove(group);
        }
        return counted.newestMs.size() >= threshold;
    }

    /** A match was put in among the others. */
    void inserted(Group group, Match match) {
        Window known = windows.get(group);
        if (known != null) {
            Long newestMs = known.newestMs.get(match.mark());
            if (newestMs != null && newestMs >= match.timeMs()) {
                known.entries++;
            } else {
                windows.remove(group);
            }
        }
    }
}
