package io.tocsin.rules.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.sigma.StepExpression.StepExpressionException;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class StepExpressionTest {
    private static final List<String> NAMES = List.of("a", "b", "c", "d");

    @Test
    void whatIsReadSaysOfEverySetOfStepsWhatIsWritten() throws StepExpressionException {
        for (long seed = 1; seed <= 2_000; seed++) {
            Written written = written(new Random(seed), 4);
            StepExpression read = StepExpression.parse(written.text(), NAMES);
            for (int taken = 0; taken < 16; taken++) {
                assertEquals(written.means().test(taken), read.holds(taken), "seed " + seed + ": " + written.text());
            }
        }
    }

    private record Written(String text, IntPredicate means) {}

    /** In parentheses throughout, so that no order of precedence is asked for. */
    private static Written written(Random random, int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(4);
        if (kind == 0) {
            int step = random.nextInt(NAMES.size());
            return new Written(NAMES.get(step), taken -> (taken >>> step & 1) == 1);
        }
        Written left = written(random, depth - 1);
        if (kind == 1) {
            return new Written("not (" + left.text() + ")", left.means().negate());
        }
        Written right = written(random, depth - 1);
        return kind == 2
                ? new Written(
                        "(" + left.text() + ") and (" + right.text() + ")",
                        left.means().and(right.means()))
                : new Written(
                        "(" + left.text() + ") or (" + right.text() + ")",
                        left.means().or(right.means()));
    }

    @Test
    void orIsWeakerThanAndWhichIsWeakerThanNot() throws StepExpressionException {
        StepExpression read = StepExpression.parse("a or not b and c", NAMES);
        assertTrue(read.holds(0b0001));
        assertTrue(read.holds(0b0100));
        assertFalse(read.holds(0b0110));
        assertFalse(read.isMonotone());
        assertTrue(StepExpression.parse("a and (b or c)", NAMES).isMonotone());
        assertEquals(2, StepExpression.parse("a and (b or c)", NAMES).fewest());
    }

    @Test
    void whatCannotBeReadIsSaid() {
        List<String> broken = List.of("", "a and", "a b", "(a", "a AND b", "e", "a & b", "not ".repeat(60) + "a");
        List<String> reasons = List.of(
                "the name of a rule is expected at the end",
                "the name of a rule is expected at the end",
                "`b` stands where `and`, `or` or the end is expected",
                "a closing parenthesis is missing",
                "`AND` stands where `and`, `or` or the end is expected",
                "`e` is not among the `rules`; did you mean `a`?; known rules are a, b, c, d",
                "the character & has no meaning in a condition",
                "`not` and parentheses are nested more than 50 deep");
        for (int i = 0; i < broken.size(); i++) {
            String text = broken.get(i);
            assertEquals(
                    reasons.get(i),
                    assertThrows(StepExpressionException.class, () -> StepExpression.parse(text, NAMES))
                            .getMessage());
        }
    }
}
