package io.tocsin.rules.match;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.EnumSet;
import java.util.Set;

/**
 * A regular expression that is searched for in a text, in time linear in its length whatever the expression: RE2's
 * automaton never goes back. What can't be done so, as looking around and back references, is refused.
 */
public final class RegularExpression {

    /** The letters behind {@code re} in a rule. */
    public enum Flag {
        /** {@code i}: case is ignored. */
        IGNORE_CASE(Pattern.CASE_INSENSITIVE),
        /** {@code m}: {@code ^} and {@code $} also stand for the begin and end of a line. */
        MULTILINE(Pattern.MULTILINE),
        /** {@code s}: {@code .} also stands for the end of a line. */
        DOT_ALL(Pattern.DOTALL);

        private final int bit;

        Flag(int bit) {
            this.bit = bit;
        }
    }

    /** What is wrong with an expression, in one sentence. */
    public static final class InvalidExpressionException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidExpressionException(String message) {
            super(message);
        }
    }

    private final String source;
    private final Set<Flag> flags;
    private final Pattern pattern;

    private RegularExpression(String source, Set<Flag> flags, Pattern pattern) {
        this.source = source;
        this.flags = flags;
        this.pattern = pattern;
    }

    /**
     * Compiles an expression.
     *
     * @throws InvalidExpressionException if it isn't one, if it can't be matched in linear time, or if it is too large
     */
    public static RegularExpression compile(String source, Set<Flag> flags) throws InvalidExpressionException {
        RegularExpressionCheck.check(source);
        int bits = flags.stream().mapToInt(flag -> flag.bit).sum();
        try {
            Set<Flag> copy = flags.isEmpty() ? EnumSet.noneOf(Flag.class) : EnumSet.copyOf(flags);
            return new RegularExpression(source, Set.copyOf(copy), Pattern.compile(source, bits));
        } catch (PatternSyntaxException e) {
            throw new InvalidExpressionException("the regular expression can't be read: " + e.getDescription() + ": `"
                    + e.getPattern() + "`; it is one of RE2");
        }
    }

    /** The same expression with one more flag. */
    public RegularExpression with(Flag flag) throws InvalidExpressionException {
        Set<Flag> more = EnumSet.of(flag);
        more.addAll(flags);
        return compile(source, more);
    }

    /** The expression as it is written. */
    public String source() {
        return source;
    }

    /** The flags that stand behind {@code re}; others may stand in the expression itself. */
    public Set<Flag> flags() {
        return flags;
    }

    /** What a value of a field must hold so that it is found there. */
    Need need(String field) {
        return RegularExpressionNeed.of(field, source);
    }

    /** Whether it is found somewhere in the text. */
    boolean isFoundIn(String text) {
        return pattern.matcher(text).find();
    }
}
