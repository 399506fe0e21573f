package io.tocsin.monitor.wire;

/** Text from outside on its way to a person, on a terminal or in a log. */
public final class Printable {
    private Printable() {}

    /**
     * Control characters, which could command the terminal or begin another line of a log, and the marks that turn the
     * direction of writing are shown as {@code \}{@code uXXXX}.
     */
    public static String of(String untrusted) {
        StringBuilder text = new StringBuilder(untrusted.length());
        for (int i = 0; i < untrusted.length(); i++) {
            char c = untrusted.charAt(i);
            int type = Character.getType(c);
            boolean isUnsafe = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR;
            if (isUnsafe) {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** The beginning of a text, for a message: at most 40 characters, none of them control characters. */
    static String head(String untrusted) {
        String head = untrusted.length() > 40 ? untrusted.substring(0, 40) + "…" : untrusted;
        StringBuilder out = new StringBuilder(head.length());
        head.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
                .forEach(out::appendCodePoint);
        return out.toString();
    }
}
