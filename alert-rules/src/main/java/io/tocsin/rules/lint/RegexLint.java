package io.tocsin.rules.lint;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds what RE2 reads in another way than PCRE, by which most rules were tried. What RE2 can't read at all is refused where the
 * rule is compiled.
 */
final class RegexLint {
    private RegexLint() {}

    /**
     * The differences, a sentence each.
     *
     * @param lines whether {@code $} stands for the end of each line
     */
    static List<String> differences(String expression, boolean lines) {
        Set<String> found = new LinkedHashSet<>();
        boolean inClass = false;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (expression.startsWith("\\Q", i)) {
                int end = expression.indexOf("\\E", i);
                i = end < 0 ? expression.length() : end + 1;
            } else if (c == '\\') {
                i++;
                if (i < expression.length() && expression.charAt(i) == 'v') {
                    found.add("`\\v` is the vertical tab alone; write `[\\n\\v\\f\\r]` for every kind of line break");
                }
            } else if (inClass) {
                inClass = c != ']';
            } else if (c == '[') {
                inClass = true;
                // A bracket that comes first is one of the characters.
                i += expression.startsWith("^]", i + 1) ? 2 : expression.startsWith("]", i + 1) ? 1 : 0;
            } else if (c == '$' && !lines) {
                found.add("`$` is the very end; PCRE takes it for the place before a line break at the end, too; write"
                        + " `\\n?$` if values may end with one");
            } else if (expression.startsWith("{,", i)) {
                found.add("`{,` is two characters; PCRE 10.43 and newer repeats from 0 on; write `{0,`");
            }
        }
        return List.copyOf(found);
    }
}
