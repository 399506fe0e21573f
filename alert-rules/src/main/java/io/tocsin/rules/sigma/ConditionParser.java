package io.tocsin.rules.sigma;

import io.tocsin.rules.match.Condition;
import io.tocsin.rules.match.TextPattern;
import io.tocsin.rules.yaml.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses a Sigma condition. Weakest first: {@code or}, {@code and}, {@code not}, {@code 1 of X}, parentheses (Sigma rules
 * specification 2.1, "Condition"). Operators are lower-case, as in pySigma.
 */
final class ConditionParser {

    /** How deep parentheses and {@code not} may be nested. */
    static final int MAX_DEPTH = 50;

    /** How many detections the conditions of a rule may name. */
    static final int MAX_OPERANDS = 50_000;

    private static final Pattern TOKEN = Pattern.compile("\\s*(?:([()])|([\\p{L}\\p{N}_.*?-]+)|(\\S))");

    /** What is wrong with a condition, in one sentence. */
    static final class ConditionException extends Exception {
        private static final long serialVersionUID = 1L;

        ConditionException(String message) {
            super(message);
        }
    }

    private final Map<String, Condition> detections;
    private List<String> tokens = List.of();
    private int next;
    private int operands;

    /**
     * A parser of the conditions of one rule.
     *
     * @param detections the search identifiers of the rule, in the document's order
     */
    ConditionParser(Map<String, Condition> detections) {
        this.detections = detections;
    }

    /** The condition over the detections that it names. */
    Condition parse(String condition) throws ConditionException {
        tokens = tokens(condition);
        next = 0;
        Condition parsed = or(0);
        if (next < tokens.size()) {
            String token = tokens.get(next);
            throw new ConditionException(
                    "`" + token + "` stands where `and`, `or` or the end is expected" + upperCaseHint(token));
        }
        return parsed;
    }

    private static List<String> tokens(String condition) throws ConditionException {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(condition.strip());
        while (matcher.lookingAt()) {
            if ("|".equals(matcher.group(3))) {
                throw new ConditionException(
                        OldAggregation.refusal(condition.strip().substring(matcher.end())));
            } else if (matcher.group(3) != null) {
                throw new ConditionException("the character " + matcher.group(3) + " has no meaning in a condition");
            }
            tokens.add(matcher.group().strip());
            matcher.region(matcher.end(), matcher.regionEnd());
        }
        return tokens;
    }

    /** Few words may stand for many detections, each time: what they stand for together is bounded. */
    private void count(int more) throws ConditionException {
        operands += more;
        if (operands > MAX_OPERANDS) {
            throw new ConditionException("the rule's conditions name more than " + MAX_OPERANDS
                    + " detections, those that `of` selects counted one by one");
        }
    }

    private Condition or(int depth) throws ConditionException {
        List<Condition> alternatives = new ArrayList<>(List.of(and(depth)));
        while (take("or")) {
            alternatives.add(and(depth));
        }
        return alternatives.size() == 1 ? alternatives.get(0) : new Condition.Any(alternatives);
    }

    private Condition and(int depth) throws ConditionException {
        List<Condition> parts = new ArrayList<>(List.of(not(depth)));
        while (take("and")) {
            parts.add(not(depth));
        }
        return parts.size() == 1 ? parts.get(0) : new Condition.All(parts);
    }

    private Condition not(int depth) throws ConditionException {
        if (depth > MAX_DEPTH) {
            throw new ConditionException("`not` and parentheses are nested more than " + MAX_DEPTH + " deep");
        }
        return take("not") ? new Condition.Not(not(depth + 1)) : operand(depth);
    }

    private Condition operand(int depth) throws ConditionException {
        if (take("(")) {
            Condition inner = or(depth + 1);
            if (!take(")")) {
                throw new ConditionException("a closing parenthesis is missing" + found());
            }
            return inner;
        }
        if (next >= tokens.size() || isReserved(tokens.get(next))) {
            throw new ConditionException("the name of a detection is expected" + found());
        }
        String word = tokens.get(next++);
        return take("of") ? quantified(word) : named(word);
    }

    private Condition named(String name) throws ConditionException {
        Condition detection = detections.get(name);
        if (detection == null) {
            throw new ConditionException("`" + name + "` is not a detection of this rule" + upperCaseHint(name)
                    + Names.hint(name, "detections", detections.keySet()));
        }
        count(1);
        return detection;
    }

    private Condition quantified(String quantifier) throws ConditionException {
        if (!List.of("1", "any", "all").contains(quantifier)) {
            throw new ConditionException("`" + quantifier + " of` is not supported; `1 of`, `any of` and `all of` are");
        }
        if (next >= tokens.size()
                || (isReserved(tokens.get(next)) && !tokens.get(next).equals("them"))) {
            throw new ConditionException(
                    "`" + quantifier + " of` must be followed by `them` or a name with wildcards" + found());
        }
        String pattern = tokens.get(next++);
        List<Condition> selected = selected(pattern);
        if (selected.isEmpty()) {
            throw new ConditionException("`" + quantifier + " of " + pattern
                    + "` selects no detection of this rule; it has " + String.join(", ", detections.keySet()));
        }
        count(selected.size());
        return quantifier.equals("all") ? new Condition.All(selected) : new Condition.Any(selected);
    }

    /** Names that begin with an underscore are selected only by a pattern that does, too. */
    private List<Condition> selected(String pattern) {
        TextPattern names =
                TextPattern.ofSigma(pattern.equals("them") ? "*" : pattern).cased();
        List<Condition> selected = new ArrayList<>();
        detections.forEach((name, detection) -> {
            if (names.matches(name) && (pattern.startsWith("_") || !name.startsWith("_"))) {
                selected.add(detection);
            }
        });
        return selected;
    }

    private boolean take(String token) {
        boolean there = next < tokens.size() && tokens.get(next).equals(token);
        if (there) {
            next++;
        }
        return there;
    }

    private static boolean isReserved(String token) {
        return List.of("(", ")", "and", "or", "not", "of", "them").contains(token);
    }

    private String found() {
        return next < tokens.size() ? " where `" + tokens.get(next) + "` stands" : " at the end";
    }

    private static String upperCaseHint(String token) {
        return List.of("AND", "OR", "NOT", "OF", "THEM").contains(token)
                ? " (operators are written in lower case)"
                : "";
    }
}
