package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationRule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What a correlation asks for, as the {@link Oracle} takes it: read from the document by itself, so that what the compiler
 * makes of the document is judged as well.
 *
 * @param comparisons what the count or number is compared with; of numbers and shares in thousandths
 * @param isOfNumbers whether it counts, adds up or ranks numbers of a field
 * @param percentile which percentile of numbers; 0 for any other rule
 * @param expression an extended condition over the bits of the steps
 * @param steps the window and count of each step, those of a sequence that must not be taken behind the others
 * @param stepsInOrder how many of them must be taken, one after the other
 * @param stepsThatMayCome how many of those that must not be taken stand behind all that must
 * @param isChained whether it looks at episodes of other rules
 */
record OracleRule(
        Type type,
        long timespanMs,
        List<Comparison> comparisons,
        boolean isOfNumbers,
        int percentile,
        @Nullable IntPredicate expression,
        List<Span> steps,
        int stepsInOrder,
        int stepsThatMayCome,
        boolean isChained) {

    enum Type {
        EVENT_COUNT,
        VALUE_COUNT,
        VALUE_SUM,
        VALUE_AVG,
        VALUE_MEDIAN,
        VALUE_PERCENTILE,
        TEMPORAL,
        TEMPORAL_ORDERED;

        boolean hasSteps() {
            return this == TEMPORAL || this == TEMPORAL_ORDERED;
        }
    }

    record Comparison(Operator operator, long value) {
        enum Operator {
            GTE,
            GT,
            LTE,
            LT,
            EQ,
            NEQ
        }
    }

    record Span(long timespanMs, long threshold) {}

    /** A detection that alerts on its own, number 39 of the profile. */
    private static final OracleRule ALONE = new OracleRule(
            Type.EVENT_COUNT,
            300_000,
            List.of(new Comparison(Comparison.Operator.GTE, 1)),
            false,
            0,
            null,
            List.of(),
            0,
            0,
            false);

    boolean isSequence() {
        return type == Type.TEMPORAL_ORDERED;
    }

    /** A rule that a test has made without a document. */
    static OracleRule of(CorrelationRule rule) {
        return new OracleRule(
                Type.valueOf(rule.type().name()),
                rule.timespanMs(),
                rule.condition().comparisons().stream()
                        .map(each -> new Comparison(
                                Comparison.Operator.valueOf(each.operator().name()), each.value()))
                        .toList(),
                rule.condition().numberField() != null,
                rule.condition().percentile(),
                rule.condition().expression() == null ? null : rule.condition().expression()::holds,
                rule.steps().stream()
                        .map(step -> new Span(step.timespanMs(), step.threshold()))
                        .toList(),
                rule.stepsInOrder(),
                rule.stepsThatMayCome(),
                rule.isChained());
    }

    /** The rule of this name in a file of documents. */
    static OracleRule read(String documents, String name) {
        Map<String, Map<?, ?>> byName = new HashMap<>();
        new Load(LoadSettings.builder().build()).loadAllFromString(documents).forEach(document -> {
            Map<?, ?> map = (Map<?, ?>) document;
            byName.put((String) map.get("name"), map);
        });
        return Objects.requireNonNull(byName.get(name)).containsKey("correlation")
                ? new Reader(byName, correlation(byName, name)).read()
                : ALONE;
    }

    private static Map<?, ?> correlation(Map<String, Map<?, ?>> byName, String name) {
        return (Map<?, ?>)
                Objects.requireNonNull(Objects.requireNonNull(byName.get(name)).get("correlation"));
    }

    private static final class Reader {
        private final Map<String, Map<?, ?>> byName;
        private final Map<?, ?> correlation;
        private final Type type;
        private final List<String> rules;

        Reader(Map<String, Map<?, ?>> byName, Map<?, ?> correlation) {
            this.byName = byName;
            this.correlation = correlation;
            this.type = Type.valueOf(((String) correlation.get("type")).toUpperCase(Locale.ROOT));
            this.rules = names(correlation.get("rules"));
        }

        OracleRule read() {
            Object condition = correlation.get("condition");
            Map<?, ?> asked = condition instanceof Map<?, ?> map ? map : Map.of();
            boolean ofNumbers = switch (type) {
                case VALUE_SUM, VALUE_AVG, VALUE_MEDIAN -> true;
                case VALUE_PERCENTILE -> asked.containsKey("percentile");
                case EVENT_COUNT, VALUE_COUNT, TEMPORAL, TEMPORAL_ORDERED -> false;
            };
            List<String> ordered = new ArrayList<>(rules);
            int inOrder = rules.size();
            int mayCome = 0;
            if (condition instanceof String text && type == Type.TEMPORAL_ORDERED) {
                // A conjunction: what it denies must not be taken.
                List<String> denied = rules.stream()
                        .filter(rule -> (" " + text + " ").contains(" not " + rule + " "))
                        .toList();
                ordered.removeAll(denied);
                inOrder = ordered.size();
                int last = rules.indexOf(ordered.get(inOrder - 1));
                mayCome = (int) denied.stream()
                        .filter(rule -> rules.indexOf(rule) > last)
                        .count();
                ordered.addAll(denied);
            }
            return new OracleRule(
                    type,
                    timespanMs(correlation),
                    type.hasSteps() && asked.isEmpty()
                            ? List.of(new Comparison(Comparison.Operator.GTE, rules.size()))
                            : comparisons(asked),
                    ofNumbers,
                    asked.get("percentile") instanceof Integer percentile ? percentile : 0,
                    condition instanceof String text ? new Words(text, ordered::indexOf).expression() : null,
                    type.hasSteps() ? ordered.stream().map(this::span).toList() : List.of(),
                    inOrder,
                    mayCome,
                    rules.stream().anyMatch(this::isEpisodes));
        }

        private List<Comparison> comparisons(Map<?, ?> asked) {
            boolean inThousandths = type.name().startsWith("VALUE_") && type != Type.VALUE_COUNT;
            return EnumSet.allOf(Comparison.Operator.class).stream()
                    .filter(operator -> asked.containsKey(key(operator)))
                    .map(operator -> new Comparison(
                            operator,
                            new BigDecimal(String.valueOf(asked.get(key(operator))))
                                    .multiply(BigDecimal.valueOf(inThousandths ? 1_000 : 1))
                                    .longValueExact()))
                    .sorted(Comparator.comparing(Comparison::operator))
                    .toList();
        }

        private static String key(Comparison.Operator operator) {
            return operator.name().toLowerCase(Locale.ROOT);
        }

        private boolean isCorrelation(String rule) {
            return Objects.requireNonNull(byName.get(rule)).containsKey("correlation");
        }

        /** Whether episodes of the other rule count, which they do unless it is a step that is counted in the rule's group. */
        private boolean isEpisodes(String rule) {
            if (!isCorrelation(rule)) {
                return false;
            }
            Map<?, ?> inner = correlation(byName, rule);
            Map<?, ?> asked = inner.get("condition") instanceof Map<?, ?> map ? map : Map.of();
            boolean countedInGroup = type.hasSteps()
                    && "event_count".equals(inner.get("type"))
                    && asked.size() == 1
                    && (asked.containsKey("gte") || asked.containsKey("gt"))
                    && names(inner.get("rules")).stream().noneMatch(this::isCorrelation)
                    && names(inner.get("group-by")).equals(names(correlation.get("group-by")));
            return !countedInGroup;
        }

        private Span span(String rule) {
            if (!isCorrelation(rule) || isEpisodes(rule)) {
                return new Span(1, 1);
            }
            Map<?, ?> inner = correlation(byName, rule);
            Map<?, ?> asked = (Map<?, ?>) Objects.requireNonNull(inner.get("condition"));
            Integer atLeast = (Integer) asked.get("gte");
            return new Span(
                    timespanMs(inner),
                    atLeast == null ? (Integer) Objects.requireNonNull(asked.get("gt")) + 1L : atLeast);
        }

        private static List<String> names(@Nullable Object list) {
            return list instanceof List<?> names
                    ? names.stream().map(String::valueOf).toList()
                    : List.of();
        }

        private static long timespanMs(Map<?, ?> correlation) {
            String text = (String) Objects.requireNonNull(correlation.get("timespan"));
            long count = Long.parseLong(text.substring(0, text.length() - 1));
            return count
                    * switch (text.charAt(text.length() - 1)) {
                        case 's' -> 1_000;
                        case 'm' -> 60_000;
                        case 'h' -> 3_600_000;
                        default -> throw new AssertionError(text);
                    };
        }
    }

    /** The words of an extended condition: `or` binds less than `and`, that less than `not`. */
    private static final class Words {
        private final List<String> words;
        private final ToIntFunction<String> step;
        private int at;

        Words(String text, ToIntFunction<String> step) {
            this.words =
                    List.of(text.replace("(", " ( ").replace(")", " ) ").strip().split("\\s+"));
            this.step = step;
        }

        IntPredicate expression() {
            IntPredicate either = all();
            while (takes("or")) {
                either = either.or(all());
            }
            return either;
        }

        private IntPredicate all() {
            IntPredicate both = one();
            while (takes("and")) {
                both = both.and(one());
            }
            return both;
        }

        private IntPredicate one() {
            if (takes("not")) {
                return one().negate();
            }
            if (takes("(")) {
                IntPredicate inner = expression();
                at++;
                return inner;
            }
            int bit = step.applyAsInt(words.get(at++));
            return taken -> (taken >>> bit & 1) == 1;
        }

        private boolean takes(String word) {
            boolean is = at < words.size() && words.get(at).equals(word);
            at += is ? 1 : 0;
            return is;
        }
    }
}
