package io.tocsin.rules.lint;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.match.Condition;
import io.tocsin.rules.match.Decimal;
import io.tocsin.rules.match.ValueTest;
import io.tocsin.rules.sigma.FieldKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds conditions that no event meets. The condition is written out as alternatives, in each of which some lines must be met
 * and others must not; where each alternative holds two lines that exclude one another, no event meets it.
 *
 * <p>What is found is certain. Not everything is found: a condition that has too many alternatives is passed over, and lines are
 * compared in pairs.
 */
final class Contradictions {

    /** How many alternatives, and lines in one, are looked at; beyond it nothing is said. */
    private static final int MOST = 256;

    /** What statuses of HTTP can be. */
    private static final int LEAST_STATUS = 100;

    private static final int MOST_STATUS = 599;

    private final Collection<EventStream> streams;

    /** Contradictions in conditions over the events of these streams. */
    Contradictions(Collection<EventStream> streams) {
        this.streams = streams;
    }

    /** A line that must be met, or must not. */
    private record Literal(Condition line, boolean isMet) {
        @Override
        public String toString() {
            if (line instanceof Condition.Field field) {
                return (isMet ? "" : "not ") + "`" + field.label() + "` (line " + field.line() + ")";
            }
            return isMet ? "what is asked" : "what is denied";
        }

        int at() {
            return line instanceof Condition.Field field ? field.line() : 0;
        }
    }

    /**
     * Why no event meets a condition.
     *
     * @param line where to say it
     * @param reason in words
     */
    record Contradiction(int line, String reason) {}

    /** Why no event meets all of these conditions; nothing where one may, or where that can't be told. */
    Optional<Contradiction> in(Condition... conditions) {
        List<List<Literal>> alternatives = alternatives(new Condition.All(List.of(conditions)), true);
        if (alternatives == null) {
            return Optional.empty();
        }
        Contradiction first = null;
        for (List<Literal> alternative : alternatives) {
            Contradiction found = inLines(alternative);
            if (found == null) {
                return Optional.empty();
            }
            first = first == null ? found : first;
        }
        return Optional.of(first == null ? new Contradiction(0, "nothing is asked that an event could meet") : first);
    }

    /** The alternatives; {@code null} where they are too many. */
    private static @Nullable List<List<Literal>> alternatives(Condition condition, boolean isMet) {
        if (condition instanceof Condition.Not not) {
            return alternatives(not.part(), !isMet);
        } else if (condition instanceof Condition.Selection selection) {
            return alternatives(selection.meaning(), isMet);
        } else if (condition instanceof Condition.All all) {
            return isMet ? product(all.parts(), true) : union(all.parts(), false);
        } else if (condition instanceof Condition.Any any) {
            return isMet ? union(any.parts(), true) : product(any.parts(), false);
        }
        return List.of(List.of(new Literal(condition, isMet)));
    }

    private static @Nullable List<List<Literal>> union(List<Condition> parts, boolean isMet) {
        List<List<Literal>> all = new ArrayList<>();
        for (Condition part : parts) {
            List<List<Literal>> its = alternatives(part, isMet);
            if (its == null || all.size() + its.size() > MOST) {
                return null;
            }
            all.addAll(its);
        }
        return all;
    }

    private static @Nullable List<List<Literal>> product(List<Condition> parts, boolean isMet) {
        List<List<Literal>> all = List.of(List.of());
        for (Condition part : parts) {
            List<List<Literal>> its = alternatives(part, isMet);
            if (its == null || (long) all.size() * its.size() > MOST) {
                return null;
            }
            List<List<Literal>> joined = new ArrayList<>();
            for (List<Literal> before : all) {
                for (List<Literal> each : its) {
                    List<Literal> both = new ArrayList<>(before);
                    both.addAll(each);
                    if (both.size() > MOST) {
                        return null;
                    }
                    joined.add(both);
                }
            }
            all = joined;
        }
        return all;
    }

    private @Nullable Contradiction inLines(List<Literal> lines) {
        for (int i = 0; i < lines.size(); i++) {
            Literal line = lines.get(i);
            if (line.isMet() && line.line() instanceof Condition.Field field) {
                String reason = alone(field);
                if (reason != null) {
                    return new Contradiction(field.line(), reason);
                }
            }
            for (int j = 0; j < i; j++) {
                if (exclude(lines.get(j), line)) {
                    return new Contradiction(
                            Math.max(line.at(), lines.get(j).at()), lines.get(j) + " excludes " + line);
                }
            }
        }
        return null;
    }

    /** Why no event meets the line by itself. */
    private @Nullable String alone(Condition.Field field) {
        List<ValueTest> tests = field.tests();
        if (isStatus(field.field())
                && (field.all()
                        ? tests.stream().anyMatch(this::noStatus)
                        : tests.stream().allMatch(this::noStatus))) {
            return "`" + field.label() + "` (line " + field.line() + ") holds of no status, which are " + LEAST_STATUS
                    + " to " + MOST_STATUS;
        }
        if (field.all()) {
            for (int i = 1; i < tests.size(); i++) {
                for (int j = 0; j < i; j++) {
                    if (Tests.exclude(tests.get(j), tests.get(i), isSingle(field.field()))) {
                        return "values of `" + field.label() + "` (line " + field.line() + ") exclude one another";
                    }
                }
            }
        }
        return null;
    }

    private boolean isStatus(String field) {
        return isSingle(field) && FieldKind.of(field, streams) == FieldKind.NUMBER;
    }

    private boolean noStatus(ValueTest test) {
        if (test instanceof ValueTest.Whole whole) {
            return whole.expected() < LEAST_STATUS || whole.expected() > MOST_STATUS;
        }
        return test instanceof ValueTest.Ordered ordered
                && !Tests.holds(ordered, Decimal.of(LEAST_STATUS))
                && !Tests.holds(ordered, Decimal.of(MOST_STATUS));
    }

    private boolean exclude(Literal first, Literal second) {
        if (first.line().equals(second.line())) {
            return first.isMet() != second.isMet();
        }
        if (!(first.line() instanceof Condition.Field one
                && second.line() instanceof Condition.Field other
                && one.field().equals(other.field()))) {
            return false;
        }
        if (first.isMet() && second.isMet()) {
            return excludes(one, other);
        }
        return first.isMet() != second.isMet() && (first.isMet() ? implies(one, other) : implies(other, one));
    }

    /** Whether no event meets both lines. */
    private boolean excludes(Condition.Field first, Condition.Field second) {
        boolean isSingle = isSingle(first.field());
        return quantified(first, one -> quantified(second, other -> Tests.exclude(one, other, isSingle)));
    }

    /** Of tests of which all must be met, one is enough to exclude something; of others, each must. */
    private static boolean quantified(Condition.Field field, Predicate<ValueTest> excludes) {
        return field.all()
                ? field.tests().stream().anyMatch(excludes)
                : field.tests().stream().allMatch(excludes);
    }

    /** Whether an event that meets the first line meets the second, too. */
    private static boolean implies(Condition.Field first, Condition.Field second) {
        Predicate<ValueTest> met = wanted -> first.all()
                ? first.tests().stream().anyMatch(each -> Tests.implies(each, wanted))
                : first.tests().stream().allMatch(each -> Tests.implies(each, wanted));
        if (second.all()) {
            return second.tests().stream().allMatch(met);
        }
        // One of the second line's values is enough, and it may be another one for each of the first line's.
        return first.all()
                ? second.tests().stream().anyMatch(met)
                : first.tests().stream()
                        .allMatch(each -> second.tests().stream().anyMatch(wanted -> Tests.implies(each, wanted)));
    }

    /** Whether events have one value of the field at most: those of Tocsin's own. */
    private boolean isSingle(String field) {
        return !streams.isEmpty()
                && streams.stream().allMatch(stream -> !stream.hasAnyField() && stream.canHave(field));
    }
}
