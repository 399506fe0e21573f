package io.tocsin.rules.lint;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.FieldTree;
import io.tocsin.rules.match.Condition;
import io.tocsin.rules.match.Decimal;
import io.tocsin.rules.match.TextPattern;
import io.tocsin.rules.match.ValueTest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is said never to match never does: random conditions against random events. */
class ContradictionsTest {
    private static final int ROUNDS = 20_000;
    private static final List<String> TEXTS = List.of("", "a", "A", "ab", "abc", "b", "ba");
    private static final List<String> PATTERNS = List.of("a", "ab", "a*", "*b", "*a*", "?", "a?", "b*", "*", "A");

    private static Condition condition(Random random, int depth) {
        int kind = depth == 0 ? 3 : random.nextInt(5);
        if (kind == 0 || kind == 1) {
            List<Condition> parts = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(3); i++) {
                parts.add(condition(random, depth - 1));
            }
            return kind == 0 ? new Condition.All(parts) : new Condition.Any(parts);
        }
        return kind == 2 ? new Condition.Not(condition(random, depth - 1)) : field(random);
    }

    private static Condition field(Random random) {
        boolean isText = random.nextBoolean();
        List<ValueTest> tests = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(2); i++) {
            ValueTest test = random.nextInt(6) == 0 ? presence(random) : isText ? text(random) : number(random);
            tests.add(random.nextInt(5) == 0 && test instanceof ValueTest.OfOne ? new ValueTest.Not(test) : test);
        }
        String field = isText ? "endpoint" : "responseCode";
        return new Condition.Field(field, field, tests, random.nextBoolean(), 1);
    }

    private static ValueTest presence(Random random) {
        return random.nextBoolean() ? new ValueTest.Absent() : new ValueTest.Exists(random.nextBoolean());
    }

    private static ValueTest.OfOne text(Random random) {
        TextPattern pattern = TextPattern.ofSigma(PATTERNS.get(random.nextInt(PATTERNS.size())));
        ValueTest.Text text = new ValueTest.Text(random.nextInt(4) == 0 ? pattern.cased() : pattern);
        return random.nextInt(6) == 0 ? new ValueTest.AnyOf(List.of(text, text(random))) : text;
    }

    private static ValueTest.OfOne number(Random random) {
        int bound = 100 + random.nextInt(4);
        ValueTest.Order[] orders = ValueTest.Order.values();
        return random.nextBoolean()
                ? new ValueTest.Whole(bound)
                : new ValueTest.Ordered(orders[random.nextInt(orders.length)], Decimal.of(bound));
    }

    private static Object value(Random random, boolean isText, boolean isSingle) {
        if (!isSingle && random.nextInt(3) == 0) {
            return List.of(value(random, isText, true), value(random, isText, true));
        }
        return isText ? TEXTS.get(random.nextInt(TEXTS.size())) : (Object) (long) (100 + random.nextInt(4));
    }

    private static FieldTree event(Random random, boolean isSingle) {
        Map<String, Object> fields = new HashMap<>();
        for (boolean isText : new boolean[] {false, true}) {
            if (random.nextInt(4) > 0) {
                fields.put(isText ? "endpoint" : "responseCode", value(random, isText, isSingle));
            }
        }
        return new FieldTree(fields);
    }

    private static void check(Collection<EventStream> streams, boolean isSingle) {
        int found = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            Condition condition = condition(random, 3);
            if (new Contradictions(streams).in(condition).isPresent()) {
                found++;
                for (int i = 0; i < 50; i++) {
                    FieldTree event = event(random, isSingle);
                    assertFalse(condition.matches(event), "seed " + seed + ": " + condition + " matches " + event);
                }
            }
        }
        assertTrue(found > ROUNDS / 50, "only " + found + " contradictions were found: the test tells little");
    }

    @Test
    void whatIsSaidNeverToMatchNeverDoes() {
        check(List.of(EventStream.API_RESPONSE), true);
    }

    @Test
    void norDoesItWhereFieldsHaveSeveralValues() {
        check(List.of(), false);
    }
}
