package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.CorrelationRule.SequenceStep;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The semantics profile written down as naively as possible, from the profile and not from the engine: sort, judge every
 * match from scratch, walk once.
 */
final class Oracle {
    private final CorrelationRule rule;
    private final List<Match> matches;

    record Expected(long crossingTimeMs, long count, long countAtCrossing, int distinctPoints, long lastMs) {}

    private Oracle(CorrelationRule rule, List<Match> arrived) {
        this.rule = rule;
        this.matches = new ArrayList<>(new TreeSet<>(rule.isSequence() ? counted(rule, arrived) : arrived));
    }

    /** The episodes of matches that arrived in this order. */
    static List<Expected> episodes(List<Match> arrived, CorrelationRule rule) {
        return new Oracle(rule, arrived).episodes();
    }

    /** A later step counts only where half of what the first step needs is there when it arrives. */
    private static List<Match> counted(CorrelationRule rule, List<Match> arrived) {
        long needed = (rule.steps().get(0).threshold() + 1) / 2;
        List<Match> counted = new ArrayList<>();
        for (Match match : arrived) {
            long begun = counted.stream()
                    .filter(first -> takes(first, 0)
                            && first.timeMs() <= match.timeMs()
                            && first.timeMs() > match.timeMs() - rule.reachMs())
                    .distinct()
                    .count();
            if (takes(match, 0) || begun >= needed) {
                counted.add(match);
            }
        }
        return counted;
    }

    private List<Expected> episodes() {
        List<Expected> episodes = new ArrayList<>();
        List<Match> members = new ArrayList<>();
        long atCrossing = 0;
        long crossing = 0;
        for (Match match : matches) {
            if (rule.isSequence() && !takes(match, rule.steps().size() - 1)) {
                continue;
            }
            boolean reached = reached(match);
            boolean gap = !members.isEmpty()
                    && match.timeMs() - members.get(members.size() - 1).timeMs() >= rule.timespanMs();
            if (!members.isEmpty() && (gap || !reached)) {
                episodes.add(expected(members, crossing, atCrossing));
                members.clear();
            }
            if (reached && members.isEmpty()) {
                members.addAll(window(match));
                crossing = match.timeMs();
                atCrossing = members.size();
            } else if (reached) {
                members.add(match);
            }
        }
        if (!members.isEmpty()) {
            episodes.add(expected(members, crossing, atCrossing));
        }
        return episodes;
    }

    private List<Match> window(Match last) {
        return matches.stream()
                .filter(match -> match.timeMs() > last.timeMs() - rule.timespanMs() && match.compareTo(last) <= 0)
                .toList();
    }

    private boolean reached(Match match) {
        return switch (rule.type()) {
            case EVENT_COUNT -> window(match).size() >= rule.threshold();
            case VALUE_COUNT ->
                window(match).stream().map(Match::mark).distinct().count() >= rule.threshold();
            case TEMPORAL_ORDERED -> completes(rule.steps().size() - 1, match.timeMs(), match.timeMs());
        };
    }

    /** Whether a chain of steps ends with this step at this time, and began within the window of its last. */
    private boolean completes(int step, long timeMs, long lastMs) {
        if (timeMs <= lastMs - rule.timespanMs() || !isTaken(step, timeMs)) {
            return false;
        }
        return step == 0
                || matches.stream()
                        .map(Match::timeMs)
                        .filter(before -> before <= timeMs)
                        .distinct()
                        .anyMatch(before -> completes(step - 1, before, lastMs));
    }

    private boolean isTaken(int index, long timeMs) {
        SequenceStep step = rule.steps().get(index);
        return matches.stream().anyMatch(match -> takes(match, index) && match.timeMs() == timeMs)
                && matches.stream()
                                .filter(match -> takes(match, index)
                                        && match.timeMs() <= timeMs
                                        && match.timeMs() > timeMs - step.timespanMs())
                                .count()
                        >= step.threshold();
    }

    private static boolean takes(Match match, int step) {
        return (match.mark() >>> step & 1) == 1;
    }

    private Expected expected(List<Match> members, long crossing, long atCrossing) {
        Set<Long> distinct = new HashSet<>();
        members.forEach(member -> distinct.add(member.mark()));
        distinct.remove(0L);
        int size = rule.isSequence() ? 0 : distinct.size();
        return new Expected(
                crossing,
                members.size(),
                atCrossing,
                size < 2 ? 0 : size < 4 ? 5 : size < 8 ? 10 : 15,
                members.get(members.size() - 1).timeMs());
    }
}
