package io.tocsin.rules.match;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A Sigma text value: characters and the wildcards {@code *} (any number of characters, none included) and {@code ?}
 * (exactly one).
 *
 * <p>A backslash makes the wildcard or backslash behind it plain; before anything else, and at the end, it is an
 * ordinary character (Sigma rules specification 2.1, "Escaping"). A text matches as a whole. Case is ignored, one code
 * point at a time, unless the pattern is {@link #cased()}. {@link #anyDash()} makes further wildcards.
 */
public final class TextPattern {
    private static final int ANY_NUMBER = -1;
    private static final int EXACTLY_ONE = -2;
    private static final int DASH = -3;

    /** What programs for Windows take for the sign before an option (Sigma modifiers 2.1, "windash"). */
    private static final String DASHES = "-/\u2013\u2014\u2015";

    /** Code points and wildcards. */
    private final int[] parts;

    private final boolean cased;

    /** The parts as they are compared: folded, unless case matters. */
    private final int[] compared;

    /** The place of the last {@code *}, -1 for none. */
    private final int lastStar;

    private TextPattern(int[] parts, boolean cased) {
        this.parts = parts;
        this.cased = cased;
        this.compared = cased ? parts : Arrays.stream(parts).map(Folding::fold).toArray();
        int star = parts.length - 1;
        while (star >= 0 && parts[star] != ANY_NUMBER) {
            star--;
        }
        this.lastStar = star;
    }

    /** A value as Sigma writes it, with wildcards and escapes. */
    public static TextPattern ofSigma(String value) {
        int[] parts = new int[value.length()];
        int length = 0;
        for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
            int c = value.codePointAt(i);
            if (c == '\\' && i + 1 < value.length() && isEscapable(value.charAt(i + 1))) {
                i++;
                parts[length++] = value.charAt(i);
            } else if (c == '*') {
                parts[length++] = ANY_NUMBER;
            } else {
                parts[length++] = c == '?' ? EXACTLY_ONE : c;
            }
        }
        return new TextPattern(Arrays.copyOf(parts, length), false);
    }

    /** A text that is meant as it stands. */
    public static TextPattern ofPlain(String text) {
        return new TextPattern(text.codePoints().toArray(), false);
    }

    private static boolean isEscapable(int c) {
        return c == '*' || c == '?' || c == '\\';
    }

    /** The same pattern, minding case. */
    public TextPattern cased() {
        return new TextPattern(parts, true);
    }

    /** The same pattern with anything before it. */
    public TextPattern afterAnything() {
        int[] longer = new int[parts.length + 1];
        longer[0] = ANY_NUMBER;
        System.arraycopy(parts, 0, longer, 1, parts.length);
        return new TextPattern(longer, cased);
    }

    /** The same pattern with anything behind it. */
    public TextPattern beforeAnything() {
        int[] longer = Arrays.copyOf(parts, parts.length + 1);
        longer[parts.length] = ANY_NUMBER;
        return new TextPattern(longer, cased);
    }

    /**
     * The same pattern with every dash before an option, that is between what isn't part of a word and what is, standing for
     * any of the five dashes of Windows.
     */
    public TextPattern anyDash() {
        int[] changed = parts.clone();
        for (int i = 0; i < parts.length - 1; i++) {
            boolean begins = i == 0 || !isOfWord(parts[i - 1]);
            if (parts[i] > 0 && DASHES.indexOf(parts[i]) >= 0 && begins && isOfWord(parts[i + 1])) {
                changed[i] = DASH;
            }
        }
        return new TextPattern(changed, cased);
    }

    private static boolean isOfWord(int part) {
        return part == '_' || (part > 0 && Character.isLetterOrDigit(part));
    }

    /** The patterns that this one stands for, each dash of {@link #anyDash} written out. */
    public List<TextPattern> withoutAnyDash() {
        List<TextPattern> written = List.of(this);
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] == DASH) {
                int at = i;
                written = written.stream()
                        .flatMap(each -> DASHES.chars().mapToObj(dash -> each.with(at, dash)))
                        .toList();
            }
        }
        return written;
    }

    /** How many patterns {@link #withoutAnyDash} makes of it; {@link Long#MAX_VALUE} where they can't be counted. */
    public long countWithoutAnyDash() {
        long dashes = Arrays.stream(parts).filter(part -> part == DASH).count();
        return dashes > 25 ? Long.MAX_VALUE : (long) Math.pow(DASHES.length(), (double) dashes);
    }

    private TextPattern with(int at, int part) {
        int[] changed = parts.clone();
        changed[at] = part;
        return new TextPattern(changed, cased);
    }

    /**
     * The same pattern over texts in another encoding, of which each byte is a character of the same number (ISO 8859-1).
     * Wildcards stay.
     *
     * @param mark what stands before the text, such as a byte order mark
     */
    public TextPattern encoded(Charset charset, byte[] mark) {
        IntStream.Builder bytes = IntStream.builder();
        for (byte each : mark) {
            bytes.add(each & 0xff);
        }
        for (int part : parts) {
            if (part < 0) {
                bytes.add(part);
            } else {
                for (byte each : Character.toString(part).getBytes(charset)) {
                    bytes.add(each & 0xff);
                }
            }
        }
        return new TextPattern(bytes.build().toArray(), cased);
    }

    /** The one text that it matches, case aside; {@code null} where it has wildcards. */
    public @Nullable String exact() {
        return Arrays.stream(parts).anyMatch(part -> part < 0) ? null : new String(parts, 0, parts.length);
    }

    /** Whether it minds case. */
    public boolean isCased() {
        return cased;
    }

    /** A pattern for a text that is meant as it stands, minding case as this one does. */
    public TextPattern withText(String text) {
        return new TextPattern(text.codePoints().toArray(), cased);
    }

    /** Whether some whole number from 0 on can match, written in decimal and so without zeros in front. */
    public boolean canMatchNumber() {
        boolean zeroInFront = parts.length > 1 && parts[0] == '0' && parts[1] != ANY_NUMBER;
        return parts.length > 0
                && !zeroInFront
                && Arrays.stream(parts)
                        .allMatch(part -> part == ANY_NUMBER || part == EXACTLY_ONE || (part >= '0' && part <= '9'));
    }

    /** What a value of a field must hold to match. */
    Need need(String field) {
        return PatternNeed.of(field, parts);
    }

    /**
     * Whether the whole of {@code text} matches.
     *
     * <p>What stands behind the last {@code *} has only the end of the text to stand in, so that is looked at first.
     */
    public boolean matches(String text) {
        if (lastStar < 0) {
            return matches(text, text.length(), compared.length);
        }
        int end = text.length();
        for (int part = compared.length - 1; part > lastStar; part--) {
            if (end == 0) {
                return false;
            }
            int c = text.codePointBefore(end);
            if (!meets(c, compared[part])) {
                return false;
            }
            end -= Character.charCount(c);
        }
        return matches(text, end, lastStar + 1);
    }

    /**
     * Whether the begin of a text up to an end matches the parts up to an end, of which the last is a {@code *} if any is.
     *
     * <p>Only the newest {@code *} is ever widened: what an older one could have swallowed, the newest one can. That
     * bounds the work by the product of both lengths.
     */
    private boolean matches(String text, int textEnd, int partsEnd) {
        int at = 0;
        int part = 0;
        int newestStar = -1;
        int starEnd = 0;
        while (at < textEnd) {
            int c = text.codePointAt(at);
            if (part < partsEnd && compared[part] == ANY_NUMBER) {
                if (part == partsEnd - 1) {
                    return true;
                }
                newestStar = part++;
                starEnd = at;
            } else if (part < partsEnd && meets(c, compared[part])) {
                part++;
                at += Character.charCount(c);
            } else if (newestStar >= 0) {
                starEnd += Character.charCount(text.codePointAt(starEnd));
                at = starEnd;
                part = newestStar + 1;
            } else {
                return false;
            }
        }
        while (part < partsEnd && compared[part] == ANY_NUMBER) {
            part++;
        }
        return part == partsEnd;
    }

    private boolean meets(int c, int part) {
        return part >= 0
                ? part == (cased ? c : Folding.fold(c))
                : part == EXACTLY_ONE || (part == DASH && DASHES.indexOf(c) >= 0);
    }

    /**
     * Whether every text that the other pattern matches is matched by this one, too. {@code false} where that can't be told
     * by holding the wildcards of one against those of the other.
     */
    public boolean covers(TextPattern other) {
        if (cased && !other.cased) {
            return false;
        }
        int at = 0;
        int part = 0;
        int newestStar = -1;
        int starEnd = 0;
        while (at < other.parts.length) {
            if (part < parts.length && parts[part] == ANY_NUMBER) {
                newestStar = part++;
                starEnd = at;
            } else if (part < parts.length && coversPart(parts[part], other.parts[at])) {
                part++;
                at++;
            } else if (newestStar >= 0) {
                at = ++starEnd;
                part = newestStar + 1;
            } else {
                return false;
            }
        }
        while (part < parts.length && parts[part] == ANY_NUMBER) {
            part++;
        }
        return part == parts.length;
    }

    private boolean coversPart(int part, int others) {
        if (others < 0) {
            return part == others || (part == EXACTLY_ONE && others == DASH);
        }
        return meets(others, cased ? part : Folding.fold(part));
    }

    /**
     * Whether no text matches both patterns, because they begin or end differently. {@code false} where that can't be told.
     */
    public boolean excludes(TextPattern other) {
        boolean exact = exact() != null && other.exact() != null;
        return (exact && parts.length != other.parts.length) || differs(other, false) || differs(other, true);
    }

    /** Whether the characters up to the first wildcard of either differ somewhere, from the begin or from the end. */
    private boolean differs(TextPattern other, boolean fromEnd) {
        boolean bothCased = cased && other.cased;
        for (int i = 0; i < Math.min(parts.length, other.parts.length); i++) {
            int mine = parts[fromEnd ? parts.length - 1 - i : i];
            int others = other.parts[fromEnd ? other.parts.length - 1 - i : i];
            if (mine == ANY_NUMBER || others == ANY_NUMBER) {
                return false;
            }
            if (mine >= 0
                    && others >= 0
                    && mine != others
                    && (bothCased || Folding.fold(mine) != Folding.fold(others))) {
                return true;
            }
        }
        return false;
    }

    /** As Sigma writes it, with escapes where they are needed, and one dash for any. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] < 0) {
                text.append(parts[i] == ANY_NUMBER ? '*' : parts[i] == DASH ? '-' : '?');
                continue;
            }
            // A backslash needs another one only where it would escape what follows.
            boolean escapes = parts[i] == '\\'
                    && i + 1 < parts.length
                    && (parts[i + 1] == ANY_NUMBER || parts[i + 1] == EXACTLY_ONE || isEscapable(parts[i + 1]));
            text.append(escapes || parts[i] == '*' || parts[i] == '?' ? "\\" : "")
                    .appendCodePoint(parts[i]);
        }
        return text.toString();
    }
}
