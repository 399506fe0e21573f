package io.tocsin.rules.match;

import io.tocsin.rules.match.RegularExpression.InvalidExpressionException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Looks at a regular expression before RE2 does: says in plain words what it can't do, and bounds what it would make of
 * repetitions in repetitions, each of which is written out, and of groups in groups, which it compiles by recursion.
 *
 * <p>It counts; it doesn't parse. What is no regular expression at all is left to RE2.
 */
final class RegularExpressionCheck {

    /**
     * How many characters, classes and repetitions written out an expression may have: it costs a text's length times as
     * many steps at most.
     */
    static final int MAX_SIZE = 2_000;

    /** How deep groups may be nested. */
    static final int MAX_DEPTH = 50;

    private static final int NONE = -1;

    private final String source;
    /** The sizes of the groups around the present place, without the last part of each; the innermost first. */
    private final Deque<Long> outer = new ArrayDeque<>();
    /** The size of the present group without its last part, and that of the last part: what a repetition repeats. */
    private long size;

    private long last;
    private int next;

    private RegularExpressionCheck(String source) {
        this.source = source;
    }

    static void check(String source) throws InvalidExpressionException {
        if (source.isEmpty()) {
            throw new InvalidExpressionException("the regular expression is empty; it would match every text");
        }
        new RegularExpressionCheck(source).check();
    }

    private void check() throws InvalidExpressionException {
        while (next < source.length()) {
            char c = source.charAt(next);
            switch (c) {
                case '\\' -> escape();
                case '[' -> charClass();
                case '(' -> open();
                case ')' -> close();
                case '*', '+', '?', '{' -> repetition();
                default -> part(1);
            }
            if (outer.stream().mapToLong(Long::longValue).sum() + size + last > MAX_SIZE) {
                throw new InvalidExpressionException("the regular expression has more than " + MAX_SIZE
                        + " parts, those of repetitions counted as often as they are repeated");
            }
        }
    }

    private void part(int length) {
        size += last;
        last = 1;
        next += length;
    }

    private void escape() throws InvalidExpressionException {
        char c = next + 1 < source.length() ? source.charAt(next + 1) : ' ';
        if ((c >= '1' && c <= '9') || c == 'k' || c == 'g') {
            throw unsupported(
                    "back references", "`\\" + c + "`", "compare a field with another one by the modifier `fieldref`");
        }
        if (c == 'Q') {
            int end = source.indexOf("\\E", next);
            int length = (end < 0 ? source.length() : end + 2) - next;
            part(length);
            size += length;
            return;
        }
        part(2);
    }

    /** A class counts as one part, however long. */
    private void charClass() {
        part(endOfClass(source, next) - next);
    }

    /** Where a class of characters ends that begins with the bracket at a place. A bracket first in it is a character of it. */
    static int endOfClass(String source, int start) {
        int at = start + 1;
        if (at < source.length() && source.charAt(at) == '^') {
            at++;
        }
        boolean first = true;
        while (at < source.length() && (first || source.charAt(at) != ']')) {
            first = false;
            if (source.charAt(at) == '\\') {
                at += 2;
            } else if (source.startsWith("[:", at) && source.indexOf(":]", at) > 0) {
                at = source.indexOf(":]", at) + 2;
            } else {
                at++;
            }
        }
        return Math.min(at + 1, source.length());
    }

    private void open() throws InvalidExpressionException {
        if (source.startsWith("(?=", next)
                || source.startsWith("(?!", next)
                || source.startsWith("(?<=", next)
                || source.startsWith("(?<!", next)) {
            throw unsupported(
                    "looking ahead and behind",
                    "`" + source.substring(next, source.startsWith("(?<", next) ? next + 4 : next + 3) + "`",
                    "write what must or must not be there as a selection of its own, joined by `and` or `and not`");
        }
        if (source.startsWith("(?>", next)) {
            throw unsupported("atomic groups", "`(?>`", "write `(?:`, which finds no less and is as fast here");
        }
        if (source.startsWith("(?#", next) || source.startsWith("(?(", next) || source.startsWith("(?R", next)) {
            throw unsupported(
                    "comments, conditions and recursion", "`" + source.substring(next, next + 3) + "`", "leave it out");
        }
        if (source.startsWith("(?P=", next) || source.startsWith("(?P>", next)) {
            throw unsupported(
                    "back references",
                    "`" + source.substring(next, next + 4) + "`",
                    "compare a field with another one by the modifier `fieldref`");
        }
        if (outer.size() >= MAX_DEPTH) {
            throw new InvalidExpressionException(
                    "groups of the regular expression are nested more than " + MAX_DEPTH + " deep");
        }
        outer.push(size + last);
        size = 0;
        last = 0;
        next++;
    }

    private void close() {
        long inner = size + last;
        size = outer.isEmpty() ? 0 : outer.pop();
        last = Math.max(inner, 1);
        next++;
    }

    private void repetition() throws InvalidExpressionException {
        int times = 1;
        int length = 1;
        if (source.charAt(next) == '{') {
            int end = source.indexOf('}', next);
            times = end < 0 ? NONE : most(source.substring(next + 1, end));
            if (times == NONE) {
                part(1);
                return;
            }
            length = end + 1 - next;
        }
        next += length;
        if (next < source.length() && source.charAt(next) == '+') {
            throw unsupported(
                    "possessive repetitions",
                    "`" + source.substring(next - length, next + 1) + "`",
                    "leave the last `+` out, which finds no less and is as fast here");
        }
        last *= Math.max(times, 1);
    }

    /** The highest number of {@code n}, {@code n,} or {@code n,m}; {@link #NONE} where the braces are mere characters. */
    private static int most(String range) {
        if (!range.matches("[0-9]{1,6}(,[0-9]{0,6})?")) {
            return NONE;
        }
        int most = 0;
        for (String number : range.split(",")) {
            most = Math.max(most, Integer.parseInt(number));
        }
        return most;
    }

    private static InvalidExpressionException unsupported(String what, String where, String instead) {
        return new InvalidExpressionException("the regular expression has " + where + ", but " + what
                + " can't be matched in linear time; " + instead);
    }
}
