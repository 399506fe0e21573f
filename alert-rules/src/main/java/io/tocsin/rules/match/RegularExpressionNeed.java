package io.tocsin.rules.match;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads off a regular expression which texts must stand wherever it is found: what isn't optional and is spelt out.
 *
 * <p>It understands the common part of RE2's syntax; at anything else it gives up and knows nothing. Only characters of
 * ASCII count as spelt out: those mean the same whether case is ignored or not, as {@link Folding} compares them, so that
 * flags needn't be followed.
 */
final class RegularExpressionNeed {
    private static final Pattern REPEAT = Pattern.compile("\\{(0|[1-9][0-9]{0,3})(,(0|[1-9][0-9]{0,3})?)?\\}");
    private static final Pattern GROUP_START = Pattern.compile("\\(\\?(P?<[A-Za-z0-9_]+>|[imsU-]*:)");
    private static final Pattern FLAGS = Pattern.compile("\\(\\?[imsU-]+\\)");
    private static final String CLASSES = "dDsSwW";
    private static final String CONTROLS = "afnrtv";
    private static final String BOUNDARIES = "AbBz";

    private final String field;
    private final String source;
    private int next;
    private boolean lost;

    private RegularExpressionNeed(String field, String source) {
        this.field = field;
        this.source = source;
    }

    /** What a value of a field needs so that an expression is found in it, which RE2 has accepted. */
    static Need of(String field, String source) {
        RegularExpressionNeed reader = new RegularExpressionNeed(field, source);
        Need need = reader.alternatives();
        boolean read = !reader.lost && reader.next == source.length();
        return read && !need.equals(Need.UNKNOWN) ? need : Need.present(field);
    }

    /** What can be repeated: a text that is spelt out, empty for a mere place, {@code null} for anything else; what it needs. */
    private record Part(@Nullable String text, Need need) {
        static final Part ANYTHING = new Part(null, Need.UNKNOWN);
        static final Part PLACE = new Part("", Need.UNKNOWN);
    }

    private Need alternatives() {
        List<Need> alternatives = new ArrayList<>(List.of(sequence()));
        while (isAt('|')) {
            next++;
            alternatives.add(sequence());
        }
        return Need.any(alternatives);
    }

    private Need sequence() {
        List<Need> needs = new ArrayList<>();
        StringBuilder run = new StringBuilder();
        while (!lost && next < source.length() && !isAt('|') && !isAt(')')) {
            Part part = part();
            int before = next;
            boolean optional = repetition();
            if (part.text() != null && !optional) {
                run.append(part.text());
            }
            if (part.text() == null || next > before) {
                end(run, needs);
            }
            if (!optional) {
                needs.add(part.need());
            }
        }
        end(run, needs);
        return Need.all(needs);
    }

    private void end(StringBuilder run, List<Need> needs) {
        if (!run.isEmpty()) {
            needs.add(Need.literal(field, Need.Place.ANYWHERE, run.toString()));
            run.setLength(0);
        }
    }

    private Part part() {
        char c = source.charAt(next);
        return switch (c) {
            case '\\' -> escape();
            case '(' -> group();
            case '[' -> {
                next = RegularExpressionCheck.endOfClass(source, next);
                yield Part.ANYTHING;
            }
            case '.' -> {
                next++;
                yield Part.ANYTHING;
            }
            case '^', '$' -> {
                next++;
                yield Part.PLACE;
            }
            case '*', '+', '?', '{' -> lost();
            default -> character(c);
        };
    }

    private Part character(char c) {
        next++;
        return c < 128 ? new Part(String.valueOf(c), Need.UNKNOWN) : Part.ANYTHING;
    }

    private Part escape() {
        next++;
        char c = next < source.length() ? source.charAt(next) : 'Q';
        if (CLASSES.indexOf(c) >= 0 || CONTROLS.indexOf(c) >= 0) {
            next++;
            return Part.ANYTHING;
        }
        if (BOUNDARIES.indexOf(c) >= 0) {
            next++;
            return Part.PLACE;
        }
        return c >= 128 || Character.isLetterOrDigit(c) ? lost() : character(c);
    }

    private Part group() {
        Matcher flags = FLAGS.matcher(source).region(next, source.length());
        if (flags.lookingAt()) {
            next = flags.end();
            // RE2 takes a repetition behind flags for one of what stands before them.
            return next < source.length() && "*+?{".indexOf(source.charAt(next)) >= 0 ? lost() : Part.PLACE;
        }
        Matcher start = GROUP_START.matcher(source).region(next, source.length());
        if (start.lookingAt()) {
            next = start.end();
        } else if (source.startsWith("(?", next)) {
            return lost();
        } else {
            next++;
        }
        Need inner = alternatives();
        if (!isAt(')')) {
            return lost();
        }
        next++;
        return new Part(null, inner);
    }

    /** Reads over a repetition, if one follows; says whether it may be of no time at all. */
    private boolean repetition() {
        boolean optional = isAt('*') || isAt('?');
        if (optional || isAt('+')) {
            next++;
        } else if (isAt('{')) {
            Matcher repeat = REPEAT.matcher(source).region(next, source.length());
            if (!repeat.lookingAt()) {
                lost();
                return true;
            }
            optional = repeat.group(1).equals("0");
            next = repeat.end();
        } else {
            return false;
        }
        if (isAt('?')) {
            next++;
        }
        return optional;
    }

    private boolean isAt(char c) {
        return next < source.length() && source.charAt(next) == c;
    }

    private Part lost() {
        lost = true;
        return Part.ANYTHING;
    }
}
