package io.tocsin.rules.match;

/** How text is compared where case is ignored: one code point at a time, so that no text grows or shrinks by it. */
final class Folding {
    private Folding() {}

    /** As {@link String#equalsIgnoreCase} folds: through upper case, because some letters differ in lower case alone. */
    static int fold(int c) {
        if (c < 128) {
            return c >= 'A' && c <= 'Z' ? c + 32 : c;
        }
        return Character.toLowerCase(Character.toUpperCase(c));
    }

    /** A text, each code point folded. */
    static String fold(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        text.codePoints().forEach(c -> folded.appendCodePoint(fold(c)));
        return folded.toString();
    }
}
