package io.tocsin.monitor.mail;

/**
 * Makes text that an attacker may have chosen fit to stand in a mail: no control or line break can start a header, no
 * invisible or direction-changing character can make a value look like another one.
 */
final class SafeText {

    /** Stands for what was taken out, so that a reader sees that something was there. */
    private static final char TAKEN_OUT = '\uFFFD';

    private static final String CUT = "…";

    private SafeText() {}

    /**
     * One line of text: each run of control characters (C0, DEL, C1), line and paragraph separators, format characters
     * (bidi controls, zero-width characters) and halves of surrogate pairs becomes one U+FFFD.
     *
     * @param mostCodePoints what is longer ends in an ellipsis
     */
    static String line(String value, int mostCodePoints) {
        StringBuilder safe = new StringBuilder(Math.min(value.length(), 2 * mostCodePoints) + 1);
        boolean inRun = false;
        int kept = 0;
        for (int i = 0; i < value.length(); ) {
            int codePoint = value.codePointAt(i);
            i += Character.charCount(codePoint);
            boolean unsafe = isUnsafe(codePoint);
            if (unsafe && inRun) {
                continue;
            }
            inRun = unsafe;
            if (kept == mostCodePoints) {
                return safe.append(CUT).toString();
            }
            safe.appendCodePoint(unsafe ? TAKEN_OUT : codePoint);
            kept++;
        }
        return safe.toString();
    }

    /**
     * A value from an event as one line. {@code ://} is written {@code [:]//}, as mail programs make links of addresses,
     * and a user name that is a link to a false sign-in page must not be one click away.
     */
    static String value(String value, int mostCodePoints) {
        return line(value, mostCodePoints).replace("://", "[:]//");
    }

    /** A word for headers and file names: everything but {@code A-Z a-z 0-9 . _ -} becomes a hyphen. */
    static String token(String value, int mostChars) {
        String safe = value.replaceAll("[^A-Za-z0-9._-]+", "-");
        return safe.length() <= mostChars ? safe : safe.substring(0, mostChars);
    }

    /** Text for HTML, in an element or a quoted attribute. */
    static String html(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            switch (each) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(each);
            }
        }
        return escaped.toString();
    }

    /** What a log may hold of a server's answer: mail addresses are personal data and are taken out. */
    static String forLog(String text) {
        return line(text, 300).replaceAll("[^\\s<>\"']+@[^\\s<>\"']+", "<address>");
    }

    private static boolean isUnsafe(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
