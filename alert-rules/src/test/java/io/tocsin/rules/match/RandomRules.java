package io.tocsin.rules.match;

import io.tocsin.rules.event.FieldTree;
import io.tocsin.rules.event.FieldView;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Conditions and events at random, over few fields and few letters, so that they often meet. */
final class RandomRules {
    private static final List<String> FIELDS = List.of("a", "b", "c");

    /** Letters whose case is odd among them: both i's of Turkish, the Kelvin sign, the long s, the final sigma, sharp s. */
    private static final int[] LETTERS =
            "aabbAB019-.\\*?iIkKsS\u0130\u0131\u212a\u017f\u03c2\u03c3\u03a3ß\u1e9eé😀\ud83d"
                    .codePoints()
                    .toArray();

    private final Random random;
    private final Set<Class<?>> kinds;

    /** @param kinds takes the kinds of tests and conditions that occurred */
    RandomRules(Random random, Set<Class<?>> kinds) {
        this.random = random;
        this.kinds = kinds;
    }

    Condition condition(int depth) {
        Condition condition = made(depth);
        kinds.add(condition.getClass());
        return condition;
    }

    private Condition made(int depth) {
        int kind = random.nextInt(depth == 0 ? 6 : 10);
        return switch (kind) {
            case 0, 1, 2, 3 -> field();
            case 4 -> new Condition.Keywords(tests(), random.nextBoolean(), 1);
            case 5 -> random.nextInt(8) == 0 ? new Condition.OfTenants(Set.of("t", "u")) : field();
            case 6 -> new Condition.Any(conditions(depth - 1));
            case 7 -> new Condition.Not(condition(depth - 1));
            case 8 -> new Condition.Selection("s", condition(depth - 1));
            default -> new Condition.All(conditions(depth - 1));
        };
    }

    private Condition field() {
        return new Condition.Field("", anyOf(FIELDS), tests(), random.nextBoolean(), 1);
    }

    private List<Condition> conditions(int depth) {
        return Stream.generate(() -> condition(depth)).limit(random.nextInt(4)).toList();
    }

    private List<ValueTest> tests() {
        return Stream.generate(this::test)
                .limit(random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(3))
                .toList();
    }

    private ValueTest test() {
        if (random.nextInt(8) != 0) {
            return testOfOne();
        }
        ValueTest test = switch (random.nextInt(3)) {
            case 0 -> new ValueTest.Absent();
            case 1 -> new ValueTest.Exists(random.nextBoolean());
            default -> new ValueTest.Not(test());
        };
        kinds.add(test.getClass());
        return test;
    }

    private ValueTest.OfOne testOfOne() {
        ValueTest.OfOne test = switch (random.nextInt(20)) {
            case 0 -> new ValueTest.Whole(number());
            case 1 -> new ValueTest.Fraction(decimal());
            case 2 -> new ValueTest.Truth(random.nextBoolean());
            case 3 -> new ValueTest.Ordered(anyOf(List.of(ValueTest.Order.values())), decimal());
            case 4 -> new ValueTest.OneOf(new TextSet(some(this::text), random.nextBoolean()));
            case 5 -> new ValueTest.AnyOf(some(this::testOfOne));
            case 6 -> new ValueTest.Regex(expression());
            case 7 -> new ValueTest.Network(new IpNetworks(List.of(network())));
            case 8 -> new ValueTest.DatePart(DateUnit.DAY, new ValueTest.Whole(random.nextInt(3)));
            case 9 -> new ValueTest.SameAs(anyOf(FIELDS), anyOf(List.of(Need.Place.values())), random.nextBoolean());
            default -> new ValueTest.Text(pattern());
        };
        kinds.add(test.getClass());
        return test;
    }

    private <T> List<T> some(Supplier<T> values) {
        return Stream.generate(values).limit(random.nextInt(4)).toList();
    }

    private RegularExpression expression() {
        try {
            String source = anyOf(List.of("a", "[ab]+A", "^a.b$", "B|0", "1.*9", "\\.", "[iks]"));
            return RegularExpression.compile(
                    source, random.nextBoolean() ? Set.of() : Set.of(RegularExpression.Flag.IGNORE_CASE));
        } catch (RegularExpression.InvalidExpressionException e) {
            throw new AssertionError(e);
        }
    }

    private IpNetwork network() {
        try {
            return IpNetwork.parse(anyOf(List.of("192.0.2.0/24", "0.0.0.0/0", "::/0", "2001:db8::/32")));
        } catch (IpNetwork.InvalidNetworkException e) {
            throw new AssertionError(e);
        }
    }

    private TextPattern pattern() {
        TextPattern pattern = random.nextBoolean() ? TextPattern.ofSigma(text()) : TextPattern.ofPlain(text());
        pattern = random.nextBoolean() ? pattern.afterAnything() : pattern;
        pattern = random.nextBoolean() ? pattern.beforeAnything() : pattern;
        pattern = random.nextInt(4) == 0 ? pattern.anyDash() : pattern;
        return random.nextInt(4) == 0 ? pattern.cased() : pattern;
    }

    FieldView event() {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String field : FIELDS) {
            if (random.nextInt(4) != 0) {
                values.put(field, random.nextInt(6) == 0 ? list() : value());
            }
        }
        return new FieldTree(values);
    }

    private List<@Nullable Object> list() {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            values.add(random.nextInt(8) == 0 ? list() : value());
        }
        return values;
    }

    private @Nullable Object value() {
        return switch (random.nextInt(12)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> number();
            case 3 -> fraction();
            case 4 -> anyOf(List.of("true", "FALSE", "fal\u017fe", "5", "5.0", "-0", "05", "1e2", "192.0.2.1", "::1"));
            case 5 -> anyOf(List.of("2026-01-01", "2026-02-02 10:00", "-a", "/a", "\u2014a", "-A-a"));
            default -> text();
        };
    }

    private long number() {
        return anyOf(List.of(0L, 1L, 5L, -5L, 19L, 1L << 53, (1L << 53) + 1, Long.MIN_VALUE, Long.MAX_VALUE));
    }

    private double fraction() {
        return anyOf(List.of(0.0, -0.0, 5.0, 0.5, -5.0, 1e300, 0x1p53, 0x1p63, Double.NaN, Double.NEGATIVE_INFINITY));
    }

    private Decimal decimal() {
        return switch (random.nextInt(4)) {
            case 0 -> new Decimal(new BigDecimal(anyOf(List.of("0.5", "1e300", "-1e400", "1e-400"))));
            default -> Decimal.of(number());
        };
    }

    private String text() {
        int[] text = random.ints(random.nextInt(5), 0, random.nextInt(3) == 0 ? LETTERS.length : 4)
                .map(i -> LETTERS[i])
                .toArray();
        return new String(text, 0, text.length);
    }

    private <T> T anyOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
