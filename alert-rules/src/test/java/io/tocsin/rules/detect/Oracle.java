package io.tocsin.rules.detect;

import io.tocsin.rules.detect.OracleRule.Comparison;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The semantics profile written down as naively as possible, from the profile and not from the engine: sort, judge every
 * match and every expiry from scratch, walk once.
 */
final class Oracle {
    private final OracleRule rule;
    private final List<Match> matches;
    /** Expiries before this time have been passed by the watermark. */
    private final long passedMs;

    private final Kind kind;

    record Expected(long crossingTimeMs, long count, long countAtCrossing, int distinctPoints, long lastMs) {}

    /** A time at which a window is judged: that of a match, or one at which matches go. */
    private record Point(long timeMs, @Nullable Match match) {}

    private static final class Found {
        final Point crossing;
        final List<Match> members;
        final int atCrossing;
        final long firstMs;
        Point last;

        Found(Point crossing, List<Match> window, long firstMs) {
            this.crossing = crossing;
            this.members = new ArrayList<>(window);
            this.atCrossing = window.size();
            this.firstMs = firstMs;
            this.last = crossing;
        }
    }

    private Oracle(OracleRule rule, List<Match> arrived, long passedMs) {
        this.rule = rule;
        this.kind = kindOf();
        this.matches =
                new ArrayList<>(new TreeSet<>(rule.isSequence() && !rule.isChained() ? counted(arrived) : arrived));
        this.passedMs = passedMs;
    }

    /** The episodes of matches that arrived in this order, when the watermark has come to a time. */
    static List<Expected> episodes(List<Match> arrived, OracleRule rule, long watermarkMs) {
        return new Oracle(rule, arrived, watermarkMs).episodes();
    }

    /**
     * Where an episode begins.
     *
     * @param timeMs when
     * @param match the match there, or the newest of those that go there
     * @param isExpiry whether matches go there
     */
    record Crossing(long timeMs, Match match, boolean isExpiry) {}

    /** Where those episodes begin. */
    static List<Crossing> crossings(List<Match> arrived, OracleRule rule, long watermarkMs) {
        Oracle oracle = new Oracle(rule, arrived, watermarkMs);
        return oracle.found().stream()
                .map(each -> oracle.crossing(each.crossing))
                .toList();
    }

    private Crossing crossing(Point point) {
        if (point.match() != null) {
            return new Crossing(point.timeMs(), point.match(), false);
        }
        Match newest = matches.stream()
                .filter(match -> match.timeMs() == point.timeMs() - rule.timespanMs())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return new Crossing(point.timeMs(), newest, true);
    }

    /** A later step counts only where half of what the first step needs is there; one that must not be taken always does. */
    private List<Match> counted(List<Match> arrived) {
        long needed = (rule.steps().get(0).threshold() + 1) / 2;
        List<Match> counted = new ArrayList<>();
        for (Match match : arrived) {
            long begun = counted.stream()
                    .filter(first -> takes(first, 0)
                            && first.timeMs() <= match.timeMs()
                            && first.timeMs() > match.timeMs() - reachMs())
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

    /** How long ago a match may be that still matters: its windows, and those of a step before. */
    private long reachMs() {
        int windows = kind == Kind.ENDS ? 3 : kind == Kind.MATCHES ? 1 : 2;
        return windows * rule.timespanMs()
                + rule.steps().stream()
                        .mapToLong(OracleRule.Span::timespanMs)
                        .max()
                        .orElse(0);
    }

    private List<Expected> episodes() {
        return found().stream().map(this::expected).toList();
    }

    private List<Found> found() {
        List<Found> found = new ArrayList<>();
        boolean running = false;
        for (Point point : points()) {
            Optional<Boolean> verdict = judge(point);
            if (verdict.isEmpty()) {
                continue;
            }
            boolean reached = verdict.get();
            Found last = found.isEmpty() ? null : found.get(found.size() - 1);
            running = running && reached && last != null && point.timeMs() - last.last.timeMs() < rule.timespanMs();
            boolean again = !running && last != null && last.crossing.timeMs() == point.timeMs();
            if (reached && last != null && (running || again)) {
                if (kind == Kind.MATCHES) {
                    last.members.add(Objects.requireNonNull(point.match()));
                } else {
                    last.members.addAll(between(last.last, point));
                }
                last.last = point;
            } else if (reached) {
                found.add(new Found(point, window(point), point.timeMs() - rule.timespanMs()));
            }
            running = reached;
        }
        return found;
    }

    private enum Kind {
        MATCHES,
        EXPIRIES,
        BOTH,
        ENDS
    }

    /** By which numbers of the profile a rule is judged when. */
    private Kind kindOf() {
        IntPredicate expression = rule.expression();
        if (expression != null) {
            boolean wait = rule.isSequence() ? rule.stepsThatMayCome() > 0 : anyIsSpoiled(expression);
            return wait ? Kind.ENDS : Kind.MATCHES;
        }
        boolean overNothing = switch (rule.type()) {
            case EVENT_COUNT, VALUE_COUNT, VALUE_SUM, TEMPORAL -> true;
            case VALUE_AVG, VALUE_MEDIAN, VALUE_PERCENTILE, TEMPORAL_ORDERED -> false;
        };
        boolean notMore = rule.comparisons().stream()
                .anyMatch(each ->
                        each.operator() != Comparison.Operator.GTE && each.operator() != Comparison.Operator.GT);
        if (!overNothing || !notMore || !holds(0, 1)) {
            return Kind.MATCHES;
        }
        return rule.comparisons().stream().anyMatch(each -> each.operator() == Comparison.Operator.NEQ)
                ? Kind.BOTH
                : Kind.EXPIRIES;
    }

    private boolean anyIsSpoiled(IntPredicate expression) {
        return IntStream.range(0, 1 << rule.steps().size()).anyMatch(taken -> isSpoiled(expression, taken));
    }

    private static boolean isSpoiled(IntPredicate expression, int taken) {
        return !expression.test(taken)
                && IntStream.range(0, taken).anyMatch(fewer -> (fewer & ~taken) == 0 && expression.test(fewer));
    }

    private List<Point> points() {
        List<Point> points = new ArrayList<>();
        matches.forEach(match -> points.add(new Point(match.timeMs(), match)));
        if (kind != Kind.MATCHES) {
            matches.stream()
                    .map(match -> match.timeMs() + rule.timespanMs())
                    .filter(timeMs -> timeMs < passedMs)
                    .distinct()
                    .forEach(timeMs -> points.add(new Point(timeMs, null)));
        }
        // The order of the matches of one time is kept; an expiry is behind them.
        points.sort(Comparator.comparing(Point::timeMs).thenComparing(point -> point.match() == null));
        return points;
    }

    /** What a point's window says; empty where it isn't judged. */
    private Optional<Boolean> judge(Point point) {
        Match match = point.match();
        return switch (kind) {
            case MATCHES -> {
                boolean judged = match != null && (!rule.isSequence() || takes(match, rule.stepsInOrder() - 1));
                yield judged ? Optional.of(reached(match)) : Optional.empty();
            }
            case EXPIRIES -> match != null ? Optional.empty() : Optional.of(reached(point));
            case BOTH -> match == null || !isTooLittle(point) ? Optional.of(reached(point)) : Optional.empty();
            case ENDS -> {
                if (match != null) {
                    yield Optional.empty();
                }
                long goneMs = point.timeMs() - rule.timespanMs();
                if (rule.isSequence()) {
                    yield isTaken(0, goneMs) ? Optional.of(isNotFollowed(goneMs)) : Optional.empty();
                }
                yield Optional.of(heldUnspoiled(goneMs));
            }
        };
    }

    /** Whether it is less than what a `neq` compares with. */
    private boolean isTooLittle(Point point) {
        long compared = rule.comparisons().stream()
                .filter(each -> each.operator() == Comparison.Operator.NEQ)
                .findFirst()
                .orElseThrow()
                .value();
        return counted(point).compareTo(BigInteger.valueOf(compared)) < 0;
    }

    private boolean reached(Point point) {
        return holds(counted(point), BigInteger.ONE);
    }

    /** What a rule counts or adds up that can be of nothing. */
    private BigInteger counted(Point point) {
        List<Match> window = window(point);
        return switch (rule.type()) {
            case EVENT_COUNT -> BigInteger.valueOf(window.size());
            case VALUE_COUNT ->
                BigInteger.valueOf(window.stream().map(Match::mark).distinct().count());
            case VALUE_SUM -> sum(window.stream().map(Match::mark).toList());
            case TEMPORAL -> BigInteger.valueOf(Integer.bitCount(taken(window)));
            case VALUE_AVG, VALUE_MEDIAN, VALUE_PERCENTILE, TEMPORAL_ORDERED -> throw new AssertionError(rule.type());
        };
    }

    /** Whether the condition held of one of the windows that a match of a time was in, and none of them was spoiled. */
    private boolean heldUnspoiled(long goneMs) {
        IntPredicate expression = Objects.requireNonNull(rule.expression());
        // A window changes where a match comes or goes.
        List<Integer> held = matches.stream()
                .flatMap(match -> Stream.of(match.timeMs(), match.timeMs() + rule.timespanMs()))
                .filter(timeMs -> timeMs >= goneMs && timeMs < goneMs + rule.timespanMs())
                .map(timeMs -> taken(endingAt(timeMs)))
                .toList();
        return held.stream().anyMatch(expression::test)
                && held.stream().noneMatch(taken -> isSpoiled(expression, taken));
    }

    /** Whether the steps were taken from a time on, within the timespan, and when they last were, nothing followed. */
    private boolean isNotFollowed(long firstMs) {
        long endMs = firstMs + rule.timespanMs();
        OptionalLong completed = matches.stream()
                .mapToLong(Match::timeMs)
                .filter(timeMs -> timeMs >= firstMs && timeMs < endMs)
                .filter(timeMs -> completes(rule.stepsInOrder() - 1, timeMs, firstMs) && !isRuledOut(timeMs))
                .max();
        return completed.isPresent()
                && matches.stream()
                        .map(Match::timeMs)
                        .filter(timeMs -> timeMs >= completed.getAsLong() && timeMs < endMs)
                        .noneMatch(timeMs -> IntStream.range(
                                        rule.steps().size() - rule.stepsThatMayCome(),
                                        rule.steps().size())
                                .anyMatch(step -> isTaken(step, timeMs)));
    }

    private List<Match> window(Match last) {
        return matches.stream()
                .filter(match -> match.timeMs() > last.timeMs() - rule.timespanMs() && match.compareTo(last) <= 0)
                .toList();
    }

    private List<Match> endingAt(long timeMs) {
        return matches.stream()
                .filter(match -> match.timeMs() > timeMs - rule.timespanMs() && match.timeMs() <= timeMs)
                .toList();
    }

    private List<Match> window(Point point) {
        if (point.match() != null) {
            return window(point.match());
        }
        return kind == Kind.ENDS
                ? matches.stream()
                        .filter(match ->
                                match.timeMs() >= point.timeMs() - rule.timespanMs() && match.timeMs() < point.timeMs())
                        .toList()
                : endingAt(point.timeMs());
    }

    /** The matches behind one point and up to another. */
    private List<Match> between(Point from, Point to) {
        return matches.stream()
                .filter(match -> !isUpTo(match, from) && isUpTo(match, to))
                .toList();
    }

    private boolean isUpTo(Match match, Point point) {
        if (point.match() != null) {
            return match.compareTo(point.match()) <= 0;
        }
        return kind == Kind.ENDS ? match.timeMs() < point.timeMs() : match.timeMs() <= point.timeMs();
    }

    /** The steps that the matches of a window take, the lowest bit for the first. */
    private int taken(List<Match> window) {
        return IntStream.range(0, rule.steps().size())
                .filter(step -> window.stream().anyMatch(each -> isTakenAt(step, each)))
                .map(step -> 1 << step)
                .sum();
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
            case VALUE_PERCENTILE -> !rule.isOfNumbers() ? share(match) : percentile(match);
            case TEMPORAL -> {
                int taken = taken(window(match));
                IntPredicate expression = rule.expression();
                yield expression == null ? holds(Integer.bitCount(taken), 1) : expression.test(taken);
            }
            case TEMPORAL_ORDERED ->
                completes(rule.stepsInOrder() - 1, match.timeMs(), match.timeMs() - rule.timespanMs() + 1)
                        && !isRuledOut(match.timeMs());
        };
    }

    /** Whether a step that must not be taken was, within the window that ends at a time. */
    private boolean isRuledOut(long lastMs) {
        return matches.stream()
                .map(Match::timeMs)
                .filter(timeMs -> timeMs <= lastMs && timeMs > lastMs - rule.timespanMs())
                .anyMatch(timeMs -> IntStream.range(
                                rule.stepsInOrder(), rule.steps().size() - rule.stepsThatMayCome())
                        .anyMatch(step -> isTaken(step, timeMs)));
    }

    /** Whether a chain of steps ends with this step at this time, and began at another or later. */
    private boolean completes(int step, long timeMs, long fromMs) {
        if (timeMs < fromMs || !isTaken(step, timeMs)) {
            return false;
        }
        return step == 0
                || matches.stream()
                        .map(Match::timeMs)
                        .filter(before -> before <= timeMs)
                        .distinct()
                        .anyMatch(before -> completes(step - 1, before, fromMs));
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
                                >= (long) rule.percentile() * numbers.size())
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
        return rule.comparisons().stream().allMatch(each -> {
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
        OracleRule.Span step = rule.steps().get(index);
        return takes(last, index)
                && matches.stream()
                                .filter(match -> takes(match, index)
                                        && match.compareTo(last) <= 0
                                        && match.timeMs() > last.timeMs() - step.timespanMs())
                                .count()
                        >= step.threshold();
    }

    private boolean isTaken(int index, long timeMs) {
        OracleRule.Span step = rule.steps().get(index);
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

    private Expected expected(Found found) {
        Set<Long> distinct = new HashSet<>();
        found.members.forEach(member -> distinct.add(member.mark()));
        distinct.remove(0L);
        int size = rule.type().hasSteps() || rule.isOfNumbers() ? 0 : distinct.size();
        return new Expected(
                found.crossing.timeMs(),
                found.members.size(),
                found.atCrossing,
                size < 2 ? 0 : size < 4 ? 5 : size < 8 ? 10 : 15,
                found.members.stream().mapToLong(Match::timeMs).max().orElse(found.firstMs));
    }
}
