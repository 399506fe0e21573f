package io.tocsin.rules.sigma;

import io.tocsin.rules.yaml.Names;
import io.tocsin.rules.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The extended condition of a correlation, such as {@code a and b and not c}, over which of its steps were taken. It is kept
 * as what it says of each set of steps, of which there are at most 2<sup>16</sup>.
 */
public final class StepExpression {

    /** A condition that can't be read; the message says why, for whoever wrote it. */
    public static final class StepExpressionException extends Exception {
        private static final long serialVersionUID = 1L;

        StepExpressionException(String message) {
            super(message);
        }
    }

    private static final Pattern TOKEN = Pattern.compile("\\s*(\\(|\\)|[\\w-]+|(\\S))\\s*");
    private static final int MAX_DEPTH = 50;

    private final String text;
    private final int steps;
    private final BitSet holds;
    /** The sets of steps of which it holds, and all those with more steps. */
    private final BitSet holdsWithFewer;

    private StepExpression(String text, int steps, BitSet holds) {
        this.text = text;
        this.steps = steps;
        this.holds = holds;
        this.holdsWithFewer = (BitSet) holds.clone();
        for (int i = 0; i < steps; i++) {
            for (int taken = 0; taken < 1 << steps; taken++) {
                if ((taken >>> i & 1) == 1 && holdsWithFewer.get(taken ^ 1 << i)) {
                    holdsWithFewer.set(taken);
                }
            }
        }
    }

    /**
     * Reads an expression.
     *
     * @param names those of the steps, in order; at most {@link CorrelationRule#MAX_STEPS}
     */
    public static StepExpression parse(String text, List<String> names) throws StepExpressionException {
        Parser parser = new Parser(tokens(text), names);
        BitSet holds = parser.or(0);
        if (parser.next < parser.tokens.size()) {
            throw new StepExpressionException(
                    "`" + parser.tokens.get(parser.next) + "` stands where `and`, `or` or the end is expected");
        }
        return new StepExpression(text.strip(), names.size(), holds);
    }

    /** The names in an expression, each once, in the order in which they stand there. */
    static List<String> names(String text) {
        return TOKEN.matcher(text)
                .results()
                .filter(token -> token.group(2) == null && !isReserved(token.group(1)))
                .map(token -> token.group(1))
                .distinct()
                .toList();
    }

    /** The same, as if each stood in the document by itself. */
    static List<YamlScalar> references(YamlScalar expression) {
        return names(expression.text()).stream()
                .map(name -> new YamlScalar(
                        expression.file(), expression.line(), name, expression.kind(), expression.quoted()))
                .toList();
    }

    /** Whether it holds where these steps were taken, the lowest bit for the first. */
    public boolean holds(int taken) {
        return holds.get(taken);
    }

    /** Whether it holds of some of these steps and not of all: one was taken that must not be. */
    public boolean isSpoiled(int taken) {
        return !holds.get(taken) && holdsWithFewer.get(taken);
    }

    /** Whether it still holds where more steps are taken. */
    boolean isMonotone() {
        return holds.equals(holdsWithFewer);
    }

    /** The fewest steps with which it holds; 0 if it never does. */
    int fewest() {
        return holds.stream().map(Integer::bitCount).min().orElse(0);
    }

    /** The steps that it asks for, if it asks for these and that none of the others is taken. */
    OptionalInt asked() {
        return holds.cardinality() == 1 ? OptionalInt.of(holds.nextSetBit(0)) : OptionalInt.empty();
    }

    /** How many of the steps stand behind the last one that {@link #asked()} names. */
    int behindAsked() {
        return steps - (Integer.SIZE - Integer.numberOfLeadingZeros(asked().orElse(0)));
    }

    /** As the document says it. */
    @Override
    public String toString() {
        return text;
    }

    private static List<String> tokens(String text) throws StepExpressionException {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        while (matcher.lookingAt()) {
            if (matcher.group(2) != null) {
                throw new StepExpressionException(
                        "the character " + matcher.group(2) + " has no meaning in a condition");
            }
            tokens.add(matcher.group(1));
            matcher.region(matcher.end(), matcher.regionEnd());
        }
        return tokens;
    }

    private static boolean isReserved(String token) {
        return List.of("(", ")", "and", "or", "not").contains(token);
    }

    /** Weakest first: {@code or}, {@code and}, {@code not}, parentheses. */
    private static final class Parser {
        private final List<String> tokens;
        private final List<String> names;
        private int next;

        Parser(List<String> tokens, List<String> names) {
            this.tokens = tokens;
            this.names = names;
        }

        BitSet or(int depth) throws StepExpressionException {
            BitSet holds = and(depth);
            while (take("or")) {
                holds.or(and(depth));
            }
            return holds;
        }

        private BitSet and(int depth) throws StepExpressionException {
            BitSet holds = not(depth);
            while (take("and")) {
                holds.and(not(depth));
            }
            return holds;
        }

        private BitSet not(int depth) throws StepExpressionException {
            if (depth > MAX_DEPTH) {
                throw new StepExpressionException("`not` and parentheses are nested more than " + MAX_DEPTH + " deep");
            }
            if (take("not")) {
                BitSet holds = not(depth + 1);
                holds.flip(0, 1 << names.size());
                return holds;
            }
            if (take("(")) {
                BitSet holds = or(depth + 1);
                if (!take(")")) {
                    throw new StepExpressionException("a closing parenthesis is missing");
                }
                return holds;
            }
            return step();
        }

        private BitSet step() throws StepExpressionException {
            if (next >= tokens.size() || isReserved(tokens.get(next))) {
                throw new StepExpressionException("the name of a rule is expected"
                        + (next < tokens.size() ? " where `" + tokens.get(next) + "` stands" : " at the end"));
            }
            String name = tokens.get(next++);
            int step = names.indexOf(name);
            if (step < 0) {
                String hint = isReserved(name.toLowerCase(Locale.ROOT))
                        ? " (operators are written in lower case)"
                        : Names.hint(name, "rules", names);
                throw new StepExpressionException("`" + name + "` is not among the `rules`" + hint);
            }
            BitSet holds = new BitSet(1 << names.size());
            for (int taken = 0; taken < 1 << names.size(); taken++) {
                holds.set(taken, (taken >>> step & 1) == 1);
            }
            return holds;
        }

        private boolean take(String token) {
            boolean there = next < tokens.size() && tokens.get(next).equals(token);
            next += there ? 1 : 0;
            return there;
        }
    }
}
