package io.tocsin.rules.lint;

import io.tocsin.rules.explain.TestText;
import io.tocsin.rules.match.ValueTest;
import java.util.ArrayList;
import java.util.List;

/** Looks at the values of one line: those that change nothing, because of another one. */
final class ValueLint {

    /** Beyond it, comparing each with each costs more than it tells. */
    private static final int MAX_VALUES = 500;

    private ValueLint() {}

    /**
     * The values that change nothing, a sentence each.
     *
     * @param all whether all must be met; else one is enough
     */
    static List<String> superfluous(List<ValueTest> tests, boolean all) {
        List<ValueTest> values = tests.stream().flatMap(TestText::singles).toList();
        List<String> found = new ArrayList<>();
        for (int i = 0; i < values.size() && values.size() <= MAX_VALUES; i++) {
            for (int j = 0; j < values.size(); j++) {
                boolean isSuperfluous = i != j && isBeside(values.get(i), values.get(j), all);
                // Of two that say the same, the later one is superfluous.
                if (isSuperfluous && (i > j || !isBeside(values.get(j), values.get(i), all))) {
                    found.add(sentence(values.get(i), values.get(j), all));
                    break;
                }
            }
        }
        return found;
    }

    private static boolean isBeside(ValueTest value, ValueTest other, boolean all) {
        return all ? Tests.implies(other, value) : Tests.implies(value, other);
    }

    private static String sentence(ValueTest value, ValueTest other, boolean all) {
        String shown = "'" + TestText.of(value) + "' changes nothing beside '" + TestText.of(other) + "', ";
        return shown + (all ? "which can't be met without it" : "which matches whatever it matches") + "; leave it out";
    }
}
