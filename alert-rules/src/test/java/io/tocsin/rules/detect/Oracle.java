package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.CorrelationRule.SequenceStep;
import io.tocsin.rules.sigma.StepExpression;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

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

    /** A later step counts only where half of what the first step needs is there; one that must not be taken always does. */
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
            boolean ruledOut =
                    IntStream.range(rule.stepsInOrder(), rule.steps().size()).anyMatch(step -> takes(match, step));
            if (takes(match, 0) || ruledOut || begun >= needed) {
                counted.add(match);
            }
        }
        return counted;
    }

    private List<Expected> episodes() {
        List<List<Match>> episodes = new ArrayList<>();
        List<Match> crossings = new ArrayList<>();
        List<Integer> atCrossing = new ArrayList<>();
        boolean running = false;
        for (Match match : matches) {
            if (rule.isSequence() && !takes(match, rule.stepsInOrder() - 1)) {
                continue;
            }
            boolean reached = reached(match);
            int last = episodes.size() - 1;
            if (running) {
                List<Match> members = episodes.get(last);
                running = reached
                        && match.timeMs() - members.get(members.size() - 1).timeMs() < rule.timespanMs();
            }
            boolean again = !running && last >= 0 && crossings.get(last).timeMs() == match.timeMs();
            if (reached && (running || again)) {
                episodes.get(last).add(match);
                running = true;
            } else if (reached) {
                episodes.add(new ArrayList<>(window(match)));
                crossings.add(match);
                atCrossing.add(window(match).size());
                running = true;
            }
        }
        return IntStream.range(0, episodes.size())
                .mapToObj(i -> expected(episodes.get(i), crossings.get(i).timeMs(), atCrossing.get(i)))
                .toList();
    }

    private List<Match> window(Match last) {
        return matches.stream()
                .filter(match -> match.timeMs() > last.timeMs() - rule.timespanMs() && match.compareTo(last) <= 0)
                .toList();
    }

    private boolean reached(Match match) {
        return switch (rule.type()) {
            case EVENT_COUNT -> holds(window(match).size(), 1);
            case VALUE_COUNT ->
                holds(window(match).stream().map(Match::mark).distinct().count(), 1);
            case VALUE_SUM -> holds(sum(numbers(match)), BigInteger.ONE);
            case VALUE_AVG ->
                holds(sum(numbers(match)), BigInteger.valueOf(numbers(match).size()));
            case VALUE_MEDIAN -> {
                List<Long> sorted = numbers(match);
                long lower = sorted.get((sorted.size() - 1) / 2);
                long upper = sorted.get(sorted.size() / 2);
                yield holds(BigInteger.valueOf(lower).add(BigInteger.valueOf(upper)), BigInteger.TWO);
            }
            case VALUE_PERCENTILE -> rule.condition().numberField() == null ? share(match) : percentile(match);
            case TEMPORAL -> {
                List<Match> window = window(match);
                int[] taken = IntStream.range(0, rule.steps().size())
                        .filter(step -> window.stream().anyMatch(each -> isTakenAt(step, each)))
                        .toArray();
                StepExpression expression = rule.condition().expression();
                yield expression == null
                        ? holds(taken.length, 1)
                        : expression.holds(
                                IntStream.of(taken).map(step -> 1 << step).sum());
            }
            case TEMPORAL_ORDERED ->
                completes(rule.stepsInOrder() - 1, match.timeMs(), match.timeMs()) && !isRuledOut(match.timeMs());
        };
    }

    /** Whether a step that must not be taken was, within the window that ends at a time. */
    private boolean isRuledOut(long lastMs) {
        return matches.stream()
                .map(Match::timeMs)
                .filter(timeMs -> timeMs <= lastMs && timeMs > lastMs - rule.timespanMs())
                .anyMatch(timeMs -> IntStream.range(
                                rule.stepsInOrder(), rule.steps().size())
                        .anyMatch(step -> isTaken(step, timeMs)));
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

    private List<Long> numbers(Match last) {
        return window(last).stream().map(Match::mark).sorted().toList();
    }

    private static BigInteger sum(List<Long> numbers) {
        return numbers.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** The lowest number of the window that so many percent of them don't exceed. */
    private boolean percentile(Match match) {
        List<Long> numbers = numbers(match);
        long lowest = numbers.stream()
                .filter(each ->
                        100 * numbers.stream().filter(other -> other <= each).count()
                                >= (long) rule.condition().percentile() * numbers.size())
                .findFirst()
                .orElseThrow();
        return holds(lowest, 1);
    }

    /** How many percent of the window have the value of its last match. */
    private boolean share(Match match) {
        List<Long> values = numbers(match);
        long same = values.stream().filter(value -> value == match.mark()).count();
        return holds(BigInteger.valueOf(same * 100_000), BigInteger.valueOf(values.size()));
    }

    private boolean holds(long dividend, long divisor) {
        return holds(BigInteger.valueOf(dividend), BigInteger.valueOf(divisor));
    }

    /** Whether all comparisons hold of a fraction. */
    private boolean holds(BigInteger dividend, BigInteger divisor) {
        return rule.condition().comparisons().stream().allMatch(each -> {
            int order = dividend.compareTo(divisor.multiply(BigInteger.valueOf(each.value())));
            return switch (each.operator()) {
                case GTE -> order >= 0;
                case GT -> order > 0;
                case LTE -> order <= 0;
                case LT -> order < 0;
                case EQ -> order == 0;
                case NEQ -> order != 0;
            };
        });
    }

    /** Whether a step is taken by a match: enough of its events are in the step's own window, which ends with the match. */
    private boolean isTakenAt(int index, Match last) {
        SequenceStep step = rule.steps().get(index);
        return takes(last, index)
                && matches.stream()
                                .filter(match -> takes(match, index)
                                        && match.compareTo(last) <= 0
                                        && match.timeMs() > last.timeMs() - step.timespanMs())
                                .count()
                        >= step.threshold();
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
        int size = rule.hasSteps() || rule.condition().numberField() != null ? 0 : distinct.size();
        return new Expected(
                crossing,
                members.size(),
                atCrossing,
                size < 2 ? 0 : size < 4 ? 5 : size < 8 ? 10 : 15,
                members.get(members.size() - 1).timeMs());
    }
}
