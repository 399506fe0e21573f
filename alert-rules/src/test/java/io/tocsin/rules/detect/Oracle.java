package io.tocsin.rules.detect;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The semantics profile written down as naively as possible, from the profile and not from the engine: sort, count every
 * window from scratch, walk once.
 */
final class Oracle {
    private Oracle() {}

    record Expected(long crossingTimeMs, long count, long countAtCrossing, int distinctPoints, long lastMs) {}

    static List<Expected> episodes(List<Match> arrived, long timespanMs, long threshold) {
        List<Match> matches = new ArrayList<>(new TreeSet<>(arrived));
        List<Expected> episodes = new ArrayList<>();
        List<Match> members = new ArrayList<>();
        long crossing = 0;
        long atCrossing = 0;
        for (int i = 0; i < matches.size(); i++) {
            List<Match> window = new ArrayList<>();
            for (int j = 0; j <= i; j++) {
                if (matches.get(j).timeMs() > matches.get(i).timeMs() - timespanMs) {
                    window.add(matches.get(j));
                }
            }
            boolean gap = i > 0 && matches.get(i).timeMs() - matches.get(i - 1).timeMs() >= timespanMs;
            if (!members.isEmpty() && (gap || window.size() < threshold)) {
                episodes.add(expected(members, crossing, atCrossing));
                members.clear();
            }
            if (window.size() >= threshold) {
                if (members.isEmpty()) {
                    members.addAll(window);
                    crossing = matches.get(i).timeMs();
                    atCrossing = window.size();
                } else {
                    members.add(matches.get(i));
                }
            }
        }
        if (!members.isEmpty()) {
            episodes.add(expected(members, crossing, atCrossing));
        }
        return episodes;
    }

    private static Expected expected(List<Match> members, long crossing, long atCrossing) {
        Set<Long> distinct = new HashSet<>();
        members.forEach(member -> distinct.add(member.distinct()));
        distinct.remove(0L);
        return new Expected(
                crossing,
                members.size(),
                atCrossing,
                distinct.size() < 2 ? 0 : distinct.size() < 4 ? 5 : distinct.size() < 8 ? 10 : 15,
                members.get(members.size() - 1).timeMs());
    }
}
